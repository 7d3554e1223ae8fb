import { entryOf } from '../../formats/json.js';
import type { ValueMap } from '../model/value.js';
import { sectionOf } from './check-context.js';
import type { ConfigPath } from './config-finding.js';
import {
  type ConfigKey,
  LOCAL_POSTGRESQL_KEYS,
  POSTGRESQL_KEYS,
  STANDBY_KEYS,
  TOP_KEYS,
} from './config-keys.js';
import { effectiveTiming, storedTiming } from './effective-timing.js';
import { type ConfigRule, explainParameter } from './explain-parameter.js';
import { isConverted, isOpenRecoveryParameter, isRecoveryParameter, ownerOf } from './owned-parameters.js';
import { knownNames } from './parameter-rules.js';
import { recoveryName, recoverySettings } from './recovery-settings.js';
import type { ConfigMember } from './server-parameters.js';

/** Below these the rest of a name is one key, whatever dots it has. */
const PARAMETER_SECTIONS = ['parameters', 'recovery_conf'];

const DYNAMIC_ONLY =
  "Only the dynamic configuration counts. A member's own file has it at most below bootstrap.dcs, for the first start of the cluster.";
const LOCAL_FIRST =
  "postgresql in a member's own file wins over the dynamic configuration, which wins over the default.";

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
  if (isOpenRecoveryParameter(name)) return recoveryPath(name.toLowerCase(), config ?? {});
  const parameter = parameterName(name, config, members);
  return parameter === null ? null : ['postgresql', 'parameters', parameter];
}

/** Where standbys take it from. */
function recoveryPath(key: string, config: ValueMap): ConfigPath {
  const { section } = recoverySettings(config);
  const stored = Object.keys(sectionOf(sectionOf(config.postgresql)[section])).find(
    (each) => recoveryName(each) === recoveryName(key),
  );
  return stored === undefined ? ['postgresql', 'recovery_conf', key] : ['postgresql', section, stored];
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

/** The rule of one of Patroni's own keys; null if it knows none. */
function explainKey(path: ConfigPath, config: ValueMap): ConfigRule | null {
  const [top = '', second = ''] = path;
  if (top === 'postgresql' && LOCAL_POSTGRESQL_KEYS.some((each) => each === second)) return localRule(path);
  const key = keyAt(path);
  if (key === null) return null;
  const isLocalFirst = top === 'postgresql' && path.length > 1 && second !== 'use_slots';
  return {
    kind: 'patroni',
    path,
    origins: isLocalFirst ? ['local', 'dcs', 'default'] : ['dcs', 'default'],
    rule: [isLocalFirst ? LOCAL_FIRST : DYNAMIC_ONLY, ...timingRule(top, config), ...versionRule(key)].join(
      ' ',
    ),
    range: rangeOf(key),
    defaultValue: key.defaultValue,
    meaning: key.meaning,
    takesEffect: /^pg_(hba|ident)/.test(second) ? 'reload' : 'agents',
  };
}

function keyAt(path: ConfigPath): ConfigKey | null {
  const [top = '', second] = path;
  const tables: Readonly<Record<string, Readonly<Record<string, ConfigKey>>>> = {
    postgresql: POSTGRESQL_KEYS,
    standby_cluster: STANDBY_KEYS,
  };
  const table = entryOf(tables, top);
  if (second !== undefined && table !== undefined) return entryOf(table, second) ?? null;
  return entryOf(TOP_KEYS, top) ?? null;
}

function localRule(path: ConfigPath): ConfigRule {
  return {
    kind: 'patroni',
    path,
    origins: ['local'],
    rule: "Only the member's own file counts: Patroni drops it from the dynamic configuration.",
    range: null,
    defaultValue: null,
    meaning: null,
    takesEffect: 'never',
  };
}

/** Since 3.2 agents do not always work with what is stored. */
function timingRule(name: string, config: ValueMap): readonly string[] {
  if (!['ttl', 'loop_wait', 'retry_timeout'].includes(name)) return [];
  const rule = 'loop_wait + 2 × retry_timeout must not be more than ttl.';
  const [stored, effective] = [storedTiming(config), effectiveTiming(config)];
  if (stored === null || effective === null) {
    return [rule, 'One of the three is no whole number: agents go on with what they had before.'];
  }
  const isKept = JSON.stringify(stored) === JSON.stringify(effective);
  const { ttl, loopWait, retryTimeout } = effective;
  const values = `agents since Patroni 3.2 work with ttl ${ttl}, loop_wait ${loopWait} and retry_timeout ${retryTimeout}`;
  return isKept ? [rule] : [rule, `It is not kept: ${values}.`];
}

function versionRule({ since, renamed }: ConfigKey): readonly string[] {
  return [
    ...(since === null ? [] : [`Needs Patroni ${since}.`]),
    ...(renamed === null ? [] : [`It is the old name of ${renamed}, which wins.`]),
  ];
}

function rangeOf({ kind, minimum }: ConfigKey): string | null {
  if (kind === 'switch' || kind === 'truthy') return 'true or false';
  if (kind === 'sync-mode') return 'off, on, quorum';
  if (kind === 'port') return '1 to 65535';
  return minimum === null ? null : `${minimum} or more`;
}
