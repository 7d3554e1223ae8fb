import { entryOf } from '../../formats/json.js';
import type { Finding } from '../evidence/finding.js';

const TIMELINE = ['timeline-behind', 'diverged', 'divergence-unknown'];
const OF_THE_TIMELINE = ['not-streaming', 'lagging', 'sync-mismatch', 'history-disagrees'];

/** What follows from a finding for the same member. */
const OF_THE_MEMBER: Readonly<Record<string, readonly string[]>> = {
  'agent-auth': ['member-silent'],
  'agent-tls': ['member-silent'],
  'agent-is-someone-else': ['member-silent', 'not-streaming', 'lagging', 'sync-mismatch'],
  'duplicate-name': ['agent-is-someone-else', 'member-silent', 'not-streaming', ...TIMELINE, 'lagging'],
  'wrong-system-id': [...TIMELINE, 'not-streaming', 'not-running', 'lagging', 'paused-drift', 'starting'],
  'unmanaged-primary': ['member-vanished', 'member-silent', 'not-streaming', ...TIMELINE],
  'member-vanished': ['sync-mismatch', 'orphan-slot'],
  'member-silent': ['not-streaming', 'lagging', 'sync-mismatch', ...TIMELINE, 'starting'],
  diverged: OF_THE_TIMELINE,
  'divergence-unknown': OF_THE_TIMELINE,
  'timeline-behind': OF_THE_TIMELINE,
  'not-running': ['lagging', 'sync-mismatch', ...TIMELINE, 'replay-backlog'],
  'not-streaming': ['lagging', 'sync-mismatch'],
  'paused-drift': ['not-running'],
  'reinit-looping': ['starting', 'lagging', 'sync-mismatch', ...TIMELINE],
  starting: ['lagging', 'sync-mismatch', ...TIMELINE, 'replay-backlog'],
};

const OF_THE_LEADER = [
  ...TIMELINE,
  'not-streaming',
  'lagging',
  'sync-mismatch',
  'sync-too-few',
  'sync-strict-no-standby',
  'history-disagrees',
];

/** What follows from a finding for anybody. */
const OF_THE_CLUSTER: Readonly<Record<string, readonly string[]>> = {
  'no-leader': OF_THE_LEADER,
  'leader-not-promoted': OF_THE_LEADER,
  'leader-not-running': OF_THE_LEADER,
  'leader-stuck-stopping': [...OF_THE_LEADER, 'leader-not-running', 'request-pending'],
  'standby-role-half-done': ['leader-not-promoted', ...OF_THE_LEADER],
  'sync-strict-no-standby': ['sync-too-few', 'sync-mismatch'],
};

/** Findings without those that merely follow from another one. */
export function withoutConsequences(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(
    (effect) =>
      !findings.some(({ code, subject }) => {
        const isSame = subject !== null && subject === effect.subject;
        return (
          (isSame && entryOf(OF_THE_MEMBER, code)?.includes(effect.code)) ||
          entryOf(OF_THE_CLUSTER, code)?.includes(effect.code)
        );
      }),
  );
}
