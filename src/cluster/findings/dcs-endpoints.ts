import { shell } from '../../formats/hint.js';
import type { EtcdEndpointEvidence } from '../evidence/evidence.js';
import type { FindingEvidence } from '../evidence/finding.js';
import type { Check } from './check.js';
import { membersSay } from './dcs-unreachable.js';
import { finding, plural, remedy, seen } from './tell.js';

/** etcd answers, but has no leader: nothing can be written, and what it remembers may be old. */
export const dcsNoQuorum: Check = {
  code: 'dcs-no-quorum',
  severity: 'error',
  title: 'etcd has a quorum',
  find(evidence) {
    const { cluster, etcd } = evidence;
    const isWithout =
      cluster.kind === 'stale' || (cluster.kind === 'unread' && cluster.code === 'dcs-no-quorum');
    if (!isWithout) return [];
    const { endpoints, members } = etcd;
    const answering = endpoints.filter(({ status }) => status.ok).length;
    const voters = members?.length ?? endpoints.length;
    const votes = `${answering} of ${plural(voters, members === null ? 'endpoint' : 'voting member')} ${answering === 1 ? 'answers' : 'answer'}`;
    const message = `etcd has no quorum (${votes}): nothing can be written, nobody can take the lead. ${membersSay(evidence)}`;
    return [
      finding('dcs-no-quorum', 'error', null, {
        message,
        evidence: endpoints.map(endpointSeen),
        remedies: [
          remedy('on the hosts whose etcd does not answer: is it running?', shell`systemctl status etcd`),
          remedy('on the hosts of etcd: what it says', shell`journalctl -u etcd -n 50`),
          remedy('do not restart Patroni or PostgreSQL before etcd is back'),
        ],
      }),
    ];
  },
};

function endpointSeen({ address, status }: EtcdEndpointEvidence): FindingEvidence {
  if (!status.ok) return seen('network', `${address}: ${status.message}`);
  const { leaderId } = status.value;
  return seen(
    'dcs',
    `${address}: answers, knows ${leaderId === null ? 'of no leader' : `${leaderId} as leader`}`,
  );
}

const CODES_OF_THEIR_OWN = ['dcs-auth', 'dcs-tls'];

/** etcd works, but not through all of the endpoints of the settings: the next one lost may be one too many. */
export const dcsEndpointSilent: Check = {
  code: 'dcs-endpoint-silent',
  severity: 'warning',
  title: 'all endpoints of etcd answer',
  find({ cluster, etcd: { endpoints } }) {
    if (cluster.kind !== 'present' && cluster.kind !== 'absent') return [];
    const answering = endpoints.filter(({ status }) => status.ok).length;
    return endpoints.flatMap(({ address, status }) => {
      if (status.ok || CODES_OF_THEIR_OWN.includes(status.code)) return [];
      const message = `the etcd endpoint ${address} does not answer (${status.message}); ${answering} of ${plural(endpoints.length, 'endpoint')} do`;
      return [
        finding('dcs-endpoint-silent', 'warning', address, {
          message,
          evidence: [seen('network', status.message)],
          remedies: [
            ...(status.next === null ? [] : [remedy(status.next)]),
            remedy('on its host: is etcd running?', shell`systemctl status etcd`),
          ],
        }),
      ];
    });
  },
};
