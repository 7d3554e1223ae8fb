import type { ValueMap } from '../model/value.js';
import { sectionOf } from './check-context.js';
import type { ConfigPath } from './config-finding.js';
import { POSTGRESQL_KEYS, TOP_KEYS } from './config-keys.js';
import { explainKey } from './explain-key.js';
import { explainParameter } from './explain-parameter.js';
import { isConverted, isRecoveryParameter, ownerOf } from './owned-parameters.js';
import { knownNames } from './parameter-rules.js';
import type { ConfigMember } from './server-parameters.js';

/** Where a value can come from. `patroni`: Patroni sets it, whatever is configured. */
export type ValueOrigin = 'patroni' | 'command-line' | 'alter-system' | 'local' | 'dcs' | 'default';

/** What decides the value of one setting. */
export interface ConfigRule {
  readonly kind: 'patroni' | 'parameter' | 'unknown';
  /** Where the dynamic configuration holds it. */
  readonly path: ConfigPath;
  /** Who is asked, the strongest first. */
  readonly origins: readonly ValueOrigin[];
  /** The rule in a sentence or two. */
  readonly rule: string;
  /** Such as `25 to 262143`, `off, on, always`; null if anything is accepted or nothing is known. */
  readonly range: string | null;
  /** As typed; null if it has none or nobody knows. */
  readonly defaultValue: string | null;
  /** For parameters the server's own description; null if no server tells. */
  readonly meaning: string | null;
  /** What a change needs; null for a setting that nobody knows. */
  readonly takesEffect: 'agents' | 'reload' | 'restart' | 'never' | null;
}

/** Below these the rest of a name is one key, whatever dots it has. */
const PARAMETER_SECTIONS = ['parameters', 'recovery_conf'];

/** `name` as typed: `ttl`, `work_mem`, `postgresql.use_slots`, `postgresql.parameters.work_mem`. */
export function explainRule(
  name: string,
  config: ValueMap | null,
  members: readonly ConfigMember[],
): ConfigRule {
  const path = resolveName(name, config, members);
  if (path === null) return { ...UNKNOWN, path: [name] };
  const [top, section] = path;
  const isParameter =
    top === 'postgresql' && (section === 'parameters' || section === 'recovery_conf') && path.length === 3;
  return isParameter
    ? explainParameter(path, config ?? {}, members)
    : (explainKey(path, config ?? {}) ?? { ...UNKNOWN, path });
}

const UNKNOWN: Omit<ConfigRule, 'path'> = {
  kind: 'unknown',
  origins: [],
  rule: 'Neither Patroni nor a server knows it.',
  range: null,
  defaultValue: null,
  meaning: null,
  takesEffect: null,
};

/** Where the dynamic configuration holds what a typed name means; null if nobody knows it. */
function resolveName(
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
