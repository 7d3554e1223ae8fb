import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import { loopWait } from '../model/dynamic-config.js';
import type { Check } from './check.js';
import { presentCluster, secondsBetween, seenTwice, statusOf } from './known.js';
import { finding, lookAtLog, remedy, seen } from './tell.js';

/** The agent is there and its key is not: it cannot write to etcd, and counts for nothing in the cluster. */
export const memberKeyMissing: Check = {
  code: 'member-key-missing',
  severity: 'error',
  title: 'every agent that answers has its key in etcd',
  secondLook: true,
  find: (evidence) => seenTwice(evidence, answeringWithoutKey).map((name) => tell(evidence, name)),
};

function answeringWithoutKey(evidence: Evidence): string[] {
  if (presentCluster(evidence) === null) return [];
  return evidence.members
    .filter((member) => member.key === null && statusOf(member) !== null)
    .map(({ name }) => name);
}

function tell(evidence: Evidence, name: string): Finding {
  const member = evidence.members.find((each) => each.name === name);
  const status = member === undefined ? null : statusOf(member);
  const seconds = secondsBetween(evidence);
  const lastSeen = status?.dcsLastSeen ?? null;
  const age = lastSeen === null ? null : Math.round(Date.parse(evidence.at) / 1000 - lastSeen);
  const contact = age === null ? '' : `; it reached etcd ${Math.max(0, age)} s ago by its own account`;
  const config = presentCluster(evidence)?.config ?? null;
  return finding('member-key-missing', 'error', name, {
    message: `the agent of ${name} answers, and its key is not in etcd${seconds === null ? '' : ` (for at least ${seconds} s)`}${contact}: it cannot write to etcd, or its cycle takes longer than the ttl`,
    evidence: [
      seen('dcs', `the key members/${name} is not there`),
      seen('agent', `${name} is ${status?.state ?? 'there'}, role ${status?.role ?? 'unknown'}`),
    ],
    remedies: [
      lookAtLog(name),
      remedy(`on ${name}: can it reach etcd, with its own login and certificate? Is its clock right?`),
      remedy(`its cycle (loop_wait ${loopWait(config)} s) must fit into the ttl`),
    ],
  });
}
