import { hint } from '../../../formats/hint.js';
import { isValueMap, type Value } from '../../model/value.js';
import { type CheckContext, likelyName } from '../check-context.js';
import type { ConfigPath, Fault } from '../config-finding.js';
import { POSTGRESQL_KEYS, TOP_KEYS } from '../config-keys.js';
import { isConverted } from '../owned-parameters.js';
import { isBeyondCatalogue, knownNames, majorOf } from '../parameter-rules.js';
import type { ConfigMember } from '../server-parameters.js';
import { describePlace } from './misplaced-key.js';
import { unknownExtensionParameter } from './unknown-extension-parameter.js';

/**
 * What is wrong with a parameter that neither a server nor the catalogue knows; null where that says nothing, as for one of an
 * extension whose library is not loaded yet.
 */
export function unknownParameter(
  context: CheckContext,
  path: ConfigPath,
  name: string,
  value: Value,
): Fault | null {
  if (isConverted(name)) return null;
  if (name.includes('.')) return unknownExtensionParameter(context, path, name);
  const place = placeElsewhere(name);
  if (place !== null) {
    const message = `Patroni does not read ${name} in ${path.slice(0, -1).join('.')}; it belongs ${describePlace(place)}`;
    return { code: 'wrong-level', path, message, next: hint`write ${place}` };
  }
  const near = likelyName(name, knownNames(context.members));
  const next = near === null ? (isValueMap(value) ? hint`move its keys up` : null) : hint`write ${near}`;
  const newer = context.members.find(isBeyondCatalogue);
  if (newer !== undefined) {
    const message = `${name} is none of the parameters known here; PostgreSQL ${majorOf(newer)} may know it`;
    return { code: 'unknown-parameter', severity: 'warning', path, message, next };
  }
  const message = `${whoIsAsked(context.members)} ${name}; Patroni would leave it out`;
  return { code: 'unknown-parameter', path, message, next };
}

function whoIsAsked(members: readonly ConfigMember[]): string {
  if (members.some(({ parameters }) => parameters !== null)) return 'No server of this cluster knows';
  const majors = [...new Set(members.flatMap((member) => majorOf(member) ?? []))].sort((a, b) => a - b);
  if (majors.length === 0) return 'PostgreSQL does not know';
  return `PostgreSQL ${majors.join(' and ')} ${majors.length === 1 ? 'does' : 'do'} not know`;
}

function placeElsewhere(name: string): string | null {
  if (Object.hasOwn(TOP_KEYS, name)) return name;
  return Object.hasOwn(POSTGRESQL_KEYS, name) ? `postgresql.${name}` : null;
}
