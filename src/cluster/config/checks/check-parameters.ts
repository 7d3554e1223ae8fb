import { hint } from '../../../formats/hint.js';
import type { Value, ValueMap } from '../../model/value.js';
import { type CheckContext, describeNames, sectionOf } from '../check-context.js';
import type { ConfigPath, Fault } from '../config-finding.js';
import { judgeParameter } from '../judge-parameter.js';
import { controlledParameter, isConverted, isOpenRecoveryParameter } from '../owned-parameters.js';
import { catalogueRule, type ParameterRule, ruleOnMember } from '../parameter-rules.js';
import { recoveryName } from '../recovery-settings.js';
import type { ConfigMember } from '../server-parameters.js';
import { ownedParameter } from './owned-parameter.js';
import { unknownParameter } from './unknown-parameter.js';

/** PostgreSQL's parameters in all places that hold some. */
export function checkParameters(context: CheckContext): readonly Fault[] {
  const sections = ['parameters', 'parameters_primary', 'parameters_replica', 'parameters_standby_leader'];
  return [
    ...sections.flatMap((name) =>
      checkSection(context, ['postgresql', name], sectionOf(context.postgresql[name])),
    ),
    ...checkSection(context, ['postgresql', 'recovery_conf'], sectionOf(context.postgresql.recovery_conf)),
  ];
}

function checkSection(context: CheckContext, prefix: ConfigPath, section: ValueMap): readonly Fault[] {
  return Object.entries(section).flatMap(([name, value]) => {
    const path = [...prefix, name];
    const owned = ownedParameter(context, path, name, value);
    const isOpenRecovery = isOpenRecoveryParameter(name);
    const own =
      owned !== null && !isOpenRecovery
        ? null
        : (recoveryFault(path, name, value) ?? checkOne(context, path, recoveryName(name), value));
    return [owned, own].flatMap((fault) => fault ?? []);
  });
}

/** Other names in recovery_conf, and null, which Patroni takes for a value that standbys never get (config.py, check_recovery_conf). */
function recoveryFault(path: ConfigPath, name: string, value: Value): Fault | null {
  if (isOpenRecoveryParameter(name)) {
    if (value !== null) return null;
    const message = `${name} is null: the agents of standbys would have PostgreSQL reload in every cycle`;
    return { code: 'wrong-type', path, message, next: hint`leave it out` };
  }
  if (path[1] !== 'recovery_conf' || catalogueRule(name, null) === null) return null;
  const place = `postgresql.parameters.${name}`;
  const message = `${name} is no recovery parameter: here only standbys get it, and with Patroni 3.0 nobody`;
  return { code: 'wrong-level', path, message, next: hint`write ${place}` };
}

function checkOne(context: CheckContext, path: ConfigPath, name: string, value: Value): Fault | null {
  const asked = context.members.length === 0 ? [NOBODY] : context.members;
  const rules = asked.map((member) => ({ member, rule: ruleOnMember(name, member) }));
  const known = rules.flatMap(({ member, rule }) => (rule === null ? [] : [{ member, rule }]));
  if (known.length === 0) return unknownParameter(context, path, name, value);
  const objections = known.flatMap(({ member, rule }) => {
    const fault = judgeOn(path, rule, value);
    return fault === null ? [] : [{ member, fault }];
  });
  const [first] = objections;
  if (first !== undefined) return objectionOf(first.fault, objections, known.length);
  const without = rules.flatMap(({ member, rule }) => (rule === null ? [member.name] : []));
  const isEverywhere = without.length === 0 || name.includes('.') || isConverted(name);
  return isEverywhere ? null : knownToSome(path, name, without);
}

/** One finding for all members that say the same; they are named if others accept the value. */
function objectionOf(
  fault: Fault,
  objections: readonly { readonly member: ConfigMember }[],
  asked: number,
): Fault {
  if (objections.length === asked) return fault;
  return {
    ...fault,
    message: `${fault.message} (on ${describeNames(objections.map(({ member }) => member.name))})`,
  };
}

function judgeOn(path: ConfigPath, rule: ParameterRule, value: Value): Fault | null {
  if (rule.context === 'internal') {
    const message = `${rule.name} only shows a property of the server; nobody can set it`;
    return { code: 'read-only-parameter', path, message, next: hint`leave it out` };
  }
  const isJudgedByPatroni = controlledParameter(rule.name)?.least === null;
  const verdict = isJudgedByPatroni ? null : judgeParameter(rule, value);
  return verdict === null ? null : { path, ...verdict };
}

function knownToSome(path: ConfigPath, name: string, without: readonly string[]): Fault {
  const message = `${describeNames(without)} ${without.length === 1 ? 'does' : 'do'} not know ${name}; Patroni leaves it out there`;
  return { code: 'unknown-parameter', severity: 'warning', path, message, next: null };
}

/** Stands for a cluster without members: the catalogue is asked for any version. */
const NOBODY: ConfigMember = {
  name: '',
  isLeader: false,
  patroniVersion: null,
  serverVersion: null,
  parameters: null,
};
