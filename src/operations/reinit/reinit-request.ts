import type { CommandOptions, Hint } from '../../formats/hint.js';
import type { MembersPorts, MembersRequest } from '../maintenance/select-members.js';
import type { Notes } from '../ports/dcs-ports.js';
import type { Interruption } from '../ports/operator-ports.js';
import type { AgentOrders, Agents } from '../ports/ports.js';
import type { CopySources, Servers } from '../ports/sql-ports.js';
import { again } from '../typed-words.js';

export interface ReinitPorts extends MembersPorts {
  readonly agents: Agents;
  readonly orders: AgentOrders;
  readonly notes: Notes;
  readonly servers: Servers;
  readonly copySources: CopySources;
  readonly interruption: Interruption;
}

/** A reinitialize as it was typed; which members, is asked for if none is named. */
export interface ReinitializeRequest extends MembersRequest {
  readonly fromLeader: boolean;
  readonly wait: boolean;
  /** What a member is doing is cancelled, such as a copy that is under way. */
  readonly cancelsRunning: boolean;
  readonly allowsDataLoss: boolean;
  /** For `--wait`; null for a day. */
  readonly deadlineMs: number | null;
}

/** The whole command, for hints. */
export function reinitCommand(
  { typed, ...place }: ReinitializeRequest,
  members: readonly string[],
  options: CommandOptions = {},
): Hint {
  return again('reinit', place, { ...typed, args: members }, options);
}
