import { statusOf } from '../../cluster/change-leader/judged-member.js';
import { describeProbableLoss, isInHistory } from '../../cluster/change-leader/probable-loss.js';
import { Failure, type Problem } from '../../errors.js';
import { ctl } from '../../formats/hint.js';
import { readCluster } from '../reading/read-cluster.js';
import type { Tell } from './change-event.js';
import type { ChangeReport } from './change-report.js';
import type { ChangeLeaderRequest, ChangePorts } from './change-request.js';
import { concludeChange, type Sent } from './conclude-change.js';
import { concludeUnsent, type Planned } from './conclude-unsent.js';
import { decideChange } from './decide-change.js';
import { followRequest } from './follow-request.js';
import { prepareRequest } from './prepare-request.js';
import { unlessInterrupted } from './unless-interrupted.js';

const LOOKS = 8;
const PAUSE_MS = 500;

/** Switchover or failover: looks, asks, refuses or sends one request, and follows it to its proved end. */
export async function changeLeader(
  ports: ChangePorts,
  typed: ChangeLeaderRequest,
  tell: Tell,
): Promise<ChangeReport> {
  const { interruption } = ports;
  interruption.watch();
  const decided = await unlessInterrupted(interruption, decideChange(ports, typed, tell));
  const { planned } = decided;
  if (decided.way === null) return concludeUnsent(planned, decided.failure);
  const prepared = await prepareRequest(planned, decided.way, tell);
  if ('failure' in prepared) return concludeUnsent(planned, prepared.failure);
  const sent = await followRequest(planned, prepared, tell);
  return concludeChange(planned, sent, await tellLoss(planned, sent));
}

/** What a change of leader has probably lost, from what etcd had sampled before; nothing if no loss shows. */
async function tellLoss(planned: Planned, { course, awaited }: Sent): Promise<readonly Problem[]> {
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
