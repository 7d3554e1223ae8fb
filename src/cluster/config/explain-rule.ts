import type { ValueMap } from '../model/value.js';
import type { ConfigPath } from './config-finding.js';
import { explainKey } from './explain-key.js';
import { explainParameter } from './explain-parameter.js';
import { resolveName } from './resolve-name.js';
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
