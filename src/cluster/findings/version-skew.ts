import { ctl } from '../../formats/hint.js';
import { compareVersions, tellsReplicationState } from '../model/patroni-version.js';
import type { Check } from './check.js';
import { registeredMembers, statusOf } from './known.js';
import { finding, listed, remedy, seen } from './tell.js';

/** Members run different versions of Patroni. */
export const versionSkew: Check = {
  code: 'version-skew',
  severity: 'warning',
  title: 'all members run the same Patroni',
  find(evidence) {
    const groups = new Map<string, string[]>();
    for (const member of registeredMembers(evidence)) {
      const version = statusOf(member)?.patroniVersion ?? member.key.patroniVersion;
      if (version !== null) groups.set(version, [...(groups.get(version) ?? []), member.name]);
    }
    if (groups.size < 2) return [];
    const versions = [...groups].sort(([a], [b]) => compareVersions(a, b));
    const words = versions.map(([version, names]) => `${version} on ${listed(names)}`).join(', ');
    const lacking = missingIn(versions.map(([version]) => version));
    return [
      finding('version-skew', 'warning', null, {
        message: `members run different versions of Patroni: ${words}${lacking.length === 0 ? '' : `. Of the older ones: ${lacking.join('; ')}`}`,
        evidence: versions.map(([version, names]) => seen('agent', `${listed(names)}: ${version}`)),
        remedies: [
          remedy('see what runs where', ctl('version', evidence)),
          remedy('bring all to the same version, the replicas first'),
        ],
      }),
    ];
  },
};

/** What a reader of the cluster notices; the versions, the oldest first. */
function missingIn([oldest = '', ...newer]: readonly string[]): string[] {
  const isBefore = (version: string): boolean =>
    compareVersions(oldest, version) < 0 && newer.some((each) => compareVersions(each, version) >= 0);
  return [
    ...(tellsReplicationState(oldest)
      ? []
      : ['whether they stream is known from their upstream only (3.0.4)']),
    ...(isBefore('3.2') ? ['no correction of a timing that breaks its rule (3.2)'] : []),
    ...(isBefore('3.3') ? ['no reasons of a pending restart (3.3)'] : []),
    ...(isBefore('4.0') ? ['no quorum commit, slots of absent members are dropped (4.0)'] : []),
    ...(isBefore('4.1') ? ['no received and replayed positions apart in etcd (4.1)'] : []),
  ];
}
