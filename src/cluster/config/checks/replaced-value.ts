import { hint } from '../../../formats/hint.js';
import type { Value } from '../../model/value.js';
import { describeValue } from '../check-context.js';
import type { ConfigPath, Fault } from '../config-finding.js';
import { judgeParameter } from '../judge-parameter.js';
import { controlledParameter } from '../owned-parameters.js';
import { catalogueRule } from '../parameter-rules.js';

/** A value that Patroni does not accept: it runs servers with its default and tells nobody but its log. */
export function replacedValue(path: ConfigPath, name: string, value: Value): Fault | null {
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
