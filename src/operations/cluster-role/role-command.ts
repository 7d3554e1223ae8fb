import { clusterWords, shellWord } from '../../formats/command-words.js';
import type { ClusterPlace } from '../dcs-ports.js';
import type { ClusterRoleRequest } from './cluster-role-request.js';

/** The same command to be pasted with further options. */
export function roleCommand(
  { command, source }: Pick<ClusterRoleRequest, 'command' | 'source'>,
  place: ClusterPlace,
  ...options: string[]
): string {
  const typed = [
    ['--host', source?.host],
    ['--port', source?.port],
    ['--restore-command', source?.restoreCommand],
    ['--primary-slot-name', source?.primarySlotName],
  ] as const;
  const words = typed.flatMap(([option, value]) =>
    value === null || value === undefined ? [] : [`${option} ${shellWord(String(value))}`],
  );
  return `ctl ${command} ${[clusterWords(place), ...words, ...options].join(' ')}`;
}
