import { describeOthers } from '../../cluster/remove/sort-keys.js';
import type { Problem } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import { again, type TypedWords } from '../typed-words.js';
import { prefixOf } from './cluster-dump.js';
import type { RunningMembers } from './running-members.js';

/** All that forbids a removal. */
export function refuseRunning(
  { answering, writing, registered }: RunningMembers,
  place: ClusterPlace,
  typed: TypedWords,
): Problem[] {
  const nevertheless = again('remove', place, typed, { 'even-if-running': true });
  const problem = (code: string, names: readonly string[], message: string, first: string): Problem => ({
    code,
    message: `${message} Nothing was removed.`,
    subject: names[0] ?? null,
    next: hint`${first}, or: ${nevertheless}`,
  });
  const found: Problem[] = [];
  if (answering.length > 0) {
    const message = `members still answer: ${answering.join(', ')}.`;
    found.push(problem('members-running', answering, message, 'stop the agents first'));
  }
  if (writing.length > 0) {
    const message = `a PostgreSQL still takes writes, although no agent answers for it: ${writing.join(', ')}.`;
    found.push(problem('unmanaged-primary', writing, message, 'stop it first'));
  }
  if (answering.length === 0 && registered.length > 0) {
    const message =
      `members are still registered: ${registered.join(', ')}. Their agents do not answer from here; if they have ended, ` +
      'their keys go within ttl.';
    found.push(problem('members-registered', registered, message, 'stop the agents first'));
  }
  return found;
}

/** Null if there are no keys but the cluster's own. */
export function refuseForeign(
  namespace: string,
  place: ClusterPlace,
  others: readonly string[],
  typed: TypedWords,
): Problem | null {
  if (others.length === 0) return null;
  const count = others.length === 1 ? '1 key' : `${others.length} keys`;
  const message =
    `${count} below ${prefixOf(namespace, place)} ${others.length === 1 ? 'is' : 'are'} none of this cluster's: ` +
    `${describeOthersOf(place, others)}. Nothing was removed.`;
  const next = again('remove', place, typed, { 'leave-others': true });
  return { code: 'foreign-keys', message, subject: others[0] ?? null, next };
}

export function describeOthersOf({ scope, group }: ClusterPlace, others: readonly string[]): string {
  return describeOthers(group === null ? scope : `${scope}/${group}`, others);
}

/** What follows for members that are not stopped. */
export function warnOfRunning({ answering, writing, registered }: RunningMembers): Problem[] {
  const agents = [...answering, ...registered];
  const warnings: Problem[] = [];
  if (agents.length > 0) {
    const message = `running members write their keys again: ${agents.join(', ')}`;
    warnings.push({ code: 'members-running', message, subject: agents[0] ?? null, next: null });
  }
  if (writing.length > 0) {
    const message = `still takes writes, and no agent answers for it: ${writing.join(', ')}`;
    warnings.push({ code: 'unmanaged-primary', message, subject: writing[0] ?? null, next: null });
  }
  return warnings;
}

/** Members of whose PostgreSQL nobody can tell whether it takes writes. */
export function warnOfUnknown({ unknown }: RunningMembers): Problem[] {
  return unknown.map(({ name, reason }) => ({
    code: 'writes-unknown',
    message: `whether ${name}, whose agent does not answer, takes writes cannot be told: ${reason}`,
    subject: name,
    next: null,
  }));
}
