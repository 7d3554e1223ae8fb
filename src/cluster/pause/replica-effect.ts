import { describeWholeLoss, divergedWords, tellDivergence } from '../divergence/describe-divergence.js';
import { isDiverged } from '../divergence/divergence.js';
import { divergenceAmong } from '../divergence/judge-divergence.js';
import type { Cluster } from '../model/cluster.js';
import { isStandbyCluster } from '../model/dynamic-config.js';
import { leaderRace } from '../standing/leader-race.js';
import { type Effect, effect } from './effect.js';
import { type AskedMemberState, isRunningPrimary, type ResumeEvidence } from './resume-evidence.js';

const NOTHING = effect('none', 'nothing changes', false);

/** A running standby goes on, is rewound, or may take the lead where nobody has it. */
export function replicaEffect(evidence: ResumeEvidence, asked: AskedMemberState): Effect {
  const { cluster } = evidence;
  const leader = cluster.leader?.name ?? null;
  if (leader === null) return raceEffect(evidence, asked);
  if (leader === asked.member.name) {
    return isStandbyCluster(cluster.config)
      ? effect('keeps-leading', 'keeps leading and follows the remote', false)
      : effect('promoted', 'it holds the lock and is promoted', true);
  }
  return followerEffect(evidence, asked, leader);
}

function followerEffect({ members }: ResumeEvidence, { status }: AskedMemberState, leader: string): Effect {
  const leading = members.find(({ member }) => member.name === leader);
  const timeline = leading?.status?.timeline ?? leading?.member.timeline ?? null;
  const own = status?.timeline ?? null;
  if (own !== null && timeline !== null && own > timeline) {
    const sentence =
      `it is on timeline ${own} and ${leader} on ${timeline}: it has diverged, and is rewound or taken anew where that is allowed, ` +
      'and does not run otherwise';
    return effect('rewound', sentence, true);
  }
  return NOTHING;
}

function raceEffect({ cluster, members }: ResumeEvidence, { member }: AskedMemberState): Effect {
  const primary = members.find(isRunningPrimary)?.member.name;
  if (primary !== undefined) return effect('none', `follows ${primary} once that has the lock`, false);
  const verdict = leaderRace(resumed(cluster)).find((each) => each.member === member.name);
  if (verdict === undefined || verdict.obstacle !== null) {
    return effect('none', `nobody leads; it does not take over: ${verdict?.obstacle ?? 'unknown'}`, false);
  }
  const divergence = divergenceAmong(cluster, members, member.name);
  if (divergence !== null && isDiverged(divergence)) {
    const what = `${divergedWords(divergence)}: ${describeWholeLoss(tellDivergence(divergence))}`;
    return effect('may-take-lead', `nobody leads: it may take the lead, and ${what}`, true);
  }
  const loss = verdict.lag === null || verdict.lag === 0 ? '' : `, at least ${verdict.lag} B are lost`;
  return effect(
    'may-take-lead',
    `nobody leads: it may take the lead${loss}`,
    !isStandbyCluster(cluster.config),
  );
}

/** The same cluster without its maintenance mode. */
function resumed(cluster: Cluster): Cluster {
  const { config } = cluster;
  if (config === null) return cluster;
  return { ...cluster, config: { ...config, values: { ...config.values, pause: null } } };
}
