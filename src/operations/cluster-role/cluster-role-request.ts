import type { RoleVerb } from '../../cluster/cluster-role/role-change.js';
import type { CommandOptions, Hint } from '../../formats/hint.js';
import type { NotePatchPorts } from '../config/note-own-patch.js';
import type { EtcdHealth } from '../diagnose/diagnose-ports.js';
import type { ClusterPlace, Dcs, Notes } from '../ports/dcs-ports.js';
import type { Interruption, Questions } from '../ports/operator-ports.js';
import type { AgentOrders, Agents } from '../ports/ports.js';
import type { Servers } from '../ports/sql-ports.js';
import type { ClusterRequest } from '../reading/read-cluster.js';
import { again, type TypedWords } from '../typed-words.js';

/** What the world has to offer for a change of a cluster's role. */
export interface ClusterRolePorts extends NotePatchPorts {
  readonly dcs: Dcs;
  readonly notes: Notes;
  readonly etcdHealth: EtcdHealth;
  readonly agents: Agents;
  readonly orders: AgentOrders;
  readonly servers: Servers;
  readonly questions: Questions;
  readonly interruption: Interruption;
}

/** What a demoted cluster is to follow, as it was typed; null where nothing was. */
export interface TypedSource {
  readonly host: string | null;
  readonly port: number | null;
  readonly restoreCommand: string | null;
  readonly primarySlotName: string | null;
}

/** A change of role as it was typed. */
export interface ClusterRoleRequest extends ClusterRequest {
  readonly command: RoleVerb;
  readonly typed: TypedWords;
  /** The settings say that it is a Citus cluster. */
  readonly citus: boolean;
  /** Null for a promotion. */
  readonly source: TypedSource | null;
  readonly evenIfPrimary: boolean;
  readonly evenIfUnreachable: boolean;
  /** `--yes` or `--force`: nothing is asked. */
  readonly unattended: boolean;
  readonly dryRun: boolean;
  /** Another member whose agent is asked. */
  readonly via: string | null;
  /** From the moment it is stored; null for 60 s and two cycles. */
  readonly deadlineMs: number | null;
}

/** The same command to be pasted with further options. */
export function roleCommand(
  { command, typed }: Pick<ClusterRoleRequest, 'command' | 'typed'>,
  place: ClusterPlace,
  options: CommandOptions = {},
): Hint {
  return again(command, place, typed, options);
}
