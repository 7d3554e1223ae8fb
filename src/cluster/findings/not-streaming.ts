import { ctl } from '../../formats/hint.js';
import { formatBytes } from '../../formats/sizes.js';
import { upstreamOf } from '../drain/sync-demand.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import type { Cluster } from '../model/cluster.js';
import { isStandbyCluster } from '../model/dynamic-config.js';
import { tellsReplicationState } from '../model/patroni-version.js';
import { isTrue, isValueMap } from '../model/value.js';
import type { Check } from './check.js';
import {
  factsOf,
  followersOf,
  hasRunningLeader,
  heartbeatAge,
  leaderOf,
  membersSeenTwice,
  positionOf,
  presentCluster,
  type RegisteredMember,
  registeredMembers,
  runsAsPrimary,
  secondsBetween,
  statusOf,
} from './known.js';
import { lagOf } from './replica-lag.js';
import { finding, lookAtLog, remedy, seen } from './tell.js';
import { whyNotStreaming } from './why-not-streaming.js';

/** A replica runs and nothing feeds it, neither its upstream nor an archive. */
export const notStreaming: Check = {
  code: 'not-streaming',
  severity: 'error',
  title: 'every replica receives WAL',
  secondLook: true,
  find: (evidence) => membersSeenTwice(evidence, unfed).map((member) => tell(evidence, member)),
};

function unfed(evidence: Evidence): string[] {
  const cluster = presentCluster(evidence);
  if (cluster === null || !hasRunningLeader(evidence)) return [];
  const standbyLeader = isStandbyCluster(cluster.config) ? leaderOf(evidence)?.name : null;
  return registeredMembers(evidence)
    .filter(({ name }) => name !== cluster.leader?.name || name === standbyLeader)
    .filter((member) => isUnfed(evidence, cluster, member))
    .map(({ name }) => name);
}

function isUnfed(evidence: Evidence, cluster: Cluster, member: RegisteredMember): boolean {
  const { key } = member;
  const status = statusOf(member);
  if (key.tags.nostream || runsAsPrimary(member)) return false;
  if ((status?.state ?? key.state) !== 'running') return false;
  // Before PostgreSQL 9.6 nobody tells.
  if (status !== null && (status.serverVersion ?? 0) < 90_600) return false;
  const version = status?.patroniVersion ?? key.patroniVersion;
  if (tellsReplicationState(version))
    return status === null ? key.replicationState === null : status.replicationState === null;
  return isUnfedByUpstream(evidence, cluster, member);
}

/** One that is refused connects again and again, and does not get this far. */
const FEEDING = ['streaming', 'catchup'];

/** Up to 3.0.3 only the upstream tells who streams; one that recovers from an archive is not among them, and is left alone. */
function isUnfedByUpstream(evidence: Evidence, cluster: Cluster, member: RegisteredMember): boolean {
  if (recoversFromArchive(cluster)) return false;
  const upstream = evidence.members.find(({ name }) => name === upstreamOf(cluster, member.name));
  const status = upstream === undefined ? null : statusOf(upstream);
  if (status === null || status.state !== 'running') return false;
  const isFed = status.replication.some(
    ({ name, state }) => FEEDING.includes(state ?? '') && name.toLowerCase() === member.name.toLowerCase(),
  );
  if (isFed) return false;
  const { lag } = lagOf(evidence, member);
  return lag !== null && lag > 0 && !hasMoved(evidence, member);
}

function recoversFromArchive({ config }: Cluster): boolean {
  const section = config?.values.postgresql;
  const server = isValueMap(section) ? section : {};
  return [server.parameters, server.recovery_conf].some(
    (values) => isValueMap(values) && isTrue(values.restore_command),
  );
}

function hasMoved({ before }: Evidence, member: RegisteredMember): boolean {
  const then = before?.members.find(({ name }) => name === member.name);
  return then !== undefined && positionOf(then) !== positionOf(member);
}

function tell(evidence: Evidence, member: RegisteredMember): Finding {
  const { name, key } = member;
  const seconds = secondsBetween(evidence);
  const isFollower = followersOf(evidence).some((each) => each.name === name);
  const lag = isFollower ? lagOf(evidence, member).lag : null;
  const facts = factsOf(member);
  const behind = lag === null ? '' : `, ${formatBytes(lag)} behind`;
  const frozen =
    evidence.before === null || hasMoved(evidence, member) ? '' : ' and its position stands still';
  const cause = whyNotStreaming(evidence, member);
  const status = statusOf(member);
  return finding('not-streaming', 'error', name, {
    message: `${name} runs and does not stream${seconds === null ? '' : ` for at least ${seconds} s`}${behind}${frozen}: redundancy is reduced. ${cause.sentence}`,
    evidence: [
      seen('dcs', `its key tells ${key.replicationState ?? 'no replication state'}`, heartbeatAge(member)),
      ...(status === null ? [] : [seen('agent', status.replicationState ?? 'no replication state')]),
      ...(facts === null ? [] : [seen('sql', 'PostgreSQL answers')]),
      ...cause.evidence,
    ],
    remedies: [
      ...cause.remedies,
      lookAtLog(name),
      remedy('then see whether a restart helps', ctl('restart', evidence, [name])),
      remedy('only if nothing else helps: copy it afresh', ctl('reinit', evidence, [name])),
    ],
  });
}
