import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import { haproxy } from '../haproxy/balancer-findings.js';
import { agentIsSomeoneElse } from './agent-is-someone-else.js';
import { brokenKey } from './broken-key.js';
import type { Check } from './check.js';
import { clockSkew } from './clock-skew.js';
import { configInvalid, configMissing } from './config-stored.js';
import { connectionRefused } from './connection-refused.js';
import { withoutConsequences } from './consequences.js';
import { dcsAlarm } from './dcs-alarm.js';
import { dcsEndpointSilent, dcsNoQuorum } from './dcs-endpoints.js';
import { dcsUnreachable } from './dcs-unreachable.js';
import { diverged } from './diverged.js';
import { duplicateName } from './duplicate-name.js';
import { orphanFailoverKey, requestPending } from './failover-request.js';
import { failsafeActive } from './failsafe-active.js';
import { historyDisagrees } from './history-disagrees.js';
import { lagging } from './lagging.js';
import { leaderNotPromoted } from './leader-not-promoted.js';
import { leaderNotRunning, leaderStuckStopping } from './leader-not-running.js';
import { loopbackAddress } from './loopback-address.js';
import { memberKeyMissing } from './member-key-missing.js';
import { memberSilent } from './member-silent.js';
import { memberVanished, orphanMember } from './member-vanished.js';
import { noLeader } from './no-leader.js';
import { notRunning } from './not-running.js';
import { notStreaming } from './not-streaming.js';
import { orphanSlot } from './orphan-slot.js';
import { paused, pausedDrift } from './paused.js';
import { pendingRestart } from './pending-restart.js';
import { reinitLooping } from './reinit-looping.js';
import { replayBacklog } from './replay-backlog.js';
import { connectionsExhausted, saturation } from './saturation.js';
import { scheduleLapsed, scheduleWillLapse } from './schedules.js';
import { slotHoldsWal } from './slots.js';
import { slotsNotFailoverSafe } from './slots-not-failover-safe.js';
import { standbyRoleHalfDone } from './standby-role-half-done.js';
import { starting } from './starting.js';
import { syncMismatch } from './sync-mismatch.js';
import { syncStrictNoStandby, syncTooFew } from './sync-standbys.js';
import { timelineBehind } from './timeline-behind.js';
import { unmanagedPrimary } from './unmanaged-primary.js';
import { versionSkew } from './version-skew.js';
import { wrongNamespace } from './wrong-namespace.js';
import { wrongSystemId } from './wrong-system-id.js';

export type { Check } from './check.js';

/** In the order in which they are told: etcd, who leads, the members, what is stored, what may become a fault. */
export const CHECKS: readonly Check[] = [
  ...[dcsUnreachable, dcsNoQuorum, dcsAlarm, ...connectionRefused, dcsEndpointSilent, wrongNamespace],
  ...[unmanagedPrimary, noLeader, leaderNotPromoted, leaderNotRunning, leaderStuckStopping],
  ...[standbyRoleHalfDone, failsafeActive, syncStrictNoStandby, pausedDrift],
  ...[memberVanished, memberKeyMissing, memberSilent, agentIsSomeoneElse, duplicateName, wrongSystemId],
  ...[connectionsExhausted, diverged, timelineBehind, notRunning, notStreaming, reinitLooping],
  ...[configMissing, configInvalid, brokenKey],
  ...[historyDisagrees, lagging, replayBacklog, syncTooFew, syncMismatch, loopbackAddress, clockSkew],
  ...[slotHoldsWal, slotsNotFailoverSafe, saturation, pendingRestart, versionSkew],
  ...[scheduleLapsed, scheduleWillLapse],
  haproxy,
  ...[paused, starting, requestPending, orphanFailoverKey, orphanSlot, orphanMember],
];

const ORDER = ['error', 'warning', 'info'] as const;

/** All that is found, errors first; what merely follows from another finding is left out. */
export function findAll(evidence: Evidence): readonly Finding[] {
  const found = withoutConsequences(CHECKS.flatMap((check) => check.find(evidence)));
  return ORDER.flatMap((severity) => found.filter((finding) => finding.severity === severity));
}

/** Whether one look may deceive, so that a second one, a second later, is needed. */
export function suspicious(evidence: Evidence): boolean {
  return CHECKS.some((check) => check.secondLook === true && check.find(evidence).length > 0);
}
