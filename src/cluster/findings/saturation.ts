import { ctl, shell } from '../../formats/hint.js';
import type { Evidence, ObservedMember, Saturation } from '../evidence/evidence.js';
import type { Finding, Remedy } from '../evidence/finding.js';
import type { Check } from './check.js';
import { leaderOf, positionOf } from './known.js';
import { isWithoutStandby } from './sync-standbys.js';
import { finding, listed, plural, remedy, seen } from './tell.js';

const FULL_PERCENT = 90;
const LONG_TRANSACTION_SECONDS = 3600;

/** A server that is about to refuse, to wait or to fill up. */
export const saturation: Check = {
  code: 'saturation',
  severity: 'warning',
  title: 'no server is close to a limit',
  secondLook: true,
  find: (evidence) =>
    evidence.members.flatMap((member) => {
      const { saturation: server } = member;
      if (server === null) return [];
      return [
        connections(evidence, member, server),
        syncWaits(evidence, member, server),
        oldTransaction(evidence, member, server),
        archiver(evidence, member, server),
      ].filter((each) => each !== null);
    }),
};

/** A server that has no connection left for clients. */
export const connectionsExhausted: Check = {
  code: 'connections-exhausted',
  severity: 'error',
  title: 'every server has connections left for clients',
  find: (evidence) => evidence.members.flatMap((member) => exhausted(evidence, member) ?? []),
};

function exhausted(evidence: Evidence, member: ObservedMember): Finding | null {
  const { name, facts, saturation: server } = member;
  if (facts !== null && !facts.ok && facts.code === 'sql-too-many-clients') {
    const message = `${name} refuses logins, even those reserved for superusers: all connections are in use; clients get errors now`;
    return finding('connections-exhausted', 'error', name, {
      message,
      evidence: [seen('sql', facts.message)],
      remedies: [
        remedy('on its own host: see whose they are', shell`ps -C postgres -o pid,etime,args`),
        remedy('end idle clients, or the pool that opened them; a higher max_connections needs a restart'),
      ],
    });
  }
  if (server === null || !isExhausted(server)) return null;
  const { connections: used, maxConnections: most, reservedConnections: kept, holders } = server;
  const own = holders.map(({ user, application, connections: count }) =>
    application === '' ? `${count} of ${user}` : `${count} of ${user} (${application})`,
  );
  const what = `${used} of ${most} connections are in use, and ${kept} are kept for superusers`;
  const command =
    "SELECT pid, usename, application_name, client_addr, state, now() - state_change AS since FROM pg_stat_activity WHERE backend_type = 'client backend' ORDER BY state, since DESC";
  return finding('connections-exhausted', 'error', name, {
    message: `${name} refuses clients: ${what}${own.length === 0 ? '' : `; most have ${listed(own)}`}`,
    evidence: [seen('sql', what)],
    remedies: [
      remedy('see whose they are, and since when', ctl('query', evidence, [], { m: name, c: command })),
      remedy('end idle clients, or the pool that opened them; a higher max_connections needs a restart'),
    ],
  });
}

/** Whether a client that is no superuser would be refused now; the connection of this look is one of those in use. */
function isExhausted({
  connections: used,
  maxConnections: most,
  reservedConnections: kept,
}: Saturation): boolean {
  return used !== null && most !== null && kept !== null && used > most - kept;
}

function tell(member: ObservedMember, what: string, effect: string, remedies: readonly Remedy[]): Finding {
  const { name } = member;
  const message = `${name}: ${what}; ${effect}`;
  return finding('saturation', 'warning', name, { message, evidence: [seen('sql', what)], remedies });
}

function connections(evidence: Evidence, member: ObservedMember, server: Saturation): Finding | null {
  const { connections: used, maxConnections: most } = server;
  if (used === null || most === null || used * 100 < most * FULL_PERCENT || isExhausted(server)) return null;
  const command = 'SELECT usename, state, count(*) FROM pg_stat_activity GROUP BY 1, 2 ORDER BY 3 DESC';
  return tell(member, `${used} of ${most} connections are in use`, 'clients will be refused', [
    remedy('see whose they are', ctl('query', evidence, [], { m: member.name, c: command })),
  ]);
}

/** Sessions that wait are normal in synchronous mode; that nothing gets on meanwhile is not. Without any standby it is `sync-strict-no-standby`. */
function syncWaits(
  evidence: Evidence,
  member: ObservedMember,
  { syncWaits: waits }: Saturation,
): Finding | null {
  if (waits === null || waits === 0 || leaderOf(evidence)?.name !== member.name) return null;
  if (isWithoutStandby(evidence)) return null;
  const then = evidence.before?.members.find(({ name }) => name === member.name);
  const isStuck =
    evidence.before === null ||
    ((then?.saturation?.syncWaits ?? 0) > 0 && then !== undefined && positionOf(then) === positionOf(member));
  if (!isStuck) return null;
  const what = `${plural(waits, 'session waits', 'sessions wait')} for a synchronous standby and nothing is written`;
  const command = 'SELECT application_name, state, sync_state, sent_lsn, flush_lsn FROM pg_stat_replication';
  return tell(member, what, 'commits hang', [
    remedy('see which standby does not confirm', ctl('query', evidence, [], { m: member.name, c: command })),
  ]);
}

function oldTransaction(evidence: Evidence, member: ObservedMember, server: Saturation): Finding | null {
  const { oldestTransactionAge: age } = server;
  if (age === null || age < LONG_TRANSACTION_SECONDS) return null;
  const hours = (age / 3600).toFixed(1);
  const command =
    'SELECT pid, usename, now() - xact_start AS age, left(query, 60) FROM pg_stat_activity WHERE xact_start IS NOT NULL ORDER BY xact_start LIMIT 5';
  const effect = 'vacuum cannot clean up behind it';
  return tell(member, `a transaction has been open for ${hours} h`, effect, [
    remedy('see which it is', ctl('query', evidence, [], { m: member.name, c: command })),
  ]);
}

function archiver(evidence: Evidence, member: ObservedMember, server: Saturation): Finding | null {
  if (server.archiver !== 'failing') return null;
  const command = 'SELECT last_failed_wal, last_failed_time, failed_count FROM pg_stat_archiver';
  return tell(member, 'the last attempt to archive WAL failed', 'WAL piles up, and backups have a gap', [
    remedy('see since when', ctl('query', evidence, [], { m: member.name, c: command })),
    remedy(`on ${member.name}: the log of PostgreSQL has the output of archive_command`),
  ]);
}
