// Bundles src and its packages into dist: `ctl.cjs` has what every start needs, `help.cjs` and `list.cjs` what a help text and a list
// need besides, `terminal.cjs` what a list needs for people, `grpc.cjs` what it needs for more than one question to etcd, `rest.cjs`
// all else. They are loaded when they are asked for (bin/load-parts.js). Which module goes where is seen by running ctl.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { HELPERS, lazyModules } from './lazy-modules.js';
import { protocolModule } from './protocol.js';
import { requireAllRewrites, rewrite } from './rewrites.js';
import { run } from './run.js';
import { withDirectory } from './with-directory.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = `${root}dist/`;

const FIRST = 'ctl';

/** Every command by its id, and `main`. */
async function firstEntry() {
  const files = (await readdir(`${root}src/commands`, { recursive: true })).filter((path) =>
    path.endsWith('.ts'),
  );
  const getters = files.sort().map((path) => {
    const id = path.replace(/(\/index)?\.ts$/, '').replaceAll('/', ':');
    return `  get '${id}'() { return require('./src/commands/${path}').default; },`;
  });
  return `export { main } from './src/cli/main.ts';\nexport const COMMANDS = {\n${getters.join('\n')}\n};\n`;
}

/** What the other parts may require of one. */
function entryOf(modules) {
  const getters = modules.map((path) => `  get '${path}'() { return require('./${path}'); },`);
  return `export const modules = {\n${getters.join('\n')}\n};\n`;
}

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

/** Builds one part; `partOf` tells the part of any module. */
async function buildPart(part, contents, partOf) {
  const elsewhere = (path) => (partOf(path) === part ? null : `ctl:${partOf(path)}:${path}`);
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    stdin: { contents, resolveDir: root, sourcefile: `${part}.js` },
    outfile: `dist/${part}.cjs`,
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
    metafile: true,
    legalComments: 'none',
    banner: { js: `(function (exports, require, module, __filename, __dirname) {${HELPERS}` },
    footer: { js: '})' },
    // The one is asked for by pg in vain, the other by diagnostics of gRPC that ctl does not serve.
    external: ['pg-native', '@grpc/proto-loader'],
    // Which Node.js ctl needs says its package.json.
    define: { 'process.env.OCLIF_DISABLE_ENGINE_WARNING': '"true"' },
    plugins: [protocol, lazyModules({ root, rewrite, elsewhere })],
    logLevel: 'warning',
  });
  const modules = Object.keys(metafile.inputs).flatMap((input) => /^lazy:(.*)/.exec(input)?.[1] ?? []);
  return { files: outputFiles.map(({ path, text }) => ({ path, contents: inAscii(text) })), modules };
}

/**
 * A text of one byte per character is read in a fifth of the time. esbuild leaves characters beyond ASCII in regular expressions only,
 * where an escape means the same.
 */
function inAscii(text) {
  return text.replace(/[^\0-\x7f]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Put in place at once: a ctl that starts meanwhile finds the old parts or the new ones, but for an instant. */
async function install(files) {
  const code = files.filter(({ path }) => path.endsWith('.cjs')).map(({ contents }) => contents);
  const id = createHash('sha256').update(code.join('')).digest('hex').slice(0, 16);
  const all = [...files, { path: `${dist}ctl.id`, contents: id }];
  await mkdir(dist, { recursive: true });
  for (const { path, contents } of all) await writeFile(`${path}.new`, contents);
  for (const { path } of all) await rename(`${path}.new`, path);
  const kept = [...all.map(({ path }) => path), `${dist}commands.json`];
  const stale = (await readdir(dist)).filter((name) => !kept.includes(`${dist}${name}`));
  await Promise.all(stale.map((name) => rm(`${dist}${name}`, { force: true })));
}

/** The modules that a run of ctl with these arguments needs. */
const modulesRunBy = (args, { program } = {}) =>
  withDirectory(async (directory) => {
    await run(args, { program, env: { NODE_V8_COVERAGE: directory } });
    const [name] = await readdir(directory);
    const { result } = JSON.parse(await readFile(join(directory, name), 'utf8'));
    const { functions } = result.find(({ url }) => url.endsWith(`/${FIRST}.cjs`));
    return functions.flatMap(({ functionName, ranges: [{ count }] }) =>
      count > 0 ? (/^lazy:(.*)/.exec(functionName)?.[1] ?? []) : [],
    );
  });

/** In one part. */
export async function bundleWhole() {
  const { files, modules } = await buildPart(FIRST, await firstEntry(), () => FIRST);
  requireAllRewrites();
  await install(files);
  return modules;
}

/** What a list needs besides where etcd speaks TLS; the one that the build asks does not. */
const FOR_TLS = {
  'src/adapters/etcd/tls.ts': 'list',
  'node_modules/@grpc/grpc-js/build/src/tls-helpers.js': 'grpc',
};

/** In parts, after `bundleWhole` and with the manifest in place. */
export async function bundleParts(modules) {
  const parts = new Map(modules.map((path) => [path, 'rest']));
  const sort = async (part, args, how) => {
    for (const path of await modulesRunBy(args, how)) parts.set(path, part);
  };
  await sort('grpc', ['list', '--all', '--json']);
  await sort('terminal', ['list'], { program: './terminal.cjs' });
  for (const name of ['demo', 'sick']) await sort('list', ['list', name]);
  for (const [path, part] of Object.entries(FOR_TLS)) {
    if (!parts.has(path)) throw new Error(`there is no ${path}`);
    parts.set(path, part);
  }
  const forHelp = [...(await modulesRunBy(['--help'])), ...(await modulesRunBy(['list', '--help']))];
  for (const path of new Set(forHelp)) parts.set(path, parts.get(path) === 'rest' ? 'help' : FIRST);
  const files = [];
  for (const part of [FIRST, 'help', 'list', 'terminal', 'grpc', 'rest']) {
    const own = modules.filter((path) => parts.get(path) === part);
    if (own.length === 0) throw new Error(`nothing is in the part ${part}`);
    const entry = entryOf(own);
    const contents = part === FIRST ? `${await firstEntry()}${entry}` : entry;
    files.push(...(await buildPart(part, contents, (path) => parts.get(path) ?? part)).files);
  }
  await install(files);
}
