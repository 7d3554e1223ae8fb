import { registeredMembers, statusOf } from '../findings/known.js';
import { ofCluster } from './monitoring-check.js';
import { result } from './monitoring-result.js';

/** Every member runs the expected Patroni; without one, all run the same. */
export const checkVersion = ofCluster((_cluster, evidence, { patroniVersion: wanted }) => {
  const versions = registeredMembers(evidence).map((member) => ({
    name: member.name,
    version: statusOf(member)?.patroniVersion ?? member.key.patroniVersion,
  }));
  const found = [...new Set(versions.flatMap(({ version }) => version ?? []))].sort();
  if (found.length === 0) return result('UNKNOWN', 'nobody tells the version of Patroni');
  const summary = `Patroni ${found.join(', ')}`;
  const others = versions.filter(({ version }) => wanted !== null && !isVersion(version, wanted));
  const details = others.map(
    ({ name, version }) => `${name} runs Patroni ${version ?? '(unknown)'}, not ${wanted}`,
  );
  if (wanted !== null) return result(others.length === 0 ? 'OK' : 'CRITICAL', summary, [], details);
  return result(found.length === 1 ? 'OK' : 'WARNING', summary);
});

function isVersion(version: string | null, wanted: string): boolean {
  return version !== null && (version === wanted || version.startsWith(`${wanted}.`));
}
