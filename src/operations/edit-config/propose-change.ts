import { changedPaths } from '../../cluster/config/changed-paths.js';
import { describePath } from '../../cluster/config/config-finding.js';
import { isValueMap, type Value, type ValueMap } from '../../cluster/model/value.js';
import type { Failure, Problem } from '../../errors.js';
import { isEqualNumber, isJsonNumber } from '../../formats/exact-number.js';
import { documentOf } from '../config/config-diff.js';
import { readPauseWarnings } from '../pause/pause-warnings.js';
import { type ConfigMemberReading, readConfigMembers } from '../reading/config-members.js';
import type { ChangeConfigPorts, ConfigChange } from './edit-config-request.js';
import { findingProblem, isRefusing, type JudgedChange, judgeChange } from './judge-change.js';
import { rebaseChange } from './rebase-change.js';
import { caught } from './tell-once.js';

type Draft = Pick<Proposal, 'snapshot' | 'next' | 'mergedWith'>;

/** What the configuration is to become, and what is known of that. */
export interface Proposal {
  readonly snapshot: { readonly values: ValueMap; readonly revision: number };
  readonly next: ValueMap;
  /** By patronictl's measure. */
  readonly changed: boolean;
  readonly members: readonly ConfigMemberReading[];
  readonly judged: JudgedChange;
  readonly warnings: readonly Problem[];
  /** Keys that others have changed meanwhile. */
  readonly mergedWith: readonly string[];
}

/** Members are asked only if there is anything to check. */
export async function propose(
  ports: ChangeConfigPorts,
  { place, cluster, options, guard, members: known, warnings }: ConfigChange,
  draft: Draft,
  asked: readonly ConfigMemberReading[] | null = null,
): Promise<Proposal> {
  const {
    snapshot: { values },
    next,
  } = draft;
  if (isSameDocument(values, next)) {
    return {
      ...draft,
      changed: false,
      members: asked ?? known ?? [],
      judged: { findings: [], impact: [] },
      warnings,
    };
  }
  const [members, paused] = await Promise.all([
    asked ?? known ?? readConfigMembers(ports, place.scope, cluster),
    asked === null ? readPauseWarnings(ports, place.scope, [{ group: place.group, cluster }]) : [],
  ]);
  const judged = judgeChange(
    values,
    next,
    members.map(({ member }) => member),
    options,
  );
  const findings = [...guard(values, next), ...judged.findings];
  const found = findings.filter((finding) => !isRefusing(finding)).map(findingProblem);
  return {
    ...draft,
    changed: true,
    members,
    judged: { ...judged, findings },
    warnings: [...warnings, ...paused, ...(options.checks ? [] : [NOT_CHECKED]), ...found],
  };
}

const NOT_CHECKED: Problem = {
  code: 'not-checked',
  message: '--no-check: names, types, ranges and what the servers accept have not been checked',
  subject: '--no-check',
  next: null,
};

/** The same change of what others have made of the configuration meanwhile. */
export async function rebase(
  ports: ChangeConfigPorts,
  change: ConfigChange,
  { snapshot, next, members, mergedWith }: Proposal,
): Promise<Proposal | { readonly conflict: readonly string[] } | { readonly failure: Failure }> {
  const stored = await caught(() => ports.configKey.read(change.place));
  if (stored !== null && 'failure' in stored) return stored;
  const values = stored === null ? null : documentOf(stored.text);
  if (stored === null || values === null)
    return { conflict: changedPaths(snapshot.values, next).map(({ path }) => describePath(path)) };
  const rebased = rebaseChange(snapshot.values, next, values);
  if (rebased.kind === 'conflict') return { conflict: rebased.paths.map(describePath) };
  const others = [...new Set([...mergedWith, ...rebased.others.map(describePath)])];
  const draft = { snapshot: { values, revision: stored.revision }, next: rebased.next, mergedWith: others };
  return propose(ports, change, draft, members);
}

/** Python's `==`, by which patronictl finds that nothing was changed: `20` is not `'20'`, but `true` is 1. */
export function isSameDocument(one: Value | undefined, other: Value | undefined): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((each, index) => isSameDocument(each, other[index]));
  }
  if (isValueMap(one) && isValueMap(other)) {
    const keys = Object.keys(one);
    return (
      keys.length === Object.keys(other).length &&
      keys.every((key) => Object.hasOwn(other, key) && isSameDocument(one[key], other[key]))
    );
  }
  const [left, right] = [numberOf(one), numberOf(other)];
  return isJsonNumber(left) && isJsonNumber(right) ? isEqualNumber(left, right) : left === right;
}

function numberOf(value: Value | undefined): Value | undefined {
  return typeof value === 'boolean' ? Number(value) : value;
}
