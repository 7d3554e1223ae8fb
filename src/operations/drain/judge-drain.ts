import type { Missing } from '../../cluster/drain/missing.js';
import type { Failure, Outcome, Problem } from '../../errors.js';
import { clusterWords, shellWord } from '../../formats/command-words.js';
import { formatDuration } from '../../formats/durations.js';
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

function nextFor(finding: DrainFinding, { code, tags }: Missing): string | null {
  const { member } = finding;
  switch (code) {
    case 'tags-missing': {
      const wanted = tags.map((tag) => `${tag}: true`).join(', ');
      return `in the patroni.yml of ${member}: tags: {${wanted}}; then ${reloadCommand(finding)}`;
    }
    case 'tags-left':
      return `take ${tags.join(', ')} out of the tags in the patroni.yml of ${member}, then ${reloadCommand(finding)}`;
    case 'member-is-leader':
      return drainCommand(finding, '--switchover');
    case 'not-registered':
      return `start Patroni on ${member}`;
    case 'not-streaming':
      return `the logs of Patroni and PostgreSQL on ${member} say why`;
    case 'sessions-left':
      return `ctl haproxy status ${clusterWords(finding)}`;
    case 'still-in-sync-set':
    case 'not-in-sync-set':
    case 'sync-set-not-whole':
      return `ctl list ${clusterWords(finding)}`;
  }
}

function reloadCommand(finding: DrainFinding): string {
  return `ctl reload ${clusterWords(finding)} ${shellWord(finding.member)}`;
}

function drainCommand(finding: DrainFinding, ...options: string[]): string {
  return ['ctl drain', clusterWords(finding), shellWord(finding.member), ...options].join(' ');
}

function interrupted(finding: DrainFinding, missing: readonly Missing[]): Problem {
  const what = missing.map(({ message }) => message).join('; ');
  const next = drainCommand(finding, ...(finding.verb === 'undo' ? ['--undo'] : []));
  return { code: 'interrupted', message: `interrupted: ${what}`, subject: finding.member, next };
}

function silence({ scope }: DrainFinding, after: string): Problem {
  const message = `etcd does not answer${after}; what it said last follows`;
  return { code: 'dcs-unreachable', message, subject: scope, next: null };
}

function verdict(outcome: Outcome, errors: readonly Problem[]): DrainVerdict {
  return { outcome, code: errors[0]?.code ?? null, errors };
}
