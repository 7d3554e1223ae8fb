import type { ValueMap } from '../model/value.js';
import { sectionOf } from './check-context.js';
import type { ConfigPath } from './config-finding.js';
import { POSTGRESQL_KEYS, TOP_KEYS } from './config-keys.js';
import { isConverted, isRecoveryParameter, ownerOf } from './owned-parameters.js';
import { knownNames } from './parameter-rules.js';
import type { ConfigMember } from './server-parameters.js';

/** Below these the rest of a name is one key, whatever dots it has. */
const PARAMETER_SECTIONS = ['parameters', 'recovery_conf'];

/** Where the dynamic configuration holds what a typed name means; null if nobody knows it. */
export function resolveName(
  name: string,
  config: ValueMap | null,
  members: readonly ConfigMember[],
): ConfigPath | null {
  const [top = '', section = '', ...rest] = name.split('.');
  if (top === 'postgresql' && PARAMETER_SECTIONS.includes(section) && rest.length > 0) {
    const parameter = parameterName(rest.join('.'), config, members);
    return parameter === null ? null : ['postgresql', section, parameter];
  }
  if (Object.hasOwn(TOP_KEYS, top)) return name.split('.');
  if (Object.hasOwn(POSTGRESQL_KEYS, top)) return ['postgresql', ...name.split('.')];
  if (isRecoveryParameter(name)) return ['postgresql', 'recovery_conf', name.toLowerCase()];
  const parameter = parameterName(name, config, members);
  return parameter === null ? null : ['postgresql', 'parameters', parameter];
}

/** As stored, or as PostgreSQL spells it: it does not tell capitals from small letters. */
function parameterName(
  name: string,
  config: ValueMap | null,
  members: readonly ConfigMember[],
): string | null {
  const stored = Object.keys(sectionOf(sectionOf(config?.postgresql).parameters));
  const isSame = (each: string): boolean => each.toLowerCase() === name.toLowerCase();
  const known = stored.find(isSame) ?? knownNames(members).find(isSame);
  if (known !== undefined) return known;
  return isConverted(name) || isRecoveryParameter(name) || ownerOf(name) !== null ? name.toLowerCase() : null;
}
