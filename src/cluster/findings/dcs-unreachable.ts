import { type Hint, shell } from '../../formats/hint.js';
import { isFailsafeMode } from '../change-leader/shared-settings.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import type { Check } from './check.js';
import { runsAsPrimary, statusOf } from './known.js';
import { finding, listed, remedy, seen } from './tell.js';

const CODES_OF_THEIR_OWN = ['dcs-no-quorum', 'dcs-auth', 'dcs-tls'];

/** Agents look every loop_wait, each at its own moment: one of them has seen etcd not longer ago than this, or none can. */
const FRESH_SECONDS = 5;

/** etcd cannot be read at all. */
export const dcsUnreachable: Check = {
  code: 'dcs-unreachable',
  severity: 'error',
  title: 'etcd can be read',
  find(evidence) {
    const { cluster, etcd } = evidence;
    if (cluster.kind !== 'unread' || CODES_OF_THEIR_OWN.includes(cluster.code)) return [];
    const silent = etcd.endpoints.flatMap(({ address, status }) =>
      status.ok ? [] : [seen('network', `${address}: ${status.message}`)],
    );
    const message = `etcd cannot be read: ${cluster.message}. ${membersSay(evidence)}`;
    return [tell(message, silent.length > 0 ? silent : [seen('network', cluster.message)], cluster.next)];
  },
};

/** What is known without etcd, marked as what it is: the members' own account. */
export function membersSay(evidence: Evidence): string {
  const { members } = evidence;
  const others = elsewhere(evidence);
  const primaries = members.filter(runsAsPrimary).map(({ name }) => name);
  const answering = members.filter((member) => statusOf(member) !== null).map(({ name }) => name);
  if (primaries.length > 0) {
    const failsafe = members.some((member) => statusOf(member)?.failsafeActive === true);
    const fate = failsafe ? 'by the consent of all members (failsafe mode)' : 'until its lease is over';
    const how = others === null ? `, ${fate}` : others;
    return `Not from etcd: ${listed(primaries)} ${primaries.length === 1 ? 'runs' : 'run'} as primary${how}`;
  }
  if (answering.length === 0) return 'No member answers, either';
  const why = isFailsafe(evidence)
    ? 'no primary among them'
    : 'no primary among them: without etcd Patroni stops taking writes';
  return `Not from etcd: ${listed(answering)} ${answering.length === 1 ? 'answers' : 'answer'}, ${why}${others ?? ''}`;
}

/** Agents that have seen etcd a moment ago tell that only this machine has not. */
function elsewhere({ members, at }: Evidence): string | null {
  const last = Math.max(0, ...members.map((member) => statusOf(member)?.dcsLastSeen ?? 0));
  const age = Math.round(Date.parse(at) / 1000 - last);
  const isLost = members.some(
    (member) => statusOf(member)?.failsafeActive || statusOf(member)?.clusterUnlocked,
  );
  if (last === 0 || age > FRESH_SECONDS || isLost) return null;
  return `; the agents reached etcd ${Math.max(0, age)} s ago: perhaps only this machine cannot`;
}

function isFailsafe({ cluster }: Evidence): boolean {
  return 'cluster' in cluster && isFailsafeMode(cluster.cluster.config);
}

function tell(message: string, evidence: Finding['evidence'], next: Hint | null): Finding {
  return finding('dcs-unreachable', 'error', null, {
    message,
    evidence,
    remedies: [
      ...(next === null ? [] : [remedy(next)]),
      remedy('on the hosts of etcd: is it running?', shell`systemctl status etcd`),
      remedy('do not restart Patroni or PostgreSQL before etcd is back'),
    ],
  });
}
