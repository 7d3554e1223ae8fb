import { ctl, shell } from '../../formats/hint.js';
import type { Evidence, ObservedMember } from '../evidence/evidence.js';
import type { Finding, FindingEvidence } from '../evidence/finding.js';
import { formatLsn } from '../model/lsn.js';
import type { Check } from './check.js';
import { factsOf, presentCluster, runsAsPrimary, secondsBetween, seenTwice, statusOf } from './known.js';
import { finding, remedy, seen } from './tell.js';

/** A member takes writes without holding the lock: there are two histories, and one of them will be thrown away. */
export const unmanagedPrimary: Check = {
  code: 'unmanaged-primary',
  severity: 'error',
  title: 'nobody but the leader takes writes',
  secondLook: true,
  find(evidence) {
    const names = seenTwice(evidence, primariesWithoutLock);
    return evidence.members
      .filter(({ name }) => names.includes(name))
      .map((member) => tell(evidence, member));
  },
};

/** Without a present view of etcd one primary is as it should be; of two at least one is not. */
function primariesWithoutLock(evidence: Evidence): string[] {
  const primaries = evidence.members.filter(runsAsPrimary).map(({ name }) => name);
  const cluster = presentCluster(evidence);
  if (cluster === null) return primaries.length > 1 ? primaries : [];
  return primaries.filter((name) => name !== cluster.leader?.name);
}

function tell(evidence: Evidence, member: ObservedMember): Finding {
  const { name } = member;
  const cluster = presentCluster(evidence);
  const seconds = secondsBetween(evidence);
  const holder = cluster?.leader?.name ?? null;
  const lock =
    cluster === null
      ? 'and etcd does not tell who holds the lock'
      : holder === null
        ? 'and nobody holds the lock'
        : `and ${holder} holds the lock`;
  const agent = member.agent?.ok === false ? `; its agent does not answer (${member.agent.message})` : '';
  const fate = holder === null ? '' : ': split brain, what is written there will be lost';
  return finding('unmanaged-primary', 'error', name, {
    message: `${name} takes writes${seconds === null ? '' : ` (for at least ${seconds} s)`}, ${lock}${agent}${fate}`,
    evidence: [...lockSeen(evidence), ...wordsOf(member)],
    remedies: [
      remedy(`keep clients away from ${name}: take it out of the load balancer, close its port`),
      remedy(
        `see how far it has gone`,
        ctl('query', evidence, [], { m: name, c: 'SELECT pg_current_wal_lsn(), now()' }),
      ),
      remedy(`on ${name}: stop Patroni, which stops its PostgreSQL`, shell`systemctl stop patroni`),
      remedy(
        `on ${name}: if its PostgreSQL still runs, as its user`,
        shell`pg_ctl stop -m fast -D "$PGDATA"`,
      ),
      ...(holder === null || holder === name
        ? []
        : [remedy('save what only it has, then copy it afresh', ctl('reinit', evidence, [name]))]),
    ],
  });
}

function lockSeen(evidence: Evidence): FindingEvidence[] {
  const cluster = presentCluster(evidence);
  if (cluster === null) return [];
  const { leader } = cluster;
  return [
    seen('dcs', leader === null ? 'the key leader is not there' : `the key leader names ${leader.name}`),
  ];
}

function wordsOf(member: ObservedMember): FindingEvidence[] {
  const status = statusOf(member);
  const at = status?.position ?? null;
  return [
    ...(status?.role === 'primary'
      ? [
          seen(
            'agent',
            `role primary, timeline ${status.timeline ?? '?'}${at === null ? '' : `, at ${formatLsn(at)}`}`,
          ),
        ]
      : []),
    ...(factsOf(member)?.inRecovery === false ? [seen('sql', 'pg_is_in_recovery() is false')] : []),
  ];
}
