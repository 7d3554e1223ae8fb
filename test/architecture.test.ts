import { describe, expect, it } from 'vitest';
import { type Import, readImports, readSource, sourceFiles } from './support/sources.js';

/** What each folder of src may import. `types`: only by `import type`. A folder's own files are always allowed. */
interface Rule {
  readonly own?: readonly string[];
  readonly types?: readonly string[];
  readonly node?: true;
  /** Packages; with a list of files only there. */
  readonly packages?: Readonly<Record<string, readonly string[] | 'anywhere'>> | 'any';
}

const RULES: Readonly<Record<string, Rule>> = {
  cluster: { own: ['formats'] },
  formats: { packages: { yaml: ['formats/yaml.ts', 'formats/yaml-faults.ts'] } },
  operations: { own: ['cluster', 'formats', 'errors.ts'] },
  views: {
    own: ['cluster', 'formats'],
    types: ['operations', 'errors.ts'],
    packages: {
      'cli-table3': ['views/parts/table.ts'],
      chalk: ['views/parts/style.ts'],
      'get-east-asian-width': ['views/parts/text-width.ts'],
      'node:util': ['views/parts/text-width.ts'],
    },
  },
  adapters: { own: ['cluster', 'formats', 'errors.ts'], types: ['operations'], node: true, packages: 'any' },
  cli: {
    own: ['formats', 'errors.ts', 'views', '../package.json'],
    types: ['operations'],
    packages: {
      '@oclif/core': 'anywhere',
      'node:util': ['cli/output/usage-failure.ts'],
      'node:fs': [
        'cli/start/own-plugin.ts',
        'cli/output/standard-stream.ts',
        'cli/output/closed-terminal.ts',
      ],
      'node:tty': ['cli/output/closed-terminal.ts'],
      'node:path': ['cli/start/own-plugin.ts'],
    },
  },
  commands: {
    own: ['cli', 'operations', 'views', 'errors.ts'],
    types: ['cluster'],
    packages: { '@oclif/core': 'anywhere' },
  },
  'errors.ts': { types: ['formats'] },
};

/** The composition roots: the only files that load adapters, when they are called; but what all adapters of a world are behind. */
const ROOTS = ['cli/open/open-etcd.ts', 'cli/open/open-sandbox.ts'];
const WHOLE_WORLD = 'cli/open/open-world.ts';

/** Data, recorded by a script. */
const TABLES = ['cluster/config/parameter-catalogue.ts'];

/** What all adapters ask by, whomever they ask. */
const SHARED_ADAPTERS = ['adapters/exchange', 'adapters/tls'];

const imports = readImports();

describe('the layers', () => {
  it('has a rule for every folder', () => {
    const folders = new Set(sourceFiles().map((file) => file.split('/')[0]));
    expect([...folders].sort()).toEqual(Object.keys(RULES).sort());
  });

  it('imports nothing that a layer must not know', () => {
    expect(imports.filter((each) => !isAllowed(each)).map(describeImport)).toEqual([]);
  });

  it('keeps the adapters apart from each other', () => {
    const crossing = imports.filter(
      ({ file, target }) =>
        file.startsWith('adapters/') &&
        target.startsWith('adapters/') &&
        folderOf(file, 2) !== folderOf(target, 2) &&
        !SHARED_ADAPTERS.includes(folderOf(target, 2)),
    );
    expect(crossing.map(describeImport)).toEqual([]);
  });

  it('has no circles', () => {
    const edges = new Map<string, string[]>();
    for (const { file, target, kind, form } of imports) {
      if (kind === 'own' && form !== 'dynamic') edges.set(file, [...(edges.get(file) ?? []), target]);
    }
    expect(findCircle(edges)).toEqual([]);
  });

  it('touches the process only at the edges', () => {
    const pure = sourceFiles().filter((file) => /^(cluster|formats|operations|views|commands)\//.test(file));
    expect(
      pure.filter((file) => /\bprocess\.(env|argv|std|exit|cwd|platform|on)\b/.test(readSource(file))),
    ).toEqual([]);
  });

  it('has rooms: few files lie loose, and none is long', () => {
    const loose = ['cluster', 'operations', 'views', 'cli'].map((layer) => ({
      layer,
      files: sourceFiles().filter((file) => folderOf(file, 2) === file && file.startsWith(`${layer}/`)),
    }));
    expect(loose.filter(({ files }) => files.length > 5)).toEqual([]);
    const long = sourceFiles().filter((file) => readSource(file).split('\n').length > 251);
    expect(long.filter((file) => !TABLES.includes(file))).toEqual([]);
  });

  it('keeps commands short', () => {
    const long = sourceFiles().filter(
      (file) => file.startsWith('commands/') && readSource(file).split('\n').length > 80,
    );
    expect(long).toEqual([]);
  });
});

function isAllowed({ file, target, kind, form }: Import): boolean {
  const layer = folderOf(file, 1);
  const rule = RULES[layer] ?? {};
  if (kind === 'own') {
    if (folderOf(target, 1) === layer) return true;
    if (file === WHOLE_WORLD && isWithin(target, ['adapters'])) return true;
    if (ROOTS.includes(file) && form !== 'value' && isWithin(target, ['adapters', 'operations'])) return true;
    return isWithin(target, rule.own ?? []) || (form === 'type' && isWithin(target, rule.types ?? []));
  }
  if (kind === 'node' && rule.node) return true;
  if (rule.packages === 'any') return true;
  const where = rule.packages?.[target];
  return where === 'anywhere' || (where?.includes(file) ?? false);
}

function isWithin(target: string, places: readonly string[]): boolean {
  return places.some((place) => target === place || target.startsWith(`${place}/`));
}

function folderOf(path: string, depth: number): string {
  return path.split('/').slice(0, depth).join('/');
}

function describeImport({ file, target, form }: Import): string {
  return `${file} -> ${target} (${form})`;
}

function findCircle(edges: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (finished.has(file)) return [];
    for (const target of edges.get(file) ?? []) {
      const circle = visit(target, [...path, file]);
      if (circle.length > 0) return circle;
    }
    finished.add(file);
    return [];
  };
  for (const file of edges.keys()) {
    const circle = visit(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}
