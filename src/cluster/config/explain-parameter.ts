import { synchronousMode } from '../model/dynamic-config.js';
import type { ValueMap } from '../model/value.js';
import type { ConfigPath } from './config-finding.js';
import { describeRange } from './judge-parameter.js';
import {
  type ControlledParameter,
  controlledParameter,
  harmOf,
  isRecoveryParameter,
  ownerOf,
} from './owned-parameters.js';
import { catalogueRule, type ParameterRule, ruleOnMember } from './parameter-rules.js';
import { describeAmount } from './read-amount.js';
import { recoverySettings } from './recovery-settings.js';
import type { ConfigMember, ServerParameter } from './server-parameters.js';

interface Decision {
  readonly origins: readonly ValueOrigin[];
  readonly rule: string;
}

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

const FREE: Decision = {
  origins: ['alter-system', 'local', 'dcs', 'default'],
  rule: "ALTER SYSTEM wins, then postgresql.parameters in a member's own file, then the dynamic configuration, then the server's default.",
};

/** The rule of one of PostgreSQL's parameters; the leader's server tells what it accepts where it can be asked. */
export function explainParameter(
  path: ConfigPath,
  config: ValueMap,
  members: readonly ConfigMember[],
): ConfigRule {
  const name = path.at(-1) ?? '';
  const asked = members.toSorted((one, other) => Number(other.isLeader) - Number(one.isLeader));
  const known = asked.map((member) => ruleOnMember(name, member)).find((each) => each !== null);
  const rule = known ?? catalogueRule(name, null);
  const live =
    asked.flatMap(({ parameters }) => parameters?.parameters.get(name.toLowerCase()) ?? [])[0] ?? null;
  const controlled = controlledParameter(name);
  return {
    kind: 'parameter',
    path,
    ...decisionOf(name, rule, config),
    range: rangeOf(rule, controlled),
    defaultValue: controlled?.defaultValue ?? defaultOf(live),
    meaning: live?.description ?? null,
    takesEffect: effectOf(name, rule, controlled),
  };
}

function decisionOf(name: string, rule: ParameterRule | null, config: ValueMap): Decision {
  const owner = ownerOf(name);
  if (owner !== null) return patroni(`Patroni sets it itself, ${owner}; ${elsewhere(name)}.`);
  if (rule?.context === 'internal') {
    return { origins: ['default'], rule: 'It only shows a property of the server; nobody can set it.' };
  }
  if (
    name.toLowerCase() === 'synchronous_standby_names' &&
    synchronousMode({ values: config, revision: 0 }) !== 'off'
  ) {
    return patroni('In synchronous mode Patroni sets it itself, by the standbys that are there.');
  }
  if (isRecoveryParameter(name)) return recoveryDecision(config);
  const controlled = controlledParameter(name);
  return controlled === null ? freeDecision(name, rule) : controlledDecision(controlled);
}

/** What a value in the document does all the same. */
function elsewhere(name: string): string {
  const harm = harmOf(name);
  if (harm !== null) return `with a value in the document ${harm}`;
  return isRecoveryParameter(name)
    ? 'a value among postgresql.parameters takes the place of all of postgresql.recovery_conf, and does nothing else'
    : 'a value elsewhere does nothing';
}

function patroni(rule: string): Decision {
  return { origins: ['patroni'], rule };
}

function recoveryDecision(config: ValueMap): Decision {
  const { section } = recoverySettings(config);
  const place =
    section === 'parameters'
      ? 'Standbys get what stands among postgresql.parameters; as long as a recovery parameter is there, all of postgresql.recovery_conf counts for nothing.'
      : 'Standbys get what stands in postgresql.recovery_conf, unless a recovery parameter is among postgresql.parameters, which takes the place of all of that.';
  const local = "A member's own file wins over the dynamic configuration.";
  const remote = 'In a standby cluster the standby leader takes what standby_cluster says.';
  return { origins: ['local', 'dcs', 'default'], rule: [place, local, remote].join(' ') };
}

function controlledDecision({ isOrdered, effect, defaultValue, accepted }: ControlledParameter): Decision {
  const isOnCommandLine = effect === 'restart';
  const way = isOnCommandLine
    ? "Only the dynamic configuration counts: Patroni ignores members' files and passes it on the command line, where ALTER SYSTEM cannot change it."
    : "ALTER SYSTEM wins, then the dynamic configuration; Patroni ignores members' files.";
  const value = `Patroni accepts ${accepted} and otherwise takes ${defaultValue}.`;
  const order = isOrdered ? ' Raised, standbys restart first; lowered, the primary does.' : '';
  return {
    origins: isOnCommandLine ? ['dcs', 'default'] : ['alter-system', 'dcs', 'default'],
    rule: `${way} ${value}${order}`,
  };
}

function freeDecision(name: string, rule: ParameterRule | null): Decision {
  const isPersonal = rule?.context === 'user' || rule?.context === 'superuser';
  const sentences = [
    FREE.rule,
    ...(isPersonal ? ['Sessions, roles and databases may have values of their own.'] : []),
    ...(rule === null && name.includes('.')
      ? ['No server knows it: the library of its extension is not loaded.']
      : []),
  ];
  return { origins: FREE.origins, rule: sentences.join(' ') };
}

/** Patroni's least value counts where it is more than PostgreSQL's. */
function rangeOf(rule: ParameterRule | null, controlled: ControlledParameter | null): string | null {
  if (controlled !== null && controlled.least === null) return controlled.accepted;
  if (controlled?.least && rule !== null && rule.maximum !== null) {
    const { number, unit } = controlled.least;
    return `${describeAmount(number, unit)} to ${describeAmount(rule.maximum, rule.unit)}`;
  }
  return rule === null ? null : describeRange(rule);
}

function defaultOf(live: ServerParameter | null): string | null {
  if (live === null || live.bootValue === null) return null;
  const isNumber = live.type === 'integer' || live.type === 'real';
  return isNumber ? describeAmount(Number(live.bootValue), live.unit) : live.bootValue;
}

function effectOf(
  name: string,
  rule: ParameterRule | null,
  controlled: ControlledParameter | null,
): ConfigRule['takesEffect'] {
  if (ownerOf(name) !== null || rule?.context === 'internal') return 'never';
  if (controlled !== null) return controlled.effect;
  if (rule === null) return null;
  return rule.context === 'postmaster' ? 'restart' : 'reload';
}
