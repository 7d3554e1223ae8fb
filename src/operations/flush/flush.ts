import type { MemberRole } from '../../cluster/model/member-selection.js';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { Settings } from '../settings.js';
import { again, type TypedWords } from '../typed-words.js';
import { FLUSH_TARGETS, type FlushReport, type FlushTarget, type TellFlush } from './flush-report.js';
import { flushRestarts } from './flush-restarts.js';
import { type FlushSwitchoverPorts, flushSwitchover } from './flush-switchover.js';

/** The words behind `flush`, taken apart. */
interface FlushWords {
  readonly scope: string;
  readonly names: readonly string[];
  readonly target: FlushTarget;
}

/** The options beside them. */
interface Typed {
  readonly group: number | null;
  readonly typed: TypedWords;
}

export interface FlushRequest extends FlushWords, Typed {
  readonly citus: Settings['citus'];
  readonly role: MemberRole | null;
  readonly unattended: boolean;
  readonly dryRun: boolean;
  readonly viaDcs: boolean;
  readonly deadlineMs: number | null;
}

/** `CLUSTER [MEMBER...] restart|switchover`: the last word is the target, whatever stands before it. */
export function parseFlush(words: readonly string[], typed: Typed): FlushWords {
  const [scope, ...rest] = words;
  const last = rest.at(-1);
  if (scope === undefined) throw usage("Missing argument 'CLUSTER_NAME'.", typed);
  if (last === undefined) throw usage('Missing argument: restart or switchover.', typed, words);
  const target = targetOf(last);
  if (target === undefined) throw usage(`"${last}" is neither restart nor switchover`, typed, words);
  return { scope, names: rest.slice(0, -1), target };
}

function targetOf(word: string): FlushTarget | undefined {
  return FLUSH_TARGETS.find((each) => each === word);
}

export async function flush(
  ports: FlushSwitchoverPorts,
  request: FlushRequest,
  tell: TellFlush,
): Promise<FlushReport> {
  const { scope, names, target, group, citus, role, viaDcs } = request;
  const command = 'flush';
  if (target === 'switchover') {
    return flushSwitchover(ports, { ...request, group: group ?? citus?.group ?? null, command }, tell);
  }
  if (viaDcs)
    throw usage('--via-dcs is for switchovers: agents keep restarts in memory', request, [
      scope,
      ...names,
      target,
    ]);
  const selection = { role: role ?? 'any', citus: citus !== null, action: 'flush', command } as const;
  return flushRestarts(ports, { ...request, ...selection }, tell);
}

/** The same words in their order; of members that are named without a target only the restarts can be meant. */
function usage(
  message: string,
  { group, typed: { options } }: Typed,
  words: readonly string[] = [],
): Failure {
  const targets = FLUSH_TARGETS.filter((target) => words.includes(target));
  const [scope = null, ...names] = words.filter((word) => targetOf(word) === undefined);
  const meant = targets.length > 0 ? targets : names.length > 0 ? (['restart'] as const) : FLUSH_TARGETS;
  const [first, ...others] = meant.map((target) => {
    const left = target === 'restart' ? { 'via-dcs': null } : { role: null };
    return again('flush', { scope, group }, { args: [...names, target], options: { ...options, ...left } });
  });
  const next = others.reduce((told, each) => hint`${told}, or ${each}`, hint`${first ?? ''}`);
  return new Failure('usage', 'usage', message, { next });
}
