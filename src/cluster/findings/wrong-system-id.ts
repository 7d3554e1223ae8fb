import type { Check } from './check.js';
import { presentCluster, statusOf } from './known.js';
import { finding, lookAtLog, remedy, seen } from './tell.js';

/** A member's data belongs to another cluster. */
export const wrongSystemId: Check = {
  code: 'wrong-system-id',
  severity: 'error',
  title: 'all data directories are of this cluster',
  find(evidence) {
    const initialization = presentCluster(evidence)?.initialization;
    if (initialization?.state !== 'initialized') return [];
    const expected = initialization.systemIdentifier;
    return evidence.members.flatMap((member) => {
      const { name } = member;
      const own = statusOf(member)?.systemIdentifier ?? null;
      if (own === null || own === expected) return [];
      return [
        finding('wrong-system-id', 'error', name, {
          message: `the data of ${name} is of another cluster: its system identifier is ${own}, the cluster's is ${expected}. Patroni does not run it as a member`,
          evidence: [seen('dcs', `initialize is ${expected}`), seen('agent', `${name} has ${own}`)],
          remedies: [
            remedy(
              `is ${name} in the right cluster? On ${name}: scope, namespace and data_dir of its configuration`,
            ),
            lookAtLog(name),
            remedy(
              'its data directory, once it is moved aside, is copied from the leader at the next start of Patroni',
            ),
          ],
        }),
      ];
    });
  },
};
