import type { Cluster } from '../model/cluster.js';
import { type MemberEffect, memberEffect } from './member-effect.js';
import type { ResumeEvidence } from './resume-evidence.js';
import { type ScheduleEffect, scheduleEffects } from './schedule-effects.js';

/** What the end of a maintenance mode does, as Patroni's own rules have it (ha.py); each agent decides for itself. */
export interface ResumePlan {
  readonly members: readonly MemberEffect[];
  readonly schedules: readonly ScheduleEffect[];
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

/** Why somebody should agree first: a member is stopped, demoted, started or promoted, or a request lies in wait. */
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
      sentence: 'its agent has not been heard of: what it will do is not known',
      harmful: false,
    },
  ];
}
