// Bundles src and its packages into dist/ctl.cjs. Modules behind an `import()` are in the same file and run when they are first
// asked for. One file, because a code cache of V8 is made for one script (bin/load-bundle.js).
import { readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** `main`, and the commands by their ids, each loaded when it is asked for. */
async function entry() {
  const files = (await readdir(`${root}src/commands`, { recursive: true })).filter((path) =>
    path.endsWith('.ts'),
  );
  const getters = files.sort().map((path) => {
    const id = path.replace(/(\/index)?\.ts$/, '').replaceAll('/', ':');
    return `  get '${id}'() { return require('./src/commands/${path}').default; },`;
  });
  return `export { main } from './src/cli/main.ts';\nexport const COMMANDS = {\n${getters.join('\n')}\n};\n`;
}

/** etcd3 parses the definition of its protocol at each start; here it is prepared once. */
const preparedProtocol = {
  name: 'prepared-protocol',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]etcd3[\\/]lib[\\/]connection-pool\.js$/ }, async ({ path }) => {
      const { loadProtosWithOptionsSync } = createRequire(path)('@grpc/proto-loader/build/src/util.js');
      const definition = path.replace('lib/connection-pool.js', 'proto/rpc.proto');
      const protocol = loadProtosWithOptionsSync(definition, { keepCase: true });
      const source = await readFile(path, 'utf8');
      const parsed = /\.loadSync\)\(`[^`]*`,/;
      if (!parsed.test(source)) throw new Error(`${path} does not load its protocol as expected`);
      return { contents: source.replace(parsed, `.fromJSON)(${JSON.stringify(protocol.toJSON())},`) };
    });
  },
};

await rm(`${root}dist`, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  stdin: { contents: await entry(), resolveDir: root, sourcefile: 'entry.js' },
  outfile: 'dist/ctl.cjs',
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  // Names stay, so that a stack trace can be read.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  external: ['pg-native'],
  plugins: [preparedProtocol],
  logLevel: 'warning',
});
