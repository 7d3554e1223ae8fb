import { statusOf } from '../../cluster/change-leader/judged-member.js';
import { describeProbableLoss, isInHistory } from '../../cluster/change-leader/probable-loss.js';
import { Failure, type Problem } from '../../errors.js';
import { ctl } from '../../formats/hint.js';
import { readCluster } from '../reading/read-cluster.js';
import type { Sent } from './conclude-change.js';
import type { Planned } from './conclude-unsent.js';

const LOOKS = 8;
const PAUSE_MS = 500;

/** What a change of leader has probably lost, from what etcd had sampled before; nothing if no loss shows. */
export async function tellLoss(planned: Planned, { course, awaited }: Sent): Promise<readonly Problem[]> {
  const { typed, plan, reading, place } = planned;
  if (!('followed' in course) || (typed.kind === 'switchover' && !plan.mayLoseCommits)) return [];
  const { end } = course.followed.progress;
  if (end?.kind !== 'leading' || end.leader === awaited.from) return [];
  const after = await readAfter(planned, awaited.timeline);
  if (after === null) return [];
  const message = describeProbableLoss({
    from: awaited.from,
    leader: end.leader,
    timeline: awaited.timeline,
    before: reading.cluster,
    told: toldBy(planned),
    after,
    verdict: plan.verdicts.find(({ member }) => member === end.leader) ?? null,
  });
  if (message === null) return [];
  return [{ code: 'loss-probable', message, subject: end.leader, next: ctl('history', place) }];
}

/** The history comes with the next cycle of the new leader. Null if etcd does not answer. */
async function readAfter({ ports, place, typed }: Planned, timeline: number | null) {
  const { clock, dcs, interruption } = ports;
  try {
    for (let look = 1; ; look += 1) {
      const { cluster } = await readCluster(dcs, { ...place, command: typed.kind });
      if (isInHistory(cluster, timeline) || look >= LOOKS || interruption.requested) return cluster;
      await clock.sleep(PAUSE_MS);
    }
  } catch (thrown) {
    if (thrown instanceof Failure) return null;
    throw thrown;
  }
}

function toldBy({ evidence }: Planned) {
  const leader = evidence.members.find(({ member }) => member.name === evidence.cluster.leader?.name);
  return leader === undefined ? null : (statusOf(leader)?.position ?? null);
}
