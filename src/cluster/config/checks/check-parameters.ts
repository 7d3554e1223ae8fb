import type { Value, ValueMap } from '../../value.js';
import { type CheckContext, describeNames, describeValue, type Fault, sectionOf } from '../check-context.js';
import type { ConfigPath } from '../config-finding.js';
import { judgeParameter } from '../judge-parameter.js';
import { controlledParameter, isAcceptedValue, isRecoveryParameter, ownerOf } from '../owned-parameters.js';
import { catalogueRule, type ParameterRule, ruleOnMember } from '../parameter-rules.js';
import type { ConfigMember } from '../server-parameters.js';
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
    const fault = ownedParameter(path, name, value) ?? checkOne(context, path, name, value);
    return fault === null ? [] : [fault];
  });
}

function ownedParameter(path: ConfigPath, name: string, value: Value): Fault | null {
  const owner = ownerOf(name);
  if (owner !== null) {
    const message = `Patroni sets ${name} itself, from ${owner}, and ignores it here`;
    return { code: 'owned-by-patroni', path, message, next: 'leave it out' };
  }
  if (isRecoveryParameter(name) && path[1] !== 'recovery_conf') return recoveryParameter(path, name, value);
  return value === null || controlledParameter(name) === null || isAcceptedValue(name, value)
    ? null
    : replacedValue(path, name, value);
}

/** Patroni drops it from `parameters`, which makes no difference to a value that stands for nothing. */
function recoveryParameter(path: ConfigPath, name: string, value: Value): Fault {
  const place = `postgresql.recovery_conf.${name}`;
  return {
    code: 'wrong-level',
    path,
    message: `Patroni drops ${name} from postgresql.parameters; it belongs to ${place}`,
    next: `write ${place}`,
    ...(['', '0', 'null', 'false'].includes(String(value)) ? { severity: 'warning' } : {}),
  };
}

/** What Patroni replaces by its default without telling anybody but its log. */
function replacedValue(path: ConfigPath, name: string, value: Value): Fault | null {
  const rule = controlledParameter(name);
  if (rule === null) return null;
  const { accepted, defaultValue, least } = rule;
  const isHotStandby = name.toLowerCase() === 'hot_standby';
  const generic = least === null ? null : catalogueRule(name, null);
  const verdict = generic === null ? null : judgeParameter(generic, value);
  const shape = verdict !== null && verdict.code !== 'out-of-range' ? verdict : null;
  const message = `${name} is ${describeValue(value)}; Patroni accepts ${accepted} and would run servers with ${defaultValue} instead`;
  const next =
    shape?.next ??
    (least === null ? `write ${accepted.split(',')[0]}` : `write ${least.number}${least.unit ?? ''} or more`);
  if (isHotStandby) return { code: 'owned-by-patroni', path, message, next: 'leave it out' };
  if (shape !== null) return { code: shape.code, path, message, next };
  const code =
    least !== null ? 'out-of-range' : name.toLowerCase() === 'wal_level' ? 'not-in-enum' : 'wrong-type';
  return { code, path, message, next };
}

function checkOne(context: CheckContext, path: ConfigPath, name: string, value: Value): Fault | null {
  const { members } = context;
  const rules = members.map((member) => ({ member, rule: ruleOnMember(name, member) }));
  const known = rules.flatMap(({ member, rule }) => (rule === null ? [] : [{ member, rule }]));
  if (members.length === 0) {
    const rule = catalogueRule(name, null);
    if (rule !== null) known.push({ member: NOBODY, rule });
  }
  if (known.length === 0) return unknownParameter(context, path, name, value);
  const verdicts = known.map(({ member, rule }) => ({ member, fault: judgeOn(path, rule, value) }));
  const first = verdicts.find(({ fault }) => fault !== null)?.fault ?? null;
  if (first !== null) {
    const where = verdicts.flatMap(({ member, fault }) => (fault === null ? [] : [member.name]));
    const suffix = where.length === known.length ? '' : ` (on ${describeNames(where)})`;
    return { ...first, message: `${first.message}${suffix}` };
  }
  const without = rules.flatMap(({ member, rule }) => (rule === null ? [member.name] : []));
  return without.length === 0 || name.includes('.') || controlledParameter(name) !== null
    ? null
    : knownToSome(path, name, without);
}

function judgeOn(path: ConfigPath, rule: ParameterRule, value: Value): Fault | null {
  if (rule.context === 'internal') {
    const message = `${rule.name} only shows a property of the server; nobody can set it`;
    return { code: 'read-only-parameter', path, message, next: 'leave it out' };
  }
  const verdict = judgeParameter(rule, value);
  return verdict === null ? null : { path, ...verdict };
}

function knownToSome(path: ConfigPath, name: string, without: readonly string[]): Fault {
  const message = `${describeNames(without)} ${without.length === 1 ? 'does' : 'do'} not know ${name}; Patroni leaves it out there`;
  return { code: 'unknown-parameter', severity: 'warning', path, message, next: null };
}

const NOBODY: ConfigMember = {
  name: '',
  isLeader: false,
  patroniVersion: null,
  serverVersion: null,
  parameters: null,
};
