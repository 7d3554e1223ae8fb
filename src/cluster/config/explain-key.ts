import type { ValueMap } from '../model/value.js';
import type { ConfigPath } from './config-finding.js';
import {
  type ConfigKey,
  LOCAL_POSTGRESQL_KEYS,
  POSTGRESQL_KEYS,
  STANDBY_KEYS,
  TOP_KEYS,
} from './config-keys.js';
import { effectiveTiming, storedTiming } from './effective-timing.js';
import type { ConfigRule } from './explain-rule.js';
import { entryOf } from './value-at.js';

const DYNAMIC_ONLY =
  "Only the dynamic configuration counts. A member's own file has it at most below bootstrap.dcs, for the first start of the cluster.";
const LOCAL_FIRST =
  "postgresql in a member's own file wins over the dynamic configuration, which wins over the default.";

/** The rule of one of Patroni's own keys; null if it knows none. */
export function explainKey(path: ConfigPath, config: ValueMap): ConfigRule | null {
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
