import { isStandbyCluster } from '../model/dynamic-config.js';
import type { MemberStatus } from '../model/member-status.js';
import { type Effect, effect } from './effect.js';
import { primaryEffect } from './primary-effect.js';
import { replicaEffect } from './replica-effect.js';
import type { AskedMemberState, ResumeEvidence } from './resume-evidence.js';

/** What the resume does to one member. */
export interface MemberEffect extends Effect {
  readonly member: string;
  /** How it is now, in a few words. */
  readonly now: string;
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
