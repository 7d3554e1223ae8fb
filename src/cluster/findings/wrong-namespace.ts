import { ctl } from '../../formats/hint.js';
import type { Check } from './check.js';
import { finding, listed, remedy, seen } from './tell.js';

/** Below the prefix of the settings there is no such cluster. */
export const wrongNamespace: Check = {
  code: 'wrong-namespace',
  severity: 'error',
  title: 'the cluster is below the namespace of the settings',
  find({ cluster, scope, namespace, otherScopes, otherNamespaces }) {
    if (cluster.kind !== 'absent') return [];
    const elsewhere = otherNamespaces.map((other) => `${other.replace(/\/*$/, '/')}${scope}`);
    const found = [
      ...(elsewhere.length === 0 ? [] : [`there is ${listed(elsewhere)}`]),
      ...(otherScopes.length === 0
        ? []
        : [`below ${namespace} there ${otherScopes.length === 1 ? 'is' : 'are'} ${listed(otherScopes)}`]),
    ];
    const nothing = `nothing is stored below ${namespace}: perhaps the namespace is another one, or Patroni uses the v2 protocol (section etcd instead of etcd3)`;
    return [
      finding('wrong-namespace', 'error', scope, {
        message: `there is no cluster ${scope} below ${namespace}; ${found.length === 0 ? nothing : found.join('; ')}`,
        evidence: [seen('dcs', `${namespace}${scope}/ is empty`)],
        remedies: [
          remedy('namespace and scope of the settings must be those of the members'),
          remedy('see the clusters of this namespace', ctl('clusters', null)),
        ],
      }),
    ];
  },
};
