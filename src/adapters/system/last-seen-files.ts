import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterPlace } from '../../operations/dcs-ports.js';
import type { LastSeenFiles } from '../../operations/diagnose/diagnose-ports.js';
import { homeDirectory } from './home-directory.js';
import { stateDirectory } from './state-files.js';

/** More would be none of ours. */
const LONGEST = 256 * 1024;

/** One file for each cluster of each etcd; a directory that may not be written costs them and nothing else. */
export function openLastSeenFiles(
  env: Readonly<Record<string, string | undefined>>,
  identity: { readonly endpoints: readonly string[]; readonly namespace: string },
): LastSeenFiles {
  const directory = join(stateDirectory(env), 'last-seen');
  const which = [[...identity.endpoints].sort(), identity.namespace];
  const pathOf = ({ scope, group }: ClusterPlace): string => {
    const digest = createHash('sha256')
      .update(JSON.stringify([which, scope, group]))
      .digest('hex');
    return join(directory, `${scope.replace(/[^\w.-]+/g, '_').slice(0, 80)}-${digest.slice(0, 16)}.json`);
  };
  return {
    read: async (place) => {
      const text = await readFile(pathOf(place), 'utf8').catch(() => null);
      return text === null || text.length > LONGEST ? null : text;
    },
    write: async (place, text) => {
      const path = pathOf(place);
      const draft = `${path}.${process.pid}`;
      try {
        // Who has no home gets none.
        if (!env.XDG_STATE_HOME) await access(homeDirectory());
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await writeFile(draft, text, { mode: 0o600 });
        await rename(draft, path);
      } catch {
        // Only a convenience of later.
      }
    },
  };
}
