import { formatBytes } from '../../formats/sizes.js';
import type { Cluster } from '../model/cluster.js';
import { type Lsn, lagBehind } from '../model/lsn.js';
import type { MemberStatus } from '../model/member-status.js';
import { measuredLag } from '../model/positions.js';
import { type Baseline, isStreaming, type RestartLook, syncStandbys } from './baseline.js';
import type { RestartReason, RestartStep } from './restart-plan.js';

/** What has to hold before the next member is taken. */
export interface GateRules {
  readonly step: RestartStep;
  /** Bytes that a standby may be behind. */
  readonly maxLag: number;
  /** After the primary has lowered a setting: standbys that come next have to know, which is this far in the WAL. */
  readonly knownAt: { readonly position: Lsn; readonly members: readonly string[] } | null;
}

/** Why the next member cannot be taken yet; empty if it can. The restart of this one is over. */
export function gateReasons(rules: GateRules, baseline: Baseline, look: RestartLook): RestartReason[] {
  const { step, maxLag, knownAt } = rules;
  const { cluster } = look;
  if (cluster === null) return [reason('dcs-unreachable', 'etcd does not answer', null)];
  if (cluster.leader === null) return [reason('no-leader', 'nobody leads', null)];
  return [
    ...memberReasons(step, baseline, look),
    ...lagReasons(step.member, maxLag, baseline, cluster, look),
    ...[...baseline.members.keys()].flatMap((name) => othersReasons(name, step.member, baseline, look)),
    ...syncReasons(baseline, cluster),
    ...(knownAt?.members ?? []).flatMap((name) => replayReasons(name, knownAt?.position ?? 0, look)),
  ];
}

function reason(code: string, sentence: string, member: string | null): RestartReason {
  return { code, sentence, member };
}

function memberReasons(
  { member, again }: RestartStep,
  baseline: Baseline,
  look: RestartLook,
): RestartReason[] {
  const status = look.statuses.get(member) ?? null;
  if (status === null) return [reason('agent-unreachable', 'its agent does not answer', member)];
  if (status.state !== 'running') return [reason('not-running', status.state, member)];
  const leads = look.cluster?.leader?.name === member;
  if (leads && baseline.members.get(member)?.primary && status.role !== 'primary') {
    return [reason('not-primary', `holds the lock and is "${status.role ?? '?'}"`, member)];
  }
  return status.pendingRestart && !again ? [pendingReason(member, look)] : [];
}

function pendingReason(name: string, { cluster }: RestartLook): RestartReason {
  const own = cluster?.members.find((member) => member.name === name)?.pendingRestartReasons ?? [];
  const what = own.map(({ parameter, oldValue, newValue }) => `${parameter} ${oldValue} → ${newValue}`);
  return reason('pending-restart', ['still waits for a restart', ...what].join(', '), name);
}

function lagReasons(
  name: string,
  maxLag: number,
  baseline: Baseline,
  cluster: Cluster,
  look: RestartLook,
): RestartReason[] {
  if (name === cluster.leader?.name || !baseline.members.get(name)?.streaming) return [];
  const lag = lagOf(name, cluster, look.statuses);
  if (lag === null) return [reason('lag-unknown', 'how far it is behind is not known', name)];
  if (lag <= maxLag) return [];
  return [reason('lag-over-limit', `lag ${formatBytes(lag)} > ${formatBytes(maxLag)}`, name)];
}

/** Bytes behind the leader, as the two agents tell at this moment, else as the DCS does. */
export function lagOf(
  name: string,
  cluster: Cluster,
  statuses: ReadonlyMap<string, MemberStatus | null>,
): number | null {
  const status = statuses.get(name) ?? null;
  const leader = statuses.get(cluster.leader?.name ?? '') ?? null;
  const own = [status?.receivePosition, status?.replayPosition].filter((each) => typeof each === 'number');
  const end = leader?.position ?? leader?.receivePosition ?? null;
  if (own.length > 0 && end !== null) return lagBehind(end, Math.max(...own));
  const member = cluster.members.find((each) => each.name === name);
  return member === undefined ? null : measuredLag(cluster, member);
}

/** Whoever was well before has to be well again: never two members down at once. */
function othersReasons(name: string, taken: string, baseline: Baseline, look: RestartLook): RestartReason[] {
  const before = baseline.members.get(name);
  const status = look.statuses.get(name) ?? null;
  if (before?.running && name !== taken) {
    if (status === null) return [reason('member-down', `${name}: its agent does not answer`, name)];
    if (status.state !== 'running') return [reason('member-down', `${name} is "${status.state}"`, name)];
  }
  const leads = look.cluster?.leader?.name === name;
  if (!before?.streaming || leads || isStreaming(look, name)) return [];
  return [reason('not-streaming', `${name === taken ? '' : `${name} is `}not streaming`, name)];
}

function syncReasons({ syncStandbys: before }: Baseline, cluster: Cluster): RestartReason[] {
  const now = syncStandbys(cluster);
  if (now >= before) return [];
  return [reason('sync-set-not-whole', `${now} of ${before} synchronous standbys`, null)];
}

function replayReasons(name: string, position: Lsn, { statuses }: RestartLook): RestartReason[] {
  const replayed = statuses.get(name)?.replayPosition ?? null;
  if (replayed !== null && replayed >= position) return [];
  return [reason('not-replayed', `${name} has not replayed the new settings of the primary`, name)];
}
