import { divergedWords } from '../divergence/describe-divergence.js';
import type { Divergence } from '../divergence/divergence.js';
import { divergenceOf, followersOf, type RegisteredMember, statusOf } from '../findings/known.js';
import { tellsReplicationState } from '../model/patroni-version.js';
import { ofCluster } from './monitoring-check.js';
import { measure, result, stateFor } from './monitoring-result.js';
import { atLeast } from './range.js';

const DEFAULT = { warning: null, critical: atLeast(1) };

/** How many replicas follow on the leader's timeline; without thresholds none is critical. */
export const checkReplicas = ofCluster((_cluster, evidence, expected) => {
  const judged = followersOf(evidence).map((member) => ({
    name: member.name,
    trouble: troubleOf(member, divergenceOf(evidence, member)),
  }));
  const count = judged.filter(({ trouble }) => trouble === null).length;
  const thresholds = expected.thresholds.replicas ?? DEFAULT;
  const details = judged.flatMap(({ name, trouble }) => (trouble === null ? [] : [`${name} ${trouble}`]));
  const summary = `${count} of ${judged.length} ${judged.length === 1 ? 'replica' : 'replicas'} up`;
  return result(stateFor(count, thresholds), summary, [measure('replicas', count, thresholds)], details);
});

/** Null if it follows. */
function troubleOf(member: RegisteredMember, divergence: Divergence | null): string | null {
  const status = statusOf(member);
  if (status === null) return 'does not answer';
  if (status.state !== 'running') return `is ${status.state}`;
  const parted = divergence === null ? null : divergedWords(divergence);
  if (parted !== null) return parted;
  if (divergence?.verdict === 'timeline-behind')
    return `is on timeline ${divergence.timeline} of ${divergence.clusterTimeline}`;
  if (status.replicationState !== null || !tellsReplicationState(status.patroniVersion)) return null;
  return 'does not stream';
}
