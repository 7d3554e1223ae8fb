import { type CommandOptions, ctl, type Hint } from '../../formats/hint.js';
import type { ClusterPlace } from '../dcs-ports.js';
import type { ClusterRoleRequest } from './cluster-role-request.js';

/** The same command to be pasted with further options. */
export function roleCommand(
  { command, source }: Pick<ClusterRoleRequest, 'command' | 'source'>,
  place: ClusterPlace,
  options: CommandOptions = {},
): Hint {
  return ctl(command, place, [], {
    host: source?.host,
    port: source?.port,
    'restore-command': source?.restoreCommand,
    'primary-slot-name': source?.primarySlotName,
    ...options,
  });
}
