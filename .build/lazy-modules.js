// A plugin of esbuild. All modules become CommonJS, so that one is mere text until it is required; and what compilers generated
// requires on first use, not at its start. Bundled as ES modules, every function of every file would be made at each start.
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { transform } from 'esbuild';

const NAMESPACE = 'lazy';

/**
 * Resolves and loads everything below `root`. `rewrite(path, text)` changes a file before anything else. `elsewhere(path)` tells how
 * to require a module that another part of the bundle has, or null.
 */
export function lazyModules({ root, rewrite, elsewhere }) {
  const find = async (build, { path, kind, resolveDir }) => {
    // A file of ctl's own names others in full, and esbuild takes its time to find any.
    if (path.startsWith('.') && resolveDir.startsWith(join(root, 'src'))) {
      const file = join(resolveDir, path);
      return relative(root, file.endsWith('.js') ? file.replace(/js$/, 'ts') : file);
    }
    const found = await build.resolve(path, { kind, resolveDir, pluginData: NAMESPACE });
    return found.external || found.namespace !== 'file' ? found : relative(root, found.path);
  };
  return {
    name: 'lazy-modules',
    setup(build) {
      build.onResolve({ filter: /^[^:]*$/ }, async (asked) => {
        if (asked.pluginData === NAMESPACE) return undefined;
        const found = await FOUND.get(`${asked.resolveDir}:${asked.path}`, () => find(build, asked));
        if (typeof found !== 'string') return found;
        const other = elsewhere(found);
        return other === null ? { path: found, namespace: NAMESPACE } : { path: other, external: true };
      });
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) =>
        LOADED.get(path, async () => {
          const file = join(root, path);
          const text = await readFile(file, 'utf8');
          if (path.endsWith('.json')) return { contents: text, loader: 'json' };
          const contents = requireLate(await inCommonJs(path, rewrite(path, text)));
          return { contents, loader: 'js', resolveDir: dirname(file) };
        }),
      );
    },
  };
}

/** Several parts are made of the same modules. */
class Kept {
  values = new Map();

  get(key, make) {
    if (!this.values.has(key)) this.values.set(key, make());
    return this.values.get(key);
  }
}

const FOUND = new Kept();
const LOADED = new Kept();

/** Whether a file that may be either is an ES module. */
const ES = /^\s*(?:import\b(?!\s*\()|export\b)/m;

async function inCommonJs(path, text) {
  const isEs = /\.(ts|mjs)$/.test(path) || (!path.endsWith('.cjs') && ES.test(text));
  if (!isEs) return text;
  const { code, map } = await transform(text, {
    loader: path.endsWith('.ts') ? 'ts' : 'js',
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    supported: { 'dynamic-import': false },
    sourcefile: path,
    sourcemap: 'external',
    sourcesContent: false,
  });
  return withoutHelpers(code, JSON.parse(map));
}

/** What esbuild puts at the top of every file, for once at the top of all, and without copies of what is exported. */
export const HELPERS = `
var __export = (target, all) => {
  for (const name in all) Object.defineProperty(target, name, { get: all[name], enumerable: true });
};
var __reExport = (target, exported) => {
  for (const name in exported)
    if (name !== 'default' && !(name in target))
      Object.defineProperty(target, name, { get: () => exported[name], enumerable: true });
};
var __toCommonJS = (exported) => Object.defineProperty(exported, '__esModule', { value: true });
var __toESM = (exported) =>
  exported?.__esModule ? exported : Object.create(exported, { default: { value: exported } });
`.replace(/\s+/g, ' ');

const HELPER = /^var __\w+ = /;

function withoutHelpers(code, map) {
  const lines = code.split('\n');
  let count = 0;
  while (HELPER.test(lines[count])) {
    while (!/^\S.*;$/.test(lines[count])) count += 1;
    count += 1;
  }
  if (!map.mappings.startsWith(';'.repeat(count))) throw new Error('a helper has a place in the source');
  const shifted = JSON.stringify({ ...map, mappings: map.mappings.slice(count) });
  const url = `data:application/json;base64,${Buffer.from(shifted).toString('base64')}`;
  return `${lines.slice(count).join('\n')}\n//# sourceMappingURL=${url}\n`;
}

/** As TypeScript (`errors_1`) and esbuild (`import_errors`) write imports: such names mean nothing else in a file. */
const REQUIRE =
  /^(?:const|var) (\w+_\d+|import_\w+) = ((?:(?:__importDefault|__importStar|__toESM)\()?require\("[^"]+"\)\)?);$/gm;

function requireLate(text) {
  const names = [];
  const late = text.replace(REQUIRE, (_, name, value) => {
    names.push(name);
    return `let ${name}$; function ${name}$get() { return ${name}$ ??= ${value}; }`;
  });
  if (names.length === 0) return text;
  // Not a property of that name, but what is spread.
  const used = new RegExp(`(?<![\\w$]|(?<!\\.\\.)\\.)(?:${names.join('|')})(?![\\w$])`, 'g');
  return late.replace(used, (name) => `(${name}$get())`);
}
