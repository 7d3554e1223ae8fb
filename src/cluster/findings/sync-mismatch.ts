import { ctl } from '../../formats/hint.js';
import type { Evidence } from '../evidence/evidence.js';
import { synchronousMode } from '../model/dynamic-config.js';
import type { Check } from './check.js';
import { leaderOf, presentCluster, runsAsPrimary, seenTwice, statusOf } from './known.js';
import { finding, remedy, seen } from './tell.js';

const SYNCHRONOUS = ['sync', 'quorum'];

/** The key `sync` says who may take over, PostgreSQL says who confirms commits: the first must be among the second. */
export const syncMismatch: Check = {
  code: 'sync-mismatch',
  severity: 'warning',
  title: 'the synchronous standbys of etcd are those of the leader',
  secondLook: true,
  find: (evidence) => [
    ...seenTwice(evidence, unconfirmed).map((name) =>
      finding('sync-mismatch', 'warning', name, {
        message: `etcd names ${name} as synchronous, and ${leaderOf(evidence)?.name} does not wait for it (${liveState(evidence, name)}): if it takes over, it may lack acknowledged commits`,
        evidence: [
          seen('dcs', `the key sync names ${name}`),
          seen('agent', `${name}: ${liveState(evidence, name)}`),
        ],
        remedies: [
          remedy('look again: Patroni corrects it at its next cycle', ctl('list', evidence)),
          remedy(
            'see what PostgreSQL waits for',
            ctl('query', evidence, [], {
              r: 'primary',
              c: 'SELECT application_name, state, sync_state FROM pg_stat_replication',
            }),
          ),
        ],
      }),
    ),
    ...seenTwice(evidence, foreignKeeper).map((name) =>
      finding('sync-mismatch', 'warning', null, {
        message: `the key sync is still that of ${name}, while ${leaderOf(evidence)?.name} leads: it does not say who may take over now`,
        evidence: [seen('dcs', `the key sync names ${name} as leader`)],
        remedies: [remedy('look again: the leader rewrites it at its next cycle', ctl('list', evidence))],
      }),
    ),
  ],
};

/** Names of the key that the leader, asked now, does not wait for. */
function unconfirmed(evidence: Evidence): string[] {
  const cluster = presentCluster(evidence);
  const leader = leaderOf(evidence);
  if (cluster === null || leader === null || cluster.sync?.leader !== leader.name) return [];
  const status = statusOf(leader);
  if (
    synchronousMode(cluster.config) === 'off' ||
    status?.role !== 'primary' ||
    status.serverVersion === null
  )
    return [];
  return cluster.sync.standbys.filter((name) => !SYNCHRONOUS.includes(syncStateOf(evidence, name) ?? ''));
}

function foreignKeeper(evidence: Evidence): string[] {
  const cluster = presentCluster(evidence);
  const leader = leaderOf(evidence);
  if (cluster === null || leader === null || synchronousMode(cluster.config) === 'off') return [];
  const keeper = cluster.sync?.leader ?? null;
  return keeper === null || keeper === leader.name || !runsAsPrimary(leader) ? [] : [keeper];
}

/** Names compare without regard to case, as in PostgreSQL. */
function syncStateOf(evidence: Evidence, name: string): string | null {
  const leader = leaderOf(evidence);
  const connections = leader === null ? [] : (statusOf(leader)?.replication ?? []);
  const own = connections.filter((each) => each.name.toLowerCase() === name.toLowerCase());
  return (
    own.find(({ syncState }) => SYNCHRONOUS.includes(syncState ?? ''))?.syncState ?? own[0]?.syncState ?? null
  );
}

function liveState(evidence: Evidence, name: string): string {
  return syncStateOf(evidence, name) ?? 'not connected';
}
