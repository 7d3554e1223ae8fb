import { type Baseline, isStreaming, type RestartLook } from './baseline.js';
import type { RestartReason } from './restart-evidence.js';

/** What is missing until a member is back from its restart: it started anew, runs, and replicates as it did before. */
export function ownReasons(member: string, baseline: Baseline, look: RestartLook): RestartReason[] {
  const status = look.statuses.get(member) ?? null;
  const before = baseline.members.get(member);
  const reason = (code: string, sentence: string): RestartReason[] => [{ code, sentence, member }];
  if (status === null) return reason('agent-unreachable', 'its agent does not answer');
  if (status.state !== 'running') return reason('not-running', status.state);
  if (status.startedAt !== null && status.startedAt === before?.startedAt) {
    return reason('not-restarted', 'has not been restarted yet');
  }
  const leads = look.cluster?.leader?.name === member;
  if (leads && before?.primary && status.role !== 'primary') {
    return reason('not-primary', `holds the lock and is "${status.role ?? '?'}"`);
  }
  if (leads || look.cluster?.leader === null) return [];
  if (before?.streaming && !isStreaming(look, member)) return reason('not-streaming', 'not yet streaming');
  return [];
}
