import type { Member } from '../model/member.js';
import { isAtLeast } from '../model/patroni-version.js';
import { failoverExclusion, type Tags } from '../model/tags.js';
import { integerOf, isTrue } from '../model/value.js';

/** What a member carries while it is drained: it is not promoted, not read from and not waited for. */
export const DRAIN_TAGS = ['nofailover', 'noloadbalance', 'nosync'] as const;
export type DrainTag = (typeof DRAIN_TAGS)[number];

/** Those that a member still needs; a priority of 0 does the same as the tag. */
export function lackingTags({ tags, patroniVersion }: Pick<Member, 'tags' | 'patroniVersion'>): DrainTag[] {
  const excluded: Readonly<Record<DrainTag, boolean>> = {
    nofailover: failoverExclusion(tags) !== null,
    noloadbalance: isTrue(tags.noloadbalance),
    nosync: isSyncExcluded(tags, patroniVersion),
  };
  return DRAIN_TAGS.filter((tag) => !excluded[tag]);
}

/** Those that are set, be it for a drain or for ever. */
export function carriedTags(tags: Tags): DrainTag[] {
  return DRAIN_TAGS.filter((tag) => isTrue(tags[tag]));
}

/** Whether a member may not be synchronous: `nosync`, or `sync_priority` of 0 or less (since 4.1; tags.py, nosync). */
export function isSyncExcluded(tags: Tags, patroniVersion: string | null): boolean {
  if (tags.nosync !== undefined && tags.nosync !== null) return isTrue(tags.nosync);
  const priority = integerOf(tags.sync_priority);
  return isAtLeast(patroniVersion, '4.1') && priority !== null && priority <= 0;
}
