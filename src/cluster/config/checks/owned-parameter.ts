import { hint } from '../../../formats/hint.js';
import { plainText } from '../../../formats/json.js';
import type { Value } from '../../model/value.js';
import type { ConfigPath, Fault } from '../config-finding.js';
import {
  controlledParameter,
  isAcceptedValue,
  isRecoveryParameter,
  ownerOf,
  replacesRecovery,
} from '../owned-parameters.js';
import { replacedValue } from './replaced-value.js';

/** What is wrong with a parameter that Patroni sets itself, moves, or replaces by its default; null for a free one. */
export function ownedParameter(path: ConfigPath, name: string, value: Value): Fault | null {
  const owner = ownerOf(name);
  const isAmongParameters = path[1] !== 'recovery_conf';
  if (owner !== null) {
    const lost = isAmongParameters && replacesRecovery(name) ? `, where it makes Patroni ${LOSES}` : '';
    const message = `Patroni sets ${name} itself, from ${owner}; it has no place here${lost}`;
    const isSame = path[1] === 'recovery_conf' && value === 'latest';
    return {
      code: 'owned-by-patroni',
      path,
      message,
      next: hint`leave it out`,
      ...(isSame ? { severity: 'warning' } : {}),
    };
  }
  if (isRecoveryParameter(name) && isAmongParameters) return recoveryParameter(path, name, value);
  return value === null || controlledParameter(name) === null || isAcceptedValue(name, value)
    ? null
    : replacedValue(path, name, value);
}

const LOSES = 'drop all of postgresql.recovery_conf';

/** It acts on standbys, and takes the place of everything that stands where it belongs. */
function recoveryParameter(path: ConfigPath, name: string, value: Value): Fault {
  const place = `postgresql.recovery_conf.${name}`;
  const message = `${name} among postgresql.parameters acts on standbys, and makes Patroni ${LOSES}, here and in the files of members; it belongs to ${place}`;
  const isNeutral = ['', '0', 'null', 'false'].includes(plainText(value));
  return {
    ...{ code: 'wrong-level', path, message, next: hint`write ${place}` },
    // Whoever copies all parameters of a server has these, too; what is lost by them, the plan tells.
    ...(isNeutral ? { severity: 'warning' } : {}),
  };
}
