import { isValueMap, type Value } from '../../value.js';
import { type CheckContext, type Fault, likelyName } from '../check-context.js';
import type { ConfigPath } from '../config-finding.js';
import { POSTGRESQL_KEYS, TOP_KEYS } from '../config-keys.js';
import { EXTENSION_PREFIXES } from '../extension-prefixes.js';
import { isConverted } from '../owned-parameters.js';
import { isBeyondCatalogue, knownNames, majorOf } from '../parameter-rules.js';
import type { ConfigMember } from '../server-parameters.js';

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
  if (name.includes('.')) return unknownWithDot(context, path, name);
  const place = placeElsewhere(name);
  if (place !== null) {
    const message = `Patroni does not read ${name} in ${path.slice(0, -1).join('.')}; it belongs to ${place}`;
    return { code: 'wrong-level', path, message, next: `write ${place}` };
  }
  const near = likelyName(context, name, knownNames(context.members));
  const next = near === null ? (isValueMap(value) ? 'move its keys up' : null) : `write ${near}`;
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
  return majors.length === 0
    ? 'PostgreSQL does not know'
    : `PostgreSQL ${majors.join(' and ')} does not know`;
}

function placeElsewhere(name: string): string | null {
  if (Object.hasOwn(TOP_KEYS, name)) return name;
  return Object.hasOwn(POSTGRESQL_KEYS, name) ? `postgresql.${name}` : null;
}

/** PostgreSQL keeps any name with a dot, but drops those of a loaded library that the library does not have. */
function unknownWithDot(context: CheckContext, path: ConfigPath, name: string): Fault | null {
  const [prefix = '', ...rest] = name.toLowerCase().split('.');
  const siblings = knownNames(context.members).filter((each) => each.toLowerCase().startsWith(`${prefix}.`));
  if (siblings.length > 0 && !context.members.some(isBeyondCatalogue)) {
    const near = likelyName(context, name, siblings);
    const message = `${prefix} has no parameter ${rest.join('.')}`;
    return { code: 'unknown-parameter', path, message, next: near === null ? null : `write ${near}` };
  }
  const prefixes = knownPrefixes(context);
  if (siblings.length > 0 || prefixes.includes(prefix)) return null;
  const near = context
    .nearMatches(prefix, prefixes)
    .find((each) => Math.abs(each.length - prefix.length) < 3);
  if (near !== undefined) {
    const message = `There is no extension ${prefix}, and PostgreSQL would keep ${name} without a use for it`;
    return { code: 'unknown-parameter', path, message, next: `write ${near}.${rest.join('.')}` };
  }
  const message = `No server has an extension ${prefix}; PostgreSQL keeps ${name} as a setting of its own`;
  return { code: 'unknown-parameter', severity: 'warning', path, message, next: null };
}

function knownPrefixes({ members, parameters }: CheckContext): readonly string[] {
  const lists = ['shared_preload_libraries', 'session_preload_libraries', 'local_preload_libraries'];
  const loaded = [
    ...lists.map((list) => String(parameters[list] ?? '')),
    ...members.flatMap((member) =>
      lists.map((list) => member.parameters?.parameters.get(list)?.setting ?? ''),
    ),
  ].flatMap((text) => text.split(','));
  return [
    ...new Set([
      ...knownNames(members).flatMap((name) => (name.includes('.') ? [name.split('.')[0] ?? ''] : [])),
      ...members.flatMap((member) => member.parameters?.availableExtensions ?? []),
      ...loaded.map((each) => each.trim().replace(/^.*\//, '').replaceAll('"', '')),
      ...EXTENSION_PREFIXES,
    ]),
  ]
    .map((each) => each.toLowerCase())
    .filter((each) => each !== '');
}
