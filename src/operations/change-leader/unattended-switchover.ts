import type { ClusterPlace } from '../ports/dcs-ports.js';
import { NOTHING_TYPED } from '../typed-words.js';
import type { ChangeLeaderRequest } from './change-request.js';

/** A switchover as a part of something larger that has been confirmed: nothing is asked, and the former leader is waited for. */
export function unattendedSwitchover(
  { scope, group }: ClusterPlace,
  leader: string,
  candidate: string,
  {
    dryRun,
    deadlineMs,
    allowsDataLoss,
  }: Pick<ChangeLeaderRequest, 'dryRun' | 'deadlineMs' | 'allowsDataLoss'>,
): ChangeLeaderRequest {
  return {
    kind: 'switchover',
    command: 'switchover',
    typed: NOTHING_TYPED,
    scope,
    group,
    citus: false,
    leader,
    candidate,
    scheduled: null,
    unattended: true,
    dryRun,
    via: null,
    viaDcs: false,
    wait: 'former-leader',
    deadlineMs,
    allowsDataLoss,
    replacesSchedule: false,
    routes: null,
    routing: null,
  };
}
