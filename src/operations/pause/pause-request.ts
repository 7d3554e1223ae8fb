import { ctl, type Hint } from '../../formats/hint.js';
import type { NotePatchPorts } from '../config/note-own-patch.js';
import type { EtcdHealth } from '../diagnose/diagnose-ports.js';
import type { ClusterPlace, Dcs, Notes } from '../ports/dcs-ports.js';
import type { Interruption, Questions } from '../ports/operator-ports.js';
import type { AgentOrders, Agents } from '../ports/ports.js';
import type { ClusterRequest } from '../reading/read-cluster.js';

/** What the world has to offer for the begin and the end of a maintenance mode. */
export interface PausePorts extends NotePatchPorts {
  readonly dcs: Dcs;
  readonly notes: Notes;
  readonly etcdHealth: EtcdHealth;
  readonly agents: Agents;
  readonly orders: AgentOrders;
  readonly questions: Questions;
  readonly interruption: Interruption;
}

export type PauseVerb = 'pause' | 'resume';

/** What both commands ask for. */
export interface TogglePauseRequest extends ClusterRequest {
  /** Until every member that is registered has acknowledged it, not only the leader. */
  readonly wait: boolean;
  /** Another member whose agent is asked. */
  readonly via: string | null;
  readonly dryRun: boolean;
  /** From the request on; null for two cycles and 10 s. */
  readonly deadlineMs: number | null;
}

export interface PauseRequest extends TogglePauseRequest {
  readonly reason: string | null;
  /** How long it is meant to last; null if nothing was said. */
  readonly forMs: number | null;
}

export interface ResumeRequest extends TogglePauseRequest {
  /** `--yes` or `--force`: nothing is asked. */
  readonly unattended: boolean;
}

/** What was typed, for hints that repeat it. */
export type TypedToggle = Pick<TogglePauseRequest, 'wait' | 'via' | 'dryRun'> &
  Partial<Pick<PauseRequest, 'reason' | 'forMs'> & Pick<ResumeRequest, 'unattended'>>;

/** The same command to be pasted with other options. */
export function pauseCommand(
  verb: PauseVerb,
  { wait, reason, dryRun, forMs = null, unattended = false, ...typed }: TypedToggle,
  place: ClusterPlace,
  { via = typed.via, yes = unattended }: { readonly via?: string | null; readonly yes?: boolean } = {},
): Hint {
  return ctl(verb, place, [], {
    wait,
    reason,
    for: forMs === null ? null : `${forMs}ms`,
    via,
    yes,
    'dry-run': dryRun,
  });
}
