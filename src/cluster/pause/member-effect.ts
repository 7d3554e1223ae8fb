import { describeWholeLoss, divergedWords, tellDivergence } from '../divergence/describe-divergence.js';
import { isDiverged } from '../divergence/divergence.js';
import { divergenceAmong } from '../divergence/judge-divergence.js';
import type { Cluster } from '../model/cluster.js';
import { isStandbyCluster } from '../model/dynamic-config.js';
import type { MemberStatus } from '../model/member-status.js';
import { leaderRace } from '../standing/leader-race.js';
import { type AskedMemberState, isRunningPrimary, type ResumeEvidence } from './resume-evidence.js';

/** What the resume does to one member. */
export interface MemberEffect extends Effect {
  readonly member: string;
  /** How it is now, in a few words. */
  readonly now: string;
}

const NOTHING = effect('none', 'nothing changes', false);

type EffectCode =
  | 'none'
  | 'keeps-leading'
  | 'takes-lead'
  | 'may-take-lead'
  | 'promoted'
  | 'demoted'
  | 'rewound'
  | 'started'
  | 'bootstrapped'
  | 'agent-exits'
  | 'unknown';

/** What happens to a member, and whether somebody should agree to it first. */
interface Effect {
  readonly effect: EffectCode;
  readonly sentence: string;
  readonly harmful: boolean;
}

export function memberEffect(evidence: ResumeEvidence, asked: AskedMemberState): MemberEffect {
  return { member: asked.member.name, now: describeNow(evidence, asked), ...effectOn(evidence, asked) };
}

/** In the order in which an agent decides (ha.py, _run_cycle). */
function effectOn(evidence: ResumeEvidence, asked: AskedMemberState): Effect {
  const { status } = asked;
  if (status === null)
    return effect('unknown', 'its agent does not answer: what it will do is not known', false);
  if (status.role === 'uninitialized')
    return effect('bootstrapped', 'its data directory is empty: it takes a base backup', false);
  if (isForeign(evidence, status)) {
    const sentence =
      'its data belongs to another cluster (system identifier): Patroni exits there and stops PostgreSQL';
    return effect('agent-exits', sentence, true);
  }
  if (BUSY.has(status.state))
    return effect('none', `it is ${status.state}, and its agent goes on with that`, false);
  if (status.state !== 'running' && status.state !== 'unknown') return started(evidence, asked);
  return status.role === 'primary' ? primaryEffect(evidence, asked) : replicaEffect(evidence, asked);
}

const BUSY = new Set([
  'initializing new cluster',
  'running custom bootstrap script',
  'starting after custom bootstrap',
  'creating replica',
  'starting',
  'restarting',
  'stopping',
]);

function isForeign(
  { cluster: { initialization } }: ResumeEvidence,
  { systemIdentifier }: MemberStatus,
): boolean {
  if (initialization.state !== 'initialized' || systemIdentifier === null) return false;
  return initialization.systemIdentifier !== systemIdentifier;
}

/** A PostgreSQL that was stopped in maintenance mode is taken for one that has crashed. */
function started({ cluster }: ResumeEvidence, { member }: AskedMemberState): Effect {
  const leader = cluster.leader?.name ?? null;
  if (leader === null)
    return effect('started', 'PostgreSQL is started; nobody leads, so it may take the lead', true);
  if (leader === member.name) return effect('started', 'PostgreSQL is started and leads again', true);
  return effect(
    'started',
    `PostgreSQL is started as a replica of ${leader}, rewound before if it has diverged`,
    true,
  );
}

function describeNow({ cluster }: ResumeEvidence, { member, status }: AskedMemberState): string {
  if (status === null) return 'agent silent';
  if (status.role === 'uninitialized') return 'no data';
  if (status.state !== 'running') return status.state;
  const isLeader = cluster.leader?.name === member.name;
  if (status.role === 'primary') return isLeader ? 'primary, leader' : 'primary without the lock';
  if (isLeader && isStandbyCluster(cluster.config)) return 'standby leader';
  return `replica, ${status.replicationState ?? 'running'}`;
}

/** A running primary keeps the lock, takes it, or is demoted at once (ha.py, follow, enforce_primary_role, is_healthiest_node). */
function primaryEffect(evidence: ResumeEvidence, { member, status }: AskedMemberState): Effect {
  const { cluster, members } = evidence;
  const leader = cluster.leader?.name ?? null;
  if (isStandbyCluster(cluster.config)) {
    return effect('demoted', 'it is stopped and made a standby: this is a standby cluster', true);
  }
  if (leader !== null && leader !== member.name) {
    const sentence = `it is stopped at once and made a replica of ${leader}; what only it has written is lost`;
    return effect('demoted', sentence, true);
  }
  if (status?.watchdogFailed === true) {
    return effect('demoted', 'it is demoted: its watchdog is required and cannot be used', true);
  }
  if (leader !== null) return effect('keeps-leading', 'keeps leading', false);
  const ended = cluster.history.at(-1)?.timeline ?? 0;
  if ((status?.timeline ?? ended + 1) <= ended) {
    const sentence = `it is stopped at once: its timeline ${status?.timeline} is older than the cluster's`;
    return effect('demoted', sentence, true);
  }
  const others = members.filter((each) => each.member.name !== member.name && isRunningPrimary(each));
  if (others.length === 0) return effect('takes-lead', 'takes the lock and leads', false);
  const names = others.map((each) => each.member.name).join(', ');
  const sentence = `${names} runs as a primary, too: whoever takes the lock leads, the other is stopped at once`;
  return effect('demoted', sentence, true);
}

/** A running standby goes on, is rewound, or may take the lead where nobody has it. */
function replicaEffect(evidence: ResumeEvidence, asked: AskedMemberState): Effect {
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

function effect(code: EffectCode, sentence: string, harmful: boolean): Effect {
  return { effect: code, sentence, harmful };
}
