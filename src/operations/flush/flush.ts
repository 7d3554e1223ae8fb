import type { MemberRole } from '../../cluster/member-selection.js';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { Settings } from '../settings.js';
import { FLUSH_TARGETS, type FlushReport, type FlushTarget, type TellFlush } from './flush-report.js';
import { flushRestarts } from './flush-restarts.js';
import { type FlushSwitchoverPorts, flushSwitchover } from './flush-switchover.js';

/** The words behind `flush`, taken apart. */
export interface FlushWords {
  readonly scope: string;
  readonly names: readonly string[];
  readonly target: FlushTarget;
}

export interface FlushRequest extends FlushWords {
  readonly group: number | null;
  readonly citus: Settings['citus'];
  readonly role: MemberRole | null;
  readonly unattended: boolean;
  readonly dryRun: boolean;
  readonly viaDcs: boolean;
  readonly deadlineMs: number | null;
}

/** `CLUSTER [MEMBER...] restart|switchover`: the last word is the target, whatever stands before it. */
export function parseFlush(words: readonly string[]): FlushWords {
  const [scope, ...rest] = words;
  const last = rest.at(-1);
  if (scope === undefined) throw usage("Missing argument 'CLUSTER_NAME'.", 'CLUSTER');
  if (last === undefined) throw usage('Missing argument: restart or switchover.', scope);
  const target = FLUSH_TARGETS.find((each) => each === last);
  if (target === undefined) throw usage(`"${last}" is neither restart nor switchover`, scope);
  return { scope, names: rest.slice(0, -1), target };
}

export async function flush(
  ports: FlushSwitchoverPorts,
  request: FlushRequest,
  tell: TellFlush,
): Promise<FlushReport> {
  const { target, group, citus, role, viaDcs } = request;
  const command = 'flush';
  if (target === 'switchover') {
    return flushSwitchover(ports, { ...request, group: group ?? citus?.group ?? null, command }, tell);
  }
  if (viaDcs) throw usage('--via-dcs is for switchovers: agents keep restarts in memory', request.scope);
  const selection = { role: role ?? 'any', citus: citus !== null, action: 'flush', command } as const;
  return flushRestarts(ports, { ...request, ...selection }, tell);
}

function usage(message: string, scope: string): Failure {
  const next = hint`ctl flush ${scope} restart, or ctl flush ${scope} switchover`;
  return new Failure('usage', 'usage', message, { next });
}
