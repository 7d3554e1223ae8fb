import { hint } from '../../../formats/hint.js';
import { plainText } from '../../../formats/json.js';
import type { Value } from '../../model/value.js';
import type { ConfigPath, Fault } from '../config-finding.js';
import { controlledParameter, isAcceptedValue, isRecoveryParameter, ownerOf } from '../owned-parameters.js';
import { replacedValue } from './replaced-value.js';

/** What is wrong with a parameter that Patroni sets itself, drops, or replaces by its default; null for a free one. */
export function ownedParameter(path: ConfigPath, name: string, value: Value): Fault | null {
  const owner = ownerOf(name);
  if (owner !== null) {
    const message = `Patroni sets ${name} itself, from ${owner}; it has no place here`;
    const isSame = path[1] === 'recovery_conf' && value === 'latest';
    return {
      code: 'owned-by-patroni',
      path,
      message,
      next: hint`leave it out`,
      ...(isSame ? { severity: 'warning' } : {}),
    };
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
    next: hint`write ${place}`,
    ...(['', '0', 'null', 'false'].includes(plainText(value)) ? { severity: 'warning' } : {}),
  };
}
