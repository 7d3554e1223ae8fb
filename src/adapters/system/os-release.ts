import { readFile } from 'node:fs/promises';
import type { Distribution } from '../../operations/sandbox/ports.js';

export async function readDistribution(): Promise<Distribution> {
  return decodeOsRelease(await readFile('/etc/os-release', 'utf8').catch(() => ''));
}

/** See os-release(5). */
export function decodeOsRelease(text: string): Distribution {
  const readField = (key: string) => new RegExp(`^${key}=["']?([^"'\\n]*)`, 'm').exec(text)?.[1] ?? '';
  return { id: readField('ID'), like: readField('ID_LIKE').split(' ').filter(Boolean) };
}
