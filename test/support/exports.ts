import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSource, sourceFiles } from './sources.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Something that a file of src exports. */
export interface Export {
  /** Path below src. */
  readonly file: string;
  readonly name: string;
}

/** Who imports what of src. */
export interface Users {
  /** From other files of src. */
  readonly inSrc: ReadonlySet<string>;
  /** From tests, benchmarks and scripts. */
  readonly beside: ReadonlySet<string>;
}

/** Every export but those by `default`: commands are found by their paths. */
export function readExports(): readonly Export[] {
  return sourceFiles().flatMap((file) => namesExported(readSource(file)).map((name) => ({ file, name })));
}

/** As `keyOf` writes them. */
export function readUsers(): Users {
  const beside = ['test', 'bench', 'scripts'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(ts|js)$/.test(path))
      .map((path) => join(folder, path)),
  );
  return {
    inSrc: importsOf(sourceFiles().map((file) => join('src', file))),
    beside: importsOf(beside),
  };
}

export function keyOf({ file, name }: Export): string {
  return `${file}: ${name}`;
}

/** Whether a file says a name more than once, which is to say, uses what it declares. */
export function usesItself({ file, name }: Export): boolean {
  return (withoutComments(readSource(file)).match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0) > 1;
}

function namesExported(text: string): string[] {
  const declared = [...text.matchAll(DECLARED)].map(([, name = '']) => name);
  const listed = [...text.matchAll(LISTED)].flatMap(([, names = '']) => namesIn(names, 'outer'));
  return [...declared, ...listed];
}

const DECLARED =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|const|let|enum|interface|type) (\w+)/gm;
const LISTED = /^export (?:type )?\{([^}]*)\}/gm;

function importsOf(files: readonly string[]): ReadonlySet<string> {
  return new Set(
    files.flatMap((importer) => {
      const text = readFileSync(join(ROOT, importer), 'utf8');
      const listed = [...text.matchAll(NAMED)].flatMap(([, names = '', from = '']) =>
        namesIn(names, 'inner').map((name) => ({ from, name })),
      );
      // Whatever name of it the importer says anywhere.
      const words = new Set(text.match(/\w+/g));
      const whole = [...text.matchAll(WHOLE)].flatMap(([, dynamic, starred]) => {
        const from = dynamic ?? starred ?? '';
        const file = fileOf(importer, from);
        const exported = file === null ? [] : namesExported(readSource(file));
        return exported.filter((name) => words.has(name)).map((name) => ({ from, name }));
      });
      return [...listed, ...whole].flatMap(({ from, name }) => {
        const file = fileOf(importer, from);
        return file === null ? [] : [keyOf({ file, name })];
      });
    }),
  );
}

const NAMED = /^(?:import|export) (?:type )?(?:\w+, )?\{([^}]*)\} from '(\.[^']+)'/gm;
const WHOLE = /\bimport\(\s*'(\.[^']+)'\s*\)|^import (?:type )?\* as \w+ from '(\.[^']+)'/gm;

/** `type A, b as c`: `A` and, as the file that has it calls it, `b`, or as others do, `c`. */
function namesIn(names: string, side: 'inner' | 'outer'): string[] {
  return names
    .split(',')
    .map((each) => each.trim().replace(/^type /, ''))
    .filter((each) => each !== '')
    .flatMap((each) => each.split(' as ').at(side === 'inner' ? 0 : -1) ?? []);
}

/** The path below src of what is imported; null if it is elsewhere. */
function fileOf(importer: string, from: string): string | null {
  const path = normalize(join(dirname(importer), from)).replace(/\.js$/, '.ts');
  const file = path.replace(/^src\//, '');
  return file !== path && known.has(file) ? file : null;
}

const known = new Set(sourceFiles());

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}
