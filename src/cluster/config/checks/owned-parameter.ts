import { hint } from '../../../formats/hint.js';
import type { Value, ValueMap } from '../../model/value.js';
import { type CheckContext, describeNames, describeValue } from '../check-context.js';
import type { ConfigPath, Fault } from '../config-finding.js';
import { judgeParameter } from '../judge-parameter.js';
import {
  controlledParameter,
  harmOf,
  isAcceptedValue,
  isRecoveryParameter,
  ownerOf,
} from '../owned-parameters.js';
import { catalogueRule } from '../parameter-rules.js';
import { replacedRecovery } from '../recovery-settings.js';

/** What is wrong with a parameter that Patroni sets itself, takes from elsewhere, or replaces by its default; null for a free one. */
export function ownedParameter(
  { after }: CheckContext,
  path: ConfigPath,
  name: string,
  value: Value,
): Fault | null {
  const isReplacing = path[1] !== 'recovery_conf' && isRecoveryParameter(name);
  const owner = ownerOf(name);
  if (owner !== null) {
    const consequence = isReplacing
      ? `; ${replaces(after, 'it has no place here and')}`
      : `; ${harmOf(name) ?? 'it has no place here'}`;
    const isSame = path[1] === 'recovery_conf' && value === 'latest';
    return {
      code: 'owned-by-patroni',
      path,
      message: `Patroni sets ${name} itself, ${owner}${consequence}`,
      next: hint`leave it out`,
      ...(isSame ? { severity: 'warning' } : {}),
    };
  }
  if (isReplacing) return recoveryParameter(after, path, name);
  return value === null || controlledParameter(name) === null || isAcceptedValue(name, value)
    ? null
    : replacedValue(path, name, value);
}

/** It acts there, and is an error only where standbys lose something by it. */
function recoveryParameter(after: ValueMap, path: ConfigPath, name: string): Fault {
  const place = `postgresql.recovery_conf.${name.toLowerCase()}`;
  return {
    code: 'wrong-level',
    path,
    message: `${name} belongs to ${place}: among the parameters it ${replaces(after, '')}`,
    next: hint`write ${place}`,
    involves: [path, ['postgresql', 'recovery_conf']],
    ...(replacedRecovery(after).length === 0 ? { severity: 'warning' } : {}),
  };
}

/** A single recovery parameter among the parameters makes Patroni take none from recovery_conf. */
function replaces(after: ValueMap, first: string): string {
  const lost = replacedRecovery(after);
  const what = 'takes the place of all of postgresql.recovery_conf';
  return [first, lost.length === 0 ? what : `${what}, of which standbys lose ${describeNames(lost)}`]
    .filter((part) => part !== '')
    .join(' ');
}

/** A value that Patroni does not accept: it runs servers with its default and tells nobody but its log. */
function replacedValue(path: ConfigPath, name: string, value: Value): Fault | null {
  const rule = controlledParameter(name);
  if (rule === null) return null;
  const key = name.toLowerCase();
  const { accepted, defaultValue, least } = rule;
  const instead = `Patroni would run servers with ${defaultValue} instead`;
  if (key === 'hot_standby') {
    const message = `${name} is ${describeValue(value)}; Patroni runs all servers with it on`;
    return { code: 'owned-by-patroni', path, message, next: hint`leave it out` };
  }
  const next =
    least === null ? hint`write ${accepted}` : hint`write ${least.number}${least.unit ?? ''} or more`;
  const shape = misshapen(key, value);
  if (shape !== null)
    return { code: shape.code, path, message: `${shape.message}: ${instead}`, next: shape.next ?? next };
  const message = `${name} is ${describeValue(value)}; Patroni accepts ${accepted}: it would run servers with ${defaultValue} instead`;
  if (least !== null) {
    return {
      code: 'out-of-range',
      path,
      message,
      next: hint`write ${least.number}${least.unit ?? ''} or more`,
    };
  }
  return {
    code: key === 'wal_level' ? 'not-in-enum' : 'wrong-type',
    path,
    message,
    next: hint`write ${accepted}`,
  };
}

/** No number, or one with a wrong unit: that says more than the bounds. */
function misshapen(key: string, value: Value): Pick<Fault, 'code' | 'message' | 'next'> | null {
  const rule = key === 'wal_level' ? null : catalogueRule(key, null);
  const verdict = rule === null ? null : judgeParameter(rule, value);
  return verdict === null || verdict.code === 'out-of-range' ? null : verdict;
}
