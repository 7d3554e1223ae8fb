import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

export interface Import {
  /** Path below src of the importing file. */
  readonly file: string;
  /** Path below src of the imported file, `node:fs`, or the name of a package. */
  readonly target: string;
  readonly kind: 'own' | 'node' | 'package';
  /** `import type`, or `import()`: neither loads anything at the start. */
  readonly form: 'value' | 'type' | 'dynamic';
}

/** Every import of every source file. */
export function readImports(): readonly Import[] {
  return sourceFiles().flatMap((file) => {
    const text = readFileSync(join(SRC, file), 'utf8');
    return [...text.matchAll(IMPORT)].map((match): Import => {
      const { type, from, bare, dynamic } = match.groups ?? {};
      const target = from ?? bare ?? dynamic ?? '';
      const form = dynamic === undefined ? (type === undefined ? 'value' : 'type') : 'dynamic';
      if (target.startsWith('.')) {
        const path = normalize(join(dirname(file), target)).replace(/\.js$/, '.ts');
        return { file, target: path, kind: 'own', form };
      }
      if (target.startsWith('node:')) return { file, target, kind: 'node', form };
      const name = target.split('/').slice(0, target.startsWith('@') ? 2 : 1);
      return { file, target: name.join('/'), kind: 'package', form };
    });
  });
}

const IMPORT =
  /^(?:import|export)\s+(?<type>type\s+)?[^'"()]*?from\s+['"](?<from>[^'"]+)['"]|^import\s+['"](?<bare>[^'"]+)['"]|\bimport\(\s*['"](?<dynamic>[^'"]+)['"]\s*\)/gm;

/** Paths below src. */
export function sourceFiles(): readonly string[] {
  return readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .sort();
}

export function readSource(file: string): string {
  return readFileSync(join(SRC, file), 'utf8');
}
