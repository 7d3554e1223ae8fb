import type { Condition } from '../../cluster/wait/condition.js';
import { judgeCondition } from '../../cluster/wait/judge-condition.js';
import type { Failure, Problem } from '../../errors.js';
import { formatDuration } from '../../formats/durations.js';
import { hint } from '../../formats/hint.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import { done, type Report } from '../report.js';
import type { ClusterObserver, Seen } from './cluster-observer.js';
import type { JudgedCondition, WaitReport } from './wait-report.js';

interface WaitCourse {
  readonly place: ClusterPlace;
  readonly judged: readonly JudgedCondition[];
  readonly seen: Seen | null;
  readonly trouble: Failure | null;
  readonly elapsedMs: number;
  readonly deadlineMs: number;
  readonly warnings: readonly Problem[];
}

export function judgeAll(
  conditions: readonly Condition[],
  { seen, statuses }: Pick<ClusterObserver, 'seen' | 'statuses'>,
): JudgedCondition[] {
  return conditions.map((condition) => {
    const cluster = seen?.cluster ?? null;
    if (cluster !== null) {
      return { condition: condition.text, ...judgeCondition(condition, cluster, statuses) };
    }
    const observed = seen === null ? 'etcd has not answered yet' : 'the cluster does not exist';
    return { condition: condition.text, holds: false, observed, source: 'dcs' };
  });
}

export function concludeWait(end: 'hold' | 'deadline' | 'interrupted', course: WaitCourse): WaitReport {
  const { place, judged, seen, elapsedMs } = course;
  return {
    ...verdict(end, course),
    ...place,
    conditions: judged,
    revision: seen?.revision ?? null,
    seenAt: seen?.at.toISOString() ?? null,
    elapsedMs,
  };
}

function verdict(
  end: 'hold' | 'deadline' | 'interrupted',
  { judged, seen, trouble, deadlineMs, warnings }: WaitCourse,
): Report {
  if (end === 'hold') return done(warnings);
  const missing = judged.filter(({ holds }) => !holds).map(({ condition }) => condition);
  const what = missing.length === 0 ? 'etcd does not answer' : `not seen: ${missing.join(', ')}`;
  const next = trouble === null ? null : hint`bring back etcd first`;
  if (end === 'interrupted') {
    const message = `interrupted; ${what}. Nothing was sent.`;
    const errors = [{ code: 'interrupted', message, subject: null, next: null }];
    return { outcome: 'cancelled', code: 'interrupted', warnings, errors };
  }
  if (seen === null && trouble !== null) {
    const { problem, parts } = trouble;
    return { outcome: 'unreachable', code: problem.code, warnings, errors: [problem, ...parts] };
  }
  const message = `${what} within ${formatDuration(deadlineMs)}.`;
  return {
    outcome: 'unknown',
    code: 'deadline',
    warnings,
    errors: [{ code: 'deadline', message, subject: null, next }],
  };
}
