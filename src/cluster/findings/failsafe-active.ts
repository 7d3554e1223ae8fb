import { shell } from '../../formats/hint.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Check } from './check.js';
import { leaderOf, runsAsPrimary, statusOf } from './known.js';
import { finding, listed, remedy, seen } from './tell.js';

/** The primary has lost etcd and stays primary because all members agree. */
export const failsafeActive: Check = {
  code: 'failsafe-active',
  severity: 'error',
  title: 'the primary does not depend on failsafe mode',
  find(evidence) {
    const primary = failsafePrimary(evidence);
    if (primary === null) return [];
    const list = failsafeList(evidence);
    const who = list === null ? 'any member of its failsafe list' : `any of ${listed(list)}`;
    return [
      finding('failsafe-active', 'error', primary, {
        message: `${primary} has lost etcd and stays primary by the consent of the other members (failsafe mode): if ${who} stops answering, it stops taking writes`,
        evidence: [seen('agent', `${primary}: failsafe mode is active`)],
        remedies: [
          remedy('do not restart any node or any agent before etcd is back'),
          remedy('on the hosts of etcd: is it running?', shell`systemctl status etcd`),
        ],
      }),
    ];
  },
};

/** Replicas keep the flag for a while after the primary has etcd again, and do not count. */
function failsafePrimary(evidence: Evidence): string | null {
  const leader = leaderOf(evidence);
  const asked = leader === null ? evidence.members.filter(runsAsPrimary) : [leader];
  return asked.find((member) => statusOf(member)?.failsafeActive === true)?.name ?? null;
}

function failsafeList({ cluster }: Evidence): string[] | null {
  const failsafe = 'cluster' in cluster ? cluster.cluster.failsafe : null;
  return failsafe === null || failsafe.size === 0 ? null : [...failsafe.keys()];
}
