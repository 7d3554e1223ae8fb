// Bundles src and its packages into dist/ctl.cjs. Modules behind an `import()` are in the same file and run when they are first
// asked for. One file, because a code cache of V8 is made for one script (bin/load-bundle.js).
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { protocolModule } from './protocol.js';

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

/** What packages do at every start and ctl does not need; each text has to be there, or the build fails. */
const REWRITES = [
  // The definition of the protocol is prepared once, below, instead of parsed and compiled.
  {
    file: /[\\/]etcd3[\\/]lib[\\/]connection-pool\.js$/,
    text: /\(0, proto_loader_1\.loadSync\)\(`[^`]*`, \{[^}]*\}\)/,
    instead: 'require("prepared-protocol")',
  },
  {
    file: /[\\/]etcd3[\\/]lib[\\/]connection-pool\.js$/,
    text: 'require("@grpc/proto-loader")',
    instead: 'null',
  },
  // pg looks for another platform than Node.js by making a `Response`, which loads all of fetch: some 20 ms.
  { file: /[\\/]pg[\\/]lib[\\/]stream\.js$/, text: "typeof Response === 'function'", instead: 'false' },
  // The templates of help texts hold values and no code.
  {
    file: /[\\/]@oclif[\\/]core[\\/]lib[\\/]help[\\/]util\.js$/,
    text: 'require("ejs")',
    instead: `{ render: (text, context) => text.replace(/<%[-=] ([\\w.]+) %>/g, (_, path) =>
      path.split('.').reduce((value, key) => value[key], context)) }`,
  },
  // Collation and segmentation of text load their part of ICU, some 10 ms each.
  {
    file: /[\\/]@oclif[\\/]core[\\/]lib[\\/]config[\\/]plugin\.js$/,
    text: 'a.id.localeCompare(b.id)',
    instead: '(a.id < b.id ? -1 : 1)',
  },
  {
    // Other versions of it, deeper, have none.
    file: /(?<!node_modules.*)[\\/]node_modules[\\/]string-width[\\/]index\.js$/,
    text: 'const segmenter = new Intl.Segmenter();',
    instead: `let loaded;
      const segmenter = { segment: (text) => (loaded ??= new Intl.Segmenter()).segment(text) };`,
  },
  // Commands are found by the manifest.
  {
    file: /[\\/]@oclif[\\/]core[\\/]lib[\\/]config[\\/]plugin\.js$/,
    text: 'require("tinyglobby")',
    instead: '{ glob: (...args) => require("tinyglobby").glob(...args) }',
  },
  {
    file: /[\\/]@oclif[\\/]core[\\/]lib[\\/]config[\\/]plugin-loader\.js$/,
    text: 'require("minimatch")',
    instead: '{ minimatch: (...args) => require("minimatch").minimatch(...args) }',
  },
];

const rewrites = {
  name: 'rewrites',
  setup({ onLoad }) {
    onLoad(
      { filter: /[\\/]node_modules[\\/](etcd3|pg|@oclif|string-width)[\\/].*\.js$/ },
      async ({ path }) => {
        const due = REWRITES.filter(({ file }) => file.test(path));
        if (due.length === 0) return undefined;
        let contents = await readFile(path, 'utf8');
        for (const { text, instead } of due) {
          const rewritten = contents.replace(text, () => instead);
          if (rewritten === contents) throw new Error(`${path} has no ${text}`);
          contents = rewritten;
        }
        return { contents };
      },
    );
  },
};

/** The module `prepared-protocol`, beside etcd3 and with what that depends on. */
const protocol = {
  name: 'protocol',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^prepared-protocol$/ }, ({ resolveDir }) => ({
      path: `${resolveDir}/../proto/rpc.proto`,
      namespace: 'protocol',
    }));
    onLoad({ filter: /.*/, namespace: 'protocol' }, ({ path }) => ({
      contents: protocolModule(path),
      resolveDir: dirname(path),
    }));
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
  // The one is asked for by pg in vain, the other by diagnostics of gRPC that ctl does not serve.
  external: ['pg-native', '@grpc/proto-loader'],
  // Which Node.js ctl needs says its package.json.
  define: { 'process.env.OCLIF_DISABLE_ENGINE_WARNING': '"true"' },
  plugins: [rewrites, protocol],
  logLevel: 'warning',
});

/**
 * A text of one byte per character is read in a fifth of the time. esbuild leaves characters beyond ASCII in regular expressions only,
 * where an escape means the same.
 */
function inAscii(text) {
  return text.replace(/[^\0-\x7f]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

// Put in place at once: a ctl that starts meanwhile finds the old bundle or the new one, and never the one with a cache of the other.
const dist = `${root}dist/`;
await mkdir(dist, { recursive: true });
await Promise.all(
  (await readdir(dist)).filter((name) => !name.startsWith('ctl.cjs')).map((name) => rm(`${dist}${name}`)),
);
const files = outputFiles.map(({ path, text }) => ({ path, contents: inAscii(text) }));
const bundle = files.find(({ path }) => path.endsWith('.cjs')).contents;
const id = createHash('sha256').update(bundle).digest('hex').slice(0, 16);
for (const { path, contents } of [...files, { path: `${dist}ctl.id`, contents: id }]) {
  await writeFile(`${path}.new`, contents);
  await rename(`${path}.new`, path);
}
