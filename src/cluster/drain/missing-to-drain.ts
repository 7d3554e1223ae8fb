import { type Cluster, isSyncStandby } from '../model/cluster.js';
import { synchronousMode } from '../model/dynamic-config.js';
import { lackingTags } from './drain-tags.js';
import { type Missing, notRegistered, syncSetMissing } from './missing.js';

/** What keeps a member from being drained, as the DCS tells it; `syncWanted` is the size of the sync set without it. */
export function missingToDrain(cluster: Cluster, name: string, syncWanted: number | null): Missing[] {
  const member = cluster.members.find((each) => each.name === name);
  if (member === undefined) return [notRegistered(name)];
  const lacking = lackingTags(member);
  const tags: Missing[] =
    lacking.length === 0
      ? []
      : [
          {
            step: 'tags',
            code: 'tags-missing',
            message: `${name} lacks the ${tagNames(lacking)}`,
            tags: lacking,
          },
        ];
  if (cluster.leader?.name === name) {
    return [{ step: null, code: 'member-is-leader', message: `${name} leads`, tags: [] }, ...tags];
  }
  if (synchronousMode(cluster.config) === 'off') return tags;
  const standbys = cluster.sync?.standbys ?? [];
  if (isSyncStandby(cluster.sync, name)) {
    const message = `${name} is still in the sync set (${standbys.join(', ')})`;
    return [...tags, { step: 'out-of-sync-set', code: 'still-in-sync-set', message, tags: [] }];
  }
  return [...tags, ...syncSetMissing(standbys, syncWanted ?? 0)];
}

/** `tag nosync`, `tags nofailover, nosync`. */
export function tagNames(tags: readonly string[]): string {
  return `${tags.length === 1 ? 'tag' : 'tags'} ${tags.join(', ')}`;
}
