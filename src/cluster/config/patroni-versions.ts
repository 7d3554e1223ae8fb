import { compareVersions } from '../model/patroni-version.js';
import { KNOWN_PATRONI } from './config-keys.js';
import type { ConfigMember } from './server-parameters.js';

/** Whether a version such as `3.0.2` is before another such as `3.1`; false if it is not known. */
export function isOlder(version: string | null, than: string): boolean {
  return version !== null && compareVersions(version, than) < 0;
}

/** The newest version of the members if it is newer than the keys that are known here; null otherwise. */
export function newestPatroni(members: readonly ConfigMember[]): string | null {
  const versions = members.flatMap(({ patroniVersion }) => patroniVersion ?? []);
  const newest = versions.toSorted(compareVersions).at(-1) ?? null;
  const series = (newest ?? '').split('.').slice(0, 2).join('.');
  return compareVersions(series, KNOWN_PATRONI) > 0 ? newest : null;
}
