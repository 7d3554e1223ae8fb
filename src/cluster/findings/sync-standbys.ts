import { ctl } from '../../formats/hint.js';
import { type SyncDemand, syncDemand } from '../drain/sync-demand.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import type { Cluster } from '../model/cluster.js';
import type { Check } from './check.js';
import { followersOf, leaderOf, presentCluster, runsAsPrimary, seenTwice, statusOf } from './known.js';
import { finding, listed, plural, remedy, seen } from './tell.js';

/** Strict synchronous mode, and nobody who may be synchronous. */
export const syncStrictNoStandby: Check = {
  code: 'sync-strict-no-standby',
  severity: 'error',
  title: 'strict synchronous mode has a synchronous standby',
  secondLook: true,
  find: (evidence) =>
    seenTwice(evidence, (look) => (isWithoutStandby(look) ? ['yes'] : [])).map(() => tellBlocked(evidence)),
};

/** Fewer synchronous standbys than asked for; commits go on. */
export const syncTooFew: Check = {
  code: 'sync-too-few',
  severity: 'warning',
  title: 'there are as many synchronous standbys as requested',
  secondLook: true,
  find: (evidence) =>
    seenTwice(evidence, (look) => (shortage(look)?.isBlocked === false ? ['yes'] : [])).flatMap(() => {
      const lack = shortage(evidence);
      return lack === null ? [] : [tellShort(evidence, lack)];
    }),
};

interface Shortage {
  readonly demand: SyncDemand;
  readonly cluster: Cluster;
  readonly standbys: readonly string[];
  readonly isBlocked: boolean;
}

/** Null if there are enough, or nobody can know: the key is the business of a running primary. */
function shortage(evidence: Evidence): Shortage | null {
  const cluster = presentCluster(evidence);
  const leader = leaderOf(evidence);
  const demand = cluster === null ? null : syncDemand(cluster);
  if (cluster === null || leader === null || demand === null || !runsAsPrimary(leader)) return null;
  const standbys = cluster.sync?.standbys ?? [];
  if (standbys.length >= demand.count) return null;
  return { demand, cluster, standbys, isBlocked: demand.strict && standbys.length === 0 };
}

/** Strict mode, and nobody is synchronous. */
export function isWithoutStandby(evidence: Evidence): boolean {
  return shortage(evidence)?.isBlocked === true;
}

function tellBlocked(evidence: Evidence): Finding {
  const leader = leaderOf(evidence);
  const waits = leader?.saturation?.syncWaits ?? null;
  const streaming = (leader === null ? null : statusOf(leader))?.replication ?? [];
  const names = streaming
    .filter(({ state }) => state === 'streaming')
    .map(({ name }) => name)
    .sort();
  const effect =
    waits !== null && waits > 0
      ? `${plural(waits, 'session waits', 'sessions wait')} for it`
      : names.length === 0
        ? 'every commit waits'
        : `commits are acknowledged by ${listed(names)}, which may not take over`;
  const missing = followersOf(evidence).map(({ name }) => name);
  return finding('sync-strict-no-standby', 'error', null, {
    message: `synchronous_mode_strict is on and there is no synchronous standby: ${effect}`,
    evidence: [
      seen('dcs', 'the key sync names no standby'),
      ...(waits === null ? [] : [seen('sql', `${plural(waits, 'session')} in SyncRep`)]),
    ],
    remedies: [
      missing.length === 0
        ? remedy('bring a standby back')
        : remedy(
            `bring ${listed(missing)} back: a standby must stream and not be tagged nosync`,
            ctl('list', evidence),
          ),
      remedy('wait for one', ctl('wait', evidence, [], { for: 'sync' })),
      remedy(
        'or give up the guarantee for the time being',
        ctl('edit-config', evidence, [], { s: 'synchronous_mode_strict=false' }),
      ),
    ],
  });
}

function tellShort(evidence: Evidence, { demand, standbys }: Shortage): Finding {
  const asked = plural(demand.count, 'synchronous standby', 'synchronous standbys');
  const message =
    standbys.length === 0
      ? `synchronous mode is on and nobody is synchronous: commits are on ${leaderOf(evidence)?.name} alone, and nobody takes over by itself`
      : `${standbys.length} of ${asked} (${listed(standbys)})`;
  return finding('sync-too-few', 'warning', null, {
    message,
    evidence: [seen('dcs', `the key sync names ${standbys.length === 0 ? 'nobody' : listed(standbys)}`)],
    remedies: [
      remedy('see who streams', ctl('list', evidence)),
      remedy('wait for it', ctl('wait', evidence, [], { for: 'sync' })),
    ],
  });
}
