import { formatDuration } from '../../formats/durations.js';
import { formatBytes } from '../../formats/sizes.js';
import { visibleText } from '../../formats/visible-text.js';
import type { ChangeEvent } from '../../operations/change-leader/change-event.js';
import type { LossBasis } from '../../operations/change-leader/change-report.js';

type PlanEvent = Extract<ChangeEvent, { readonly kind: 'plan' }>;

/** For a failover: what the leader has written, what the candidate has of it, and what is missing at least. */
export function lossLines({ plan, from, candidate }: PlanEvent): string[] {
  const { lossBasis, lossBytes } = plan;
  if (lossBasis === null || candidate === null) return [];
  return [
    leaderLine(lossBasis, from),
    `${candidateText(candidate, lossBasis)}${synchronous(lossBasis)}`,
    lossLine(lossBytes, from, lossBasis),
  ];
}

function leaderLine({ leaderLsn, sampleSeconds }: LossBasis, from: string | null): string {
  const who = from === null ? 'the last leader' : visibleText(from);
  if (leaderLsn === null) return `what ${who} has written last is not known`;
  const age = `up to ${formatDuration(sampleSeconds * 1000)} ${from === null ? 'older than its end' : 'old'}`;
  return `${who} had written ${leaderLsn} when it was last seen (a sample, ${age})`;
}

function candidateText(candidate: string, { candidateLsn }: LossBasis): string {
  const name = visibleText(candidate);
  return candidateLsn === null ? `what ${name} has is not known` : `${name} has ${candidateLsn}`;
}

function synchronous({ isSynchronous }: LossBasis): string {
  if (isSynchronous === null) return '; the cluster is not synchronous';
  return isSynchronous ? '; it is in the sync set' : '; it is not in the sync set';
}

function lossLine(lossBytes: number | null, from: string | null, { forkLsn }: LossBasis): string {
  if (forkLsn !== null) {
    const figure = lossBytes === null ? '' : `, at least ${formatBytes(lossBytes)}`;
    return `Everything after ${forkLsn}, where the two parted, would be lost${figure}.`;
  }
  if (lossBytes === null) return 'How much would be lost is not known.';
  const lost = from === null ? 'would be lost' : 'would be lost if it does not receive it in time';
  if (lossBytes > 0) return `At least ${formatBytes(lossBytes)} ${lost}.`;
  return 'Nothing is missing up to that sample; what was written after it is not known.';
}
