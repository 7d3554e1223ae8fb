import { shell } from '../../formats/hint.js';
import type { Check } from './check.js';
import { finding, plural, remedy, seen } from './tell.js';

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
