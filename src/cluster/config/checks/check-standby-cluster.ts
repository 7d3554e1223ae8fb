import { hint } from '../../../formats/hint.js';
import { shownJson } from '../../../formats/json.js';
import { isScalar, isTrue, isValueMap, type Value } from '../../model/value.js';
import type { CheckContext } from '../check-context.js';
import type { Fault } from '../config-finding.js';
import { readAmount } from '../read-amount.js';

/** Patroni takes the section as absent without host, port or restore_command. */
export function checkStandbyCluster({ after }: CheckContext): readonly Fault[] {
  const section = after.standby_cluster;
  if (!isValueMap(section) || Object.keys(section).length === 0) return [];
  const isActive = ['host', 'port', 'restore_command'].some((key) => isTrue(section[key]));
  return [...(isActive ? [] : [inactive()]), ...checkDelay(section.recovery_min_apply_delay ?? null)];
}

function inactive(): Fault {
  const message =
    'standby_cluster needs host, port or restore_command; without them Patroni takes the cluster as a normal one';
  return {
    code: 'bad-standby-cluster',
    path: ['standby_cluster'],
    message,
    next: hint`write host, or leave the section out`,
  };
}

function checkDelay(value: Value): readonly Fault[] {
  if (value === null || value === '' || !isScalar(value)) return [];
  const amount = readAmount(String(value), 'ms', true);
  if ('number' in amount) return [];
  const path = ['standby_cluster', 'recovery_min_apply_delay'];
  const message = `recovery_min_apply_delay is ${shownJson(value)}, not a time`;
  return amount.fault === 'unknown-unit'
    ? [{ code: 'bad-unit', path, message, next: hint`use us, ms, s, min, h or d` }]
    : [{ code: 'wrong-type', path, message, next: hint`write for example 30min` }];
}
