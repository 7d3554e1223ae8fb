import { ctl } from '../../formats/hint.js';
import { formatBytes } from '../../formats/sizes.js';
import { bestEligible } from '../change-leader/best-candidate.js';
import { judgeEach } from '../change-leader/judge-candidate.js';
import { describeDivergedWinner, tellDivergence } from '../divergence/describe-divergence.js';
import { isDiverged } from '../divergence/divergence.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Finding, FindingEvidence, Remedy } from '../evidence/finding.js';
import type { Cluster } from '../model/cluster.js';
import { isPaused } from '../model/dynamic-config.js';
import { formatLsn } from '../model/lsn.js';
import { type Takeover, takeovers } from '../standing/takeovers.js';
import { changeEvidenceOf } from './change-evidence.js';
import type { Check } from './check.js';
import { presentCluster } from './known.js';
import { finding, listed, lookAtService, remedy, seen } from './tell.js';

/** A cluster that has been bootstrapped, and nobody holds the lock. */
export const noLeader: Check = {
  code: 'no-leader',
  severity: 'error',
  title: 'somebody holds the leader lock',
  secondLook: true,
  find(evidence) {
    const cluster = presentCluster(evidence);
    if (cluster === null || cluster.leader !== null) return [];
    if (cluster.initialization.state !== 'initialized') return [];
    return [tell(evidence, cluster)];
  },
};

function tell(evidence: Evidence, cluster: Cluster): Finding {
  const rivals = takeovers(evidence);
  const able = rivals.filter(({ obstacle }) => obstacle === null).map(({ member }) => member);
  const former = evidence.formerLeader;
  const was = former === null ? '' : ` (${former.name} led, seen last at revision ${former.revision})`;
  const why = rivals.map(describeRival).join('; ');
  const lost = rivals.filter(({ obstacle, hasDiverged }) => obstacle === null && hasDiverged);
  const warning = lost.map((rival) => `; ${describeRival(rival)}`).join('');
  const end =
    able.length > 0
      ? `${listed(able)} may take over by ${able.length === 1 ? 'itself' : 'themselves'}${warning}`
      : `no member takes over by itself${why === '' ? ': none is registered' : ` — ${why}`}`;
  return finding('no-leader', 'error', null, {
    message: `nobody leads: writes are down${was}; ${end}`,
    evidence: [
      seen('dcs', 'the key leader is not there'),
      ...lastPosition(cluster),
      ...rivals.map((rival) => seen('agent', describeRival(rival))),
    ],
    remedies: remediesOf(evidence, cluster, able),
  });
}

function describeRival({ member, obstacle, lag, divergence }: Takeover): string {
  if (obstacle === null && isDiverged(divergence))
    return describeDivergedWinner({ member, ...tellDivergence(divergence) });
  const risk = lag === null || lag === 0 ? '' : `, at least ${formatBytes(lag)} would be lost`;
  return obstacle === null ? `${member} can take over${risk}` : `${member}: ${obstacle.sentence}${risk}`;
}

function lastPosition({ status }: Cluster): FindingEvidence[] {
  return status.position === null
    ? []
    : [seen('dcs', `the last known position of a leader is ${formatLsn(status.position)}`, null)];
}

function remediesOf(evidence: Evidence, cluster: Cluster, able: readonly string[]): Remedy[] {
  const { formerLeader, members } = evidence;
  const isGone = !members.some(({ name, key }) => name === formerLeader?.name && key !== null);
  const back = formerLeader !== null && isGone ? [lookAtService(formerLeader.name)] : [];
  if (able.length > 0) {
    return [remedy('wait for the next leader', ctl('wait', evidence, [], { for: 'leader' })), ...back];
  }
  const resume = isPaused(cluster.config)
    ? [
        remedy(
          'see what ending the maintenance mode would do',
          ctl('resume', evidence, [], { 'dry-run': true }),
        ),
      ]
    : [];
  const change = changeEvidenceOf(evidence);
  const best = change === null ? null : bestEligible(judgeEach('failover', change));
  const forced =
    best === null
      ? []
      : [
          remedy(
            'see what a failover would lose',
            ctl('failover', evidence, [], { candidate: best, 'dry-run': true }),
          ),
          remedy('make it lead', ctl('failover', evidence, [], { candidate: best })),
        ];
  return [...back, ...resume, ...forced];
}
