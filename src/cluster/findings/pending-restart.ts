import { ctl } from '../../formats/hint.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import { STANDBY_PARAMETERS } from '../evidence/server-facts.js';
import { integerOf } from '../model/value.js';
import type { Check } from './check.js';
import { heartbeatAge, type RegisteredMember, registeredMembers, statusOf } from './known.js';
import { finding, remedy, seen } from './tell.js';

/** Settings that wait for a restart. */
export const pendingRestart: Check = {
  code: 'pending-restart',
  severity: 'warning',
  title: 'no setting is pending a restart',
  find: (evidence) =>
    registeredMembers(evidence)
      .filter((member) => statusOf(member)?.pendingRestart ?? member.key.pendingRestart)
      .map((member) => tell(evidence, member)),
};

function tell(evidence: Evidence, member: RegisteredMember): Finding {
  const { name, key } = member;
  const changes = key.pendingRestartReasons.map(
    ({ parameter, oldValue, newValue }) => `${parameter} ${oldValue || '(unset)'} → ${newValue || '(unset)'}`,
  );
  const what = changes.length === 0 ? '' : `: ${changes.join(', ')}`;
  return finding('pending-restart', 'warning', name, {
    message: `${name} waits for a restart${what}${orderOf(member)}`,
    evidence: [seen('dcs', `pending_restart${what}`, heartbeatAge(member))],
    remedies: [
      ...key.pendingRestartReasons
        .slice(0, 1)
        .map(({ parameter }) =>
          remedy('see where the new value comes from', ctl('config explain', evidence, [parameter])),
        ),
      remedy(
        'restart the members concerned, one by one in the right order',
        ctl('restart', evidence, [], { rolling: true, pending: true }),
      ),
    ],
  });
}

/** What standbys need at least as high as the primary asks for an order. */
function orderOf({ key }: RegisteredMember): string {
  const changes = key.pendingRestartReasons.flatMap(({ parameter, oldValue, newValue }) => {
    const [from, to] = [integerOf(oldValue), integerOf(newValue)];
    const isOrdered = STANDBY_PARAMETERS.some((each) => each === parameter);
    return isOrdered && from !== null && to !== null && from !== to ? [to > from] : [];
  });
  const [raised, lowered] = [changes.includes(true), changes.includes(false)];
  if (raised && lowered) return ' (raised values go to the standbys first, lowered ones to the primary)';
  if (raised) return ' (the standbys first)';
  return lowered ? ' (the primary first)' : '';
}
