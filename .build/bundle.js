// Bundles src into dist: one file for each command, shared chunks beside them. Loading hundreds of small files is most of the
// time of a start. dist/bundle.json says which chunk holds what.
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const commands = (await readdir(`${root}src/commands`, { recursive: true })).filter((path) =>
  path.endsWith('.ts'),
);

/** etcd3 parses the definition of its protocol at each start; here it is prepared once. */
const preparedProtocol = {
  name: 'prepared-protocol',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]etcd3[\\/]lib[\\/]connection-pool\.js$/ }, async ({ path }) => {
      const { loadProtosWithOptionsSync } = createRequire(path)('@grpc/proto-loader/build/src/util.js');
      const protocol = loadProtosWithOptionsSync(path.replace('lib/connection-pool.js', 'proto/rpc.proto'), {
        keepCase: true,
      });
      const source = await readFile(path, 'utf8');
      const parsed = /\.loadSync\)\(`[^`]*`,/;
      if (!parsed.test(source)) throw new Error(`${path} does not load its protocol as expected`);
      return { contents: source.replace(parsed, `.fromJSON)(${JSON.stringify(protocol.toJSON())},`) };
    });
  },
};

/** CommonJS packages within the bundle ask for these. */
const banner = `import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileURLToPath } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileURLToPath(import.meta.url);
const __dirname = __dirnameOf(__filename);`;

await rm(`${root}dist`, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/cli/main.ts', ...commands.map((path) => `src/commands/${path}`)],
  outdir: 'dist',
  outbase: 'src',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Names stay, so that a stack trace can be read.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'none',
  banner: { js: banner },
  external: ['pg-native'],
  plugins: [preparedProtocol],
  metafile: true,
  logLevel: 'warning',
});
await writeFile(`${root}dist/bundle.json`, JSON.stringify(metafile));
