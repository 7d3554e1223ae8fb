import type { CommandOptions, Hint } from '../../formats/hint.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import { again } from '../typed-words.js';
import type { ClusterRoleRequest } from './cluster-role-request.js';

/** The same command to be pasted with further options. */
export function roleCommand(
  { command, typed }: Pick<ClusterRoleRequest, 'command' | 'typed'>,
  place: ClusterPlace,
  options: CommandOptions = {},
): Hint {
  return again(command, place, typed, options);
}
