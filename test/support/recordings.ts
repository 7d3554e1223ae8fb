import { readdirSync, readFileSync } from 'node:fs';
import type { RawKey } from '../../src/adapters/etcd/keys.js';

const FOLDER = new URL('./recordings/', import.meta.url);

/** All keys of one cluster, below `/service/demo/`. */
export interface Recording {
  /** Folder and file, such as `patroni-4.1.5/plain`. */
  readonly name: string;
  /** How it came to be: recorded from which Patroni, or written from the reference. */
  readonly note: string;
  readonly keys: readonly RawKey[];
}

export const RECORDINGS: readonly Recording[] = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.json'))
  .sort()
  .map((path) => ({
    ...JSON.parse(readFileSync(new URL(path, FOLDER), 'utf8')),
    name: path.replace('.json', ''),
  }));
