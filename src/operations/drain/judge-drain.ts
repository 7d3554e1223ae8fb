import type { Missing } from '../../cluster/drain/missing.js';
import type { Failure, Outcome, Problem } from '../../errors.js';
import { formatDuration } from '../../formats/durations.js';
import { type CommandOptions, ctl, type Hint, hint } from '../../formats/hint.js';
import type { DrainFinding } from './drain-report.js';
import type { Followed } from './follow-missing.js';

/** How it ended, in one word, and why. */
export interface DrainVerdict {
  readonly outcome: Outcome;
  readonly code: string | null;
  readonly errors: readonly Problem[];
}

export const DONE: DrainVerdict = { outcome: 'done', code: null, errors: [] };

export function verdictOf({ outcome, problem, parts }: Failure): DrainVerdict {
  return { outcome, code: problem.code, errors: [problem, ...parts] };
}

/** `switched`: leadership has been moved away before, so that something was changed. */
export function judgeDrain(finding: DrainFinding, followed: Followed, switched: boolean): DrainVerdict {
  const { stop, missing, etcdIsSilent, elapsedMs } = followed;
  const after = ` after ${formatDuration(elapsedMs)}`;
  const problems = missing.map((each) => problemOf(finding, each, stop === 'deadline' ? after : ''));
  switch (stop) {
    case 'ended':
      return DONE;
    case 'hopeless':
      return verdict(switched ? 'partial' : 'refused', problems);
    case 'interrupted':
      return verdict(switched ? 'partial' : 'cancelled', [interrupted(finding, missing)]);
    case 'deadline':
      return etcdIsSilent
        ? verdict('unreachable', [silence(finding, after), ...problems])
        : verdict('partial', problems);
  }
}

function problemOf(finding: DrainFinding, missing: Missing, when: string): Problem {
  const { code, message } = missing;
  return { code, message: `${message}${when}`, subject: finding.member, next: nextFor(finding, missing) };
}

function nextFor(finding: DrainFinding, { code, tags }: Missing): Hint | null {
  const { member } = finding;
  switch (code) {
    case 'tags-missing': {
      const wanted = tags.map((tag) => `${tag}: true`).join(', ');
      return hint`in the patroni.yml of ${member}: tags: {${wanted}}; then ${reloadCommand(finding)}`;
    }
    case 'tags-left':
      return hint`take ${tags.join(', ')} out of the tags in the patroni.yml of ${member}, then ${reloadCommand(finding)}`;
    case 'member-is-leader':
      return drainCommand(finding, { switchover: true });
    case 'not-registered':
      return hint`start Patroni on ${member}`;
    case 'not-streaming':
      return hint`the logs of Patroni and PostgreSQL on ${member} say why`;
    case 'sessions-left':
      return ctl('haproxy status', finding);
    case 'still-in-sync-set':
    case 'not-in-sync-set':
    case 'sync-set-not-whole':
      return ctl('list', finding);
  }
}

function reloadCommand(finding: DrainFinding): Hint {
  return ctl('reload', finding, [finding.member]);
}

function drainCommand(finding: DrainFinding, options: CommandOptions): Hint {
  return ctl('drain', finding, [finding.member], options);
}

function interrupted(finding: DrainFinding, missing: readonly Missing[]): Problem {
  const what = missing.map(({ message }) => message).join('; ');
  const next = drainCommand(finding, { undo: finding.verb === 'undo' });
  return { code: 'interrupted', message: `interrupted: ${what}`, subject: finding.member, next };
}

function silence({ scope }: DrainFinding, after: string): Problem {
  const message = `etcd does not answer${after}; what it said last follows`;
  return { code: 'dcs-unreachable', message, subject: scope, next: null };
}

function verdict(outcome: Outcome, errors: readonly Problem[]): DrainVerdict {
  return { outcome, code: errors[0]?.code ?? null, errors };
}
