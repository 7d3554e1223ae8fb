// Bundles src and its packages into dist/ctl.cjs. Modules behind an `import()` are in the same file and run when they are first
// asked for. One file, because a code cache of V8 is made for one script (bin/load-bundle.js).
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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

/** pg looks for another platform than Node.js by making a `Response`, which loads all of fetch: some 20 ms. */
const nodeOnly = {
  name: 'node-only',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]pg[\\/]lib[\\/]stream\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const looked = "typeof Response === 'function'";
      if (!source.includes(looked)) throw new Error(`${path} does not look for its platform as expected`);
      return { contents: source.replace(looked, 'false') };
    });
  },
};

const { outputFiles } = await build({
  absWorkingDir: root,
  stdin: { contents: await entry(), resolveDir: root, sourcefile: 'entry.js' },
  outfile: 'dist/ctl.cjs',
  write: false,
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
  plugins: [preparedProtocol, nodeOnly],
  logLevel: 'warning',
});

// Put in place at once: a ctl that starts meanwhile finds the old bundle or the new one.
await mkdir(`${root}dist`, { recursive: true });
for (const { path, contents } of outputFiles) {
  await writeFile(`${path}.new`, contents);
  await rename(`${path}.new`, path);
}
const left = (await readdir(`${root}dist`)).filter((name) => !name.startsWith('ctl.cjs'));
await Promise.all(left.map((name) => rm(`${root}dist/${name}`, { recursive: true })));
