import { hint } from '../../../formats/hint.js';
import { plainText } from '../../../formats/json.js';
import { nearMatches } from '../../../formats/near-matches.js';
import { type CheckContext, likelyName } from '../check-context.js';
import type { ConfigPath, Fault } from '../config-finding.js';
import { EXTENSION_PREFIXES } from '../extension-prefixes.js';
import { isBeyondCatalogue, knownNames } from '../parameter-rules.js';

/** PostgreSQL keeps any name with a dot, but drops those of a loaded library that the library does not have. */
export function unknownExtensionParameter(
  context: CheckContext,
  path: ConfigPath,
  name: string,
): Fault | null {
  const [prefix = '', ...rest] = name.toLowerCase().split('.');
  const siblings = knownNames(context.members).filter((each) => each.toLowerCase().startsWith(`${prefix}.`));
  if (siblings.length > 0 && !context.members.some(isBeyondCatalogue)) {
    const near = likelyName(name, siblings);
    const message = `${prefix} has no parameter ${rest.join('.')}`;
    return { code: 'unknown-parameter', path, message, next: near === null ? null : hint`write ${near}` };
  }
  const prefixes = knownPrefixes(context);
  if (siblings.length > 0 || prefixes.includes(prefix)) return null;
  const near = nearMatches(prefix, prefixes).find((each) => isLikely(prefix, each));
  if (near !== undefined) {
    const message = `There is no extension ${prefix}, and PostgreSQL would keep ${name} without a use for it`;
    return { code: 'unknown-parameter', path, message, next: hint`write ${near}.${rest.join('.')}` };
  }
  const message = `No server has an extension ${prefix}; PostgreSQL keeps ${name} as a setting of its own`;
  return { code: 'unknown-parameter', severity: 'warning', path, message, next: null };
}

/** `pgextwlist` has parameters that begin with `extwlist`: that is no mistake. */
function isLikely(prefix: string, near: string): boolean {
  return Math.abs(near.length - prefix.length) < 3 && near !== `pg${prefix}`;
}

function knownPrefixes({ members, parameters }: CheckContext): readonly string[] {
  const lists = ['shared_preload_libraries', 'session_preload_libraries', 'local_preload_libraries'];
  const loaded = [
    ...lists.map((list) => plainText(parameters[list] ?? '')),
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
