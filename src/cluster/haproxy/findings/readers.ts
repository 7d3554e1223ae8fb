import { ctl } from '../../../formats/hint.js';
import { entryOf } from '../../../formats/json.js';
import { formatBytes } from '../../../formats/sizes.js';
import { divergedWords } from '../../divergence/describe-divergence.js';
import { isDiverged } from '../../divergence/divergence.js';
import { divergenceAmong } from '../../divergence/judge-divergence.js';
import type { Finding } from '../../evidence/finding.js';
import { remedy } from '../../findings/tell.js';
import { lagLimitOf } from '../check-paths.js';
import { type BalancerCase, type ObservedPool, poolFinding, serving } from './input.js';

/** Replicas that are read from although they hold what the leader never had: no check of HAProxy keeps them out. */
export function findDivergedReaders(pool: ObservedPool, known: BalancerCase): Finding[] {
  if (pool.purpose === 'write' || pool.purpose === 'other') return [];
  return serving(pool).flatMap((server): Finding[] => {
    const divergence = server.member === null ? null : divergenceOf(server.member, known);
    if (server.member === null || divergence === null || !isDiverged(divergence)) return [];
    const message = `HAProxy sends reads to ${server.member}, which ${divergedWords(divergence)}: it ${divergence.seen}`;
    const remedies = [
      remedy(
        'the tag keeps reads away: put noloadbalance: true into its file, then',
        ctl('reload', known, [server.member]),
      ),
      remedy('bring it back', ctl('doctor', known)),
    ];
    const found = poolFinding('haproxy-reader-diverged', 'error', pool, {
      message,
      servers: [server],
      remedies,
    });
    return [{ ...found, subject: `${found.subject}/${server.server}` }];
  });
}

function divergenceOf(name: string, { cluster, statuses }: BalancerCase) {
  if (cluster === null) return null;
  const asked = cluster.members.map((member) => ({ member, status: statuses.get(member.name) ?? null }));
  return divergenceAmong(cluster, asked, name);
}

/** Replicas that are read from and that are further behind than they may be. */
export function findLaggingReaders(pool: ObservedPool, known: BalancerCase): Finding[] {
  if (pool.purpose !== 'read') return [];
  return serving(pool).flatMap((server): Finding[] => {
    const { member, check } = server;
    const lag = member === null ? null : lagOf(member, known);
    const limit = limitOf(check?.path ?? null) ?? known.limits.lagBytes;
    if (lag === null || lag.bytes <= limit) return [];
    const message = `HAProxy sends reads to ${member}, which is ${formatBytes(lag.bytes)} behind; ${formatBytes(limit)} are allowed`;
    const remedies = [
      remedy(
        'a limit in the check keeps it out',
        ctl('haproxy config', known, [], { partial: true, lag: '16MB' }),
      ),
    ];
    const evidence = [{ source: lag.source, seen: `${member} is ${lag.bytes} bytes behind`, age: null }];
    const found = poolFinding('haproxy-reader-lagging', 'warning', pool, {
      message,
      servers: [server],
      remedies,
      evidence,
    });
    return [{ ...found, subject: `${found.subject}/${server.server}` }];
  });
}

/** What the agents say at this moment; of those that are silent what etcd holds. */
function lagOf(name: string, { cluster, statuses }: BalancerCase) {
  const leader = cluster?.leader?.name ?? null;
  if (cluster === null || leader === null || leader === name) return null;
  const written = statuses.get(leader)?.position ?? null;
  const replayed = statuses.get(name)?.replayPosition ?? null;
  if (written !== null && replayed !== null) {
    return { bytes: Math.max(0, written - replayed), source: 'agent' as const };
  }
  const member = cluster.members.find((each) => each.name === name);
  const position = member?.replayPosition ?? member?.position ?? null;
  const last =
    cluster.status.position ?? cluster.members.find((each) => each.name === leader)?.position ?? null;
  return position === null || last === null
    ? null
    : { bytes: Math.max(0, last - position), source: 'dcs' as const };
}

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  TB: 1024 ** 4,
};

/** Patroni's sizes; what it cannot read is no limit. */
function limitOf(path: string | null): number | null {
  const [, digits, unit = 'B'] = /^(\d+)\s*(B|kB|MB|GB|TB)?$/.exec((path && lagLimitOf(path)) ?? '') ?? [];
  return digits === undefined ? null : Number(digits) * (entryOf(UNITS, unit) ?? 1);
}
