// Bundles src and its packages into dist, in the parts that parts.js names. bin/load.cjs loads a part when a module of it is asked for.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { protocolModule } from '../etcd/protocol.js';
import { PARTS, UNUSED } from './parts.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(root, 'dist');

/**
 * A plugin of esbuild. Files of src become CommonJS, so that each is mere text until it is required; a module of another part is required
 * as `ctl:PART:PATH`.
 */
const modules = (otherPart) => ({
  name: 'modules',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^[^:]*$/ }, async ({ path, kind, resolveDir, pluginData }) => {
      if (kind === 'entry-point' || pluginData === 'asked') return undefined;
      const found = await resolve(path, { kind, resolveDir, pluginData: 'asked' });
      if (found.external || found.namespace !== 'file') return found;
      const file = relative(root, found.path);
      const part = otherPart(file);
      if (part !== null) return { path: `ctl:${part}:${file}`, external: true };
      return file.endsWith('.ts') ? { path: file, namespace: 'src' } : found;
    });
    onLoad({ filter: /.*/, namespace: 'src' }, async ({ path }) => {
      const file = join(root, path);
      const { code } = await transform(await readFile(file, 'utf8'), {
        loader: 'ts',
        format: 'cjs',
        platform: 'node',
        target: 'node20',
        // Relative to dist, where the map of the part is.
        sourcefile: `../${path}`,
        sourcemap: 'inline',
        sourcesContent: false,
      });
      return { contents: code, loader: 'js', resolveDir: dirname(file) };
    });
  },
});

/** etcd3 has the protocol of etcd read and compiled at each start by this package; a module with the result stands in for it. */
const preparedProtocol = {
  name: 'prepared-protocol',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@grpc\/proto-loader$/ }, ({ path, importer }) =>
      /[\\/]etcd3[\\/]/.test(importer) ? { path, namespace: 'protocol' } : { path, external: true },
    );
    onLoad({ filter: /.*/, namespace: 'protocol' }, () => ({
      contents: protocolModule(join(root, 'node_modules/etcd3/proto/rpc.proto')),
      resolveDir: join(root, 'node_modules/etcd3'),
    }));
  },
};

/** One part with these modules by their paths. */
function bundle(part, paths, otherPart) {
  const getters = paths.map((path) => `get '${path}'() { return require('./${path}'); },`);
  return build({
    absWorkingDir: root,
    stdin: { contents: `module.exports = {\n${getters.join('\n')}\n};`, resolveDir: root },
    outfile: join(dist, `${part}.cjs`),
    write: false,
    metafile: true,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    supported: { 'dynamic-import': false },
    // Names stay, so that a stack trace can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    sourcemap: 'linked',
    sourcesContent: false,
    alias: Object.fromEntries(UNUSED.map((name) => [name, './scripts/build/unused.js'])),
    // Which Node.js ctl needs says its package.json.
    define: { 'process.env.OCLIF_DISABLE_ENGINE_WARNING': '"true"' },
    banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
    footer: { js: '})' },
    plugins: [preparedProtocol, modules(otherPart)],
    logLevel: 'warning',
  });
}

const nameOf = (input) => input.replace(/^src:/, '');

/** Module to part. */
function sort({ inputs }) {
  const partOf = new Map();
  const imports = new Map(
    Object.entries(inputs).map(([input, { imports: all }]) => [
      nameOf(input),
      all
        .filter(({ kind, external }) => kind !== 'dynamic-import' && !external)
        .map(({ path }) => nameOf(path)),
    ]),
  );
  const add = (path, part) => {
    if (partOf.has(path)) return;
    partOf.set(path, part);
    for (const each of imports.get(path)) add(each, part);
  };
  for (const [part, entries] of Object.entries(PARTS)) {
    for (const path of entries) {
      if (!imports.has(path)) throw new Error(`parts.js: there is no ${path}`);
      add(path, part);
    }
  }
  for (const path of imports.keys()) add(path, 'rest');
  for (const path of partOf.keys()) if (path === '<stdin>' || path.includes(':')) partOf.delete(path);
  return partOf;
}

/** Writes the parts and `parts.json`, which names their files and the commands; a part's file has the hash of its text in its name. */
export async function bundleAll() {
  const commands = (await readdir(join(root, 'src/commands'), { recursive: true }))
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `src/commands/${path}`)
    .sort();
  const { metafile } = await bundle('all', [...PARTS.start, ...commands], () => null);
  const partOf = sort(metafile);
  const files = {};
  const written = [];
  await mkdir(dist, { recursive: true });
  for (const part of [...Object.keys(PARTS), 'rest']) {
    const own = [...partOf.keys()].filter((path) => partOf.get(path) === part);
    const elsewhere = (path) => (partOf.get(path) === part ? null : (partOf.get(path) ?? null));
    const { outputFiles } = await bundle(part, own, elsewhere);
    const [map, code] = ['.map', '.cjs'].map((end) => outputFiles.find(({ path }) => path.endsWith(end)));
    const hash = createHash('sha256').update(code.contents).digest('hex').slice(0, 16);
    files[part] = `${part}-${hash}.cjs`;
    await writeFile(join(dist, files[part]), code.contents);
    await writeFile(join(dist, `${part}.cjs.map`), map.contents);
    written.push(files[part], `${part}.cjs.map`);
  }
  const idOf = (path) => path.replace(/^src\/commands\/|(\/index)?\.ts$/g, '').replaceAll('/', ':');
  const known = Object.fromEntries(commands.map((path) => [idOf(path), [partOf.get(path), path]]));
  await writeFile(join(dist, 'parts.json'), JSON.stringify({ files, commands: known }));
  written.push('parts.json');
  const stale = (await readdir(dist)).filter((name) => !written.some((each) => name.startsWith(each)));
  await Promise.all(stale.map((name) => rm(join(dist, name), { recursive: true, force: true })));
}
