import type { Cluster } from '../model/cluster.js';
import { loopWait } from '../model/dynamic-config.js';
import { type MemberEffect, memberEffect } from './member-effect.js';
import type { ResumeEvidence } from './resume-evidence.js';

/** What the end of a maintenance mode does, as Patroni's own rules have it (ha.py); each agent decides for itself. */
export interface ResumePlan {
  readonly members: readonly MemberEffect[];
  readonly schedules: readonly ScheduleEffect[];
}

/** What was scheduled or is still pending, and what happens to it at the resume, when its time counts again. */
interface ScheduleEffect {
  readonly kind: 'restart' | 'switchover' | 'failover';
  /** Of a restart; null for a change of leader. */
  readonly member: string | null;
  /** ISO 8601; null for a request that waits for the resume. */
  readonly at: string | null;
  readonly fate: 'waits' | 'fires' | 'dropped';
  readonly sentence: string;
  readonly harmful: boolean;
}

export function planResume(evidence: ResumeEvidence, now: Date): ResumePlan {
  return {
    members: [
      ...evidence.members.map((each) => memberEffect(evidence, each)),
      ...unregisteredLeader(evidence.cluster),
    ],
    schedules: scheduleEffects(evidence, now),
  };
}

/** Why somebody should agree first: a member is stopped, demoted, started or promoted, or a request is still pending. */
export function harmsOf({ members, schedules }: ResumePlan): string[] {
  return [
    ...members.filter(({ harmful }) => harmful).map(({ member, sentence }) => `${member}: ${sentence}`),
    ...schedules.filter(({ harmful }) => harmful).map(({ sentence }) => sentence),
  ];
}

function unregisteredLeader({ leader, members }: Cluster): MemberEffect[] {
  if (leader === null || members.some(({ name }) => name === leader.name)) return [];
  return [
    {
      member: leader.name,
      now: 'holds the lock, has no key',
      effect: 'unknown',
      sentence: 'nothing has been heard from its agent: what it will do is not known',
      harmful: false,
    },
  ];
}

function scheduleEffects({ cluster, members }: ResumeEvidence, now: Date): ScheduleEffect[] {
  const cycleMs = loopWait(cluster.config) * 1000;
  const restarts = members.flatMap(({ member, status }) => {
    const at = status === null ? (member.scheduledRestart?.at ?? null) : status.scheduledRestartAt;
    if (at === null) return [];
    const fate = fateOf(at, now, cycleMs);
    const what = `restart of ${member.name}`;
    return [
      { kind: 'restart', member: member.name, at, fate, ...told(what, at, fate), harmful: false } as const,
    ];
  });
  return [...changeOfLeader({ cluster, members }, now, cycleMs), ...restarts];
}

function changeOfLeader({ cluster }: ResumeEvidence, now: Date, cycleMs: number): ScheduleEffect[] {
  const { failover, leader } = cluster;
  if (failover === null) return [];
  const { scheduledAt, candidate } = failover;
  const kind =
    leader !== null && (failover.leader !== null || scheduledAt !== null) ? 'switchover' : 'failover';
  const what = `${kind}${candidate === null ? '' : ` to ${candidate}`}`;
  if (scheduledAt === null) {
    const sentence = `a ${what} is waiting: it happens at the resume`;
    return [{ kind, member: null, at: null, fate: 'fires', sentence, harmful: true }];
  }
  const fate = fateOf(scheduledAt, now, cycleMs);
  return [
    {
      kind,
      member: null,
      at: scheduledAt,
      fate,
      ...told(what, scheduledAt, fate),
      harmful: fate === 'fires',
    },
  ];
}

/** Patroni drops what is 1.5 cycles late (ha.py, should_run_scheduled_action), and what is no time. */
function fateOf(at: string, now: Date, cycleMs: number): ScheduleEffect['fate'] {
  const aheadMs = Date.parse(at) - now.getTime();
  if (aheadMs > 0) return 'waits';
  return aheadMs >= -1.5 * cycleMs ? 'fires' : 'dropped';
}

function told(what: string, at: string, fate: ScheduleEffect['fate']): { readonly sentence: string } {
  switch (fate) {
    case 'waits':
      return { sentence: `the ${what} scheduled for ${at} goes ahead at its time` };
    case 'fires':
      return { sentence: `the ${what} scheduled for ${at} is due: it happens at the resume` };
    case 'dropped':
      return { sentence: `the ${what} scheduled for ${at} is too late and is dropped` };
  }
}
