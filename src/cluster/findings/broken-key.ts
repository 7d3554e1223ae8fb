import type { Check } from './check.js';
import { presentCluster } from './known.js';
import { finding, remedy, seen } from './tell.js';

/** Other keys of the cluster whose value makes no sense; that of the configuration is `config-invalid`. */
export const brokenKey: Check = {
  code: 'broken-key',
  severity: 'warning',
  title: 'all keys of the cluster can be read',
  find: (evidence) =>
    presentCluster(evidence) === null
      ? []
      : evidence.brokenKeys
          .filter(({ key }) => key !== 'config')
          .map(({ key, message }) =>
            finding('broken-key', 'warning', key, {
              message: `the key ${key} makes no sense: ${message}`,
              evidence: [seen('dcs', message)],
              remedies: [
                remedy('whoever has written it should write it again: the leader, or the member itself'),
              ],
            }),
          ),
};
