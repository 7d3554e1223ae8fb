import type { EtcdAlarm } from '../../cluster/evidence/evidence.js';
import { judgeUnstored } from '../../cluster/evidence/unstored-patch.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import type { Outcome, Problem } from '../../errors.js';
import { ctl, type Hint } from '../../formats/hint.js';
import type { EtcdHealth } from '../diagnose/diagnose-ports.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';

/** For the alarms of etcd. */
export const ALARMS_MS = 2000;

/** A patch that an agent could not store, and how etcd looks since. */
interface UnstoredRequest {
  readonly place: ClusterPlace;
  /** What was asked for, such as `pause`. */
  readonly noun: string;
  /** Whose agent was asked. */
  readonly member: string;
  /** Of the answer: ` (409, Conflict)`. */
  readonly words: string;
  readonly before: Cluster;
  /** Null if etcd cannot be read. */
  readonly now: Cluster | null;
  /** The same command again, and another way to do it. */
  readonly again: Hint;
  readonly otherWay: Hint;
}

interface ExplainedUnstored {
  readonly outcome: Outcome;
  readonly problem: Problem;
}

/** Looks at the alarms of etcd before it says why. */
export async function explainUnstored(
  { etcdHealth }: { readonly etcdHealth: EtcdHealth },
  { place, noun, member, words, before, now, again, otherWay }: UnstoredRequest,
): Promise<ExplainedUnstored> {
  const unstored = judgeUnstored(before, now, (await etcdHealth.read(ALARMS_MS)).alarms);
  const end = (outcome: Outcome, code: string, message: string, subject: string, next: Hint) => ({
    outcome,
    problem: { code, message, subject, next },
  });
  switch (unstored.kind) {
    case 'changed-meanwhile': {
      const message = `somebody else has changed the configuration at the same moment; nothing was written.${words}`;
      return end('conflict', 'state-changed', message, place.scope, again);
    }
    case 'alarm': {
      const failed = `the agent of ${member} could not store the ${noun}.${words}`;
      return { outcome: 'unreachable', problem: refusedWrite(place, unstored.alarm, failed) };
    }
    case 'not-known': {
      const seen = now === null ? 'etcd cannot be read' : 'the configuration is as it was';
      const message = `the agent of ${member} could not store the ${noun}${words}, and ${seen}. It may still happen.`;
      return end('unknown', 'request-not-seen', message, member, otherWay);
    }
  }
}

/** With an alarm etcd reads well and refuses writes. */
export function refusedWrite(place: ClusterPlace, alarm: EtcdAlarm['alarm'], failed: string): Problem {
  const message = `etcd has the alarm ${alarm} and refuses writes: ${failed} Nothing was changed.`;
  return {
    code: 'dcs-refused',
    message,
    subject: place.scope,
    next: ctl('doctor', place),
  };
}
