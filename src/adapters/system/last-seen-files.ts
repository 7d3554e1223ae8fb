import { join } from 'node:path';
import type { LastSeenFiles } from '../../operations/diagnose/diagnose-ports.js';
import type { ClusterPlace } from '../../operations/ports/dcs-ports.js';
import { digestOf, isOwnDirectory, makeOwnDirectory, readOwn, replaceFile } from './own-files.js';
import { makeStateDirectory, stateDirectory } from './state-files.js';

/** More would be none of ours. */
const LONGEST = 256 * 1024;

/** One file for each cluster of each etcd; a directory that may not be written or trusted costs them and nothing else. */
export function openLastSeenFiles(
  env: Readonly<Record<string, string | undefined>>,
  identity: { readonly endpoints: readonly string[]; readonly namespace: string },
): LastSeenFiles {
  const directory = join(stateDirectory(env), 'last-seen');
  const which = [[...identity.endpoints].sort(), identity.namespace];
  const pathOf = ({ scope, group }: ClusterPlace): string => {
    const plain = scope.replace(/[^\w.-]+/g, '_').slice(0, 80);
    return join(directory, `${plain}-${digestOf(JSON.stringify([which, scope, group]))}.json`);
  };
  return {
    read: async (place) => ((await isOwnDirectory(directory)) ? readOwn(pathOf(place), LONGEST) : null),
    write: async (place, text) => {
      try {
        await makeStateDirectory(env);
        await makeOwnDirectory(directory);
        await replaceFile(pathOf(place), text);
      } catch {
        // Only a convenience of later.
      }
    },
  };
}
