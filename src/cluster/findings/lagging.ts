import { ctl } from '../../formats/hint.js';
import { formatBytes } from '../../formats/sizes.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import { maximumLagOnFailover } from '../model/dynamic-config.js';
import type { Check } from './check.js';
import {
  followersOf,
  hasRunningLeader,
  heartbeatAge,
  membersSeenTwice,
  presentCluster,
  type RegisteredMember,
} from './known.js';
import { lagLimit, lagOf } from './replica-lag.js';
import { finding, lookAtLog, remedy, seen } from './tell.js';

/** So far behind that it may not take over. */
export const lagging: Check = {
  code: 'lagging',
  severity: 'warning',
  title: 'no replica is further behind than maximum_lag_on_failover',
  secondLook: true,
  find: (evidence) => membersSeenTwice(evidence, laggards).map((member) => tell(evidence, member)),
};

function laggards(evidence: Evidence): string[] {
  if (!hasRunningLeader(evidence)) return [];
  return followersOf(evidence)
    .filter((member) => (lagOf(evidence, member).lag ?? 0) > lagLimit(evidence, member))
    .map(({ name }) => name);
}

function tell(evidence: Evidence, member: RegisteredMember): Finding {
  const { name } = member;
  const { lag, source } = lagOf(evidence, member);
  const before = evidence.before === null ? null : lagBefore(evidence.before, name);
  const bytes = formatBytes(lag ?? 0);
  const limit = formatBytes(maximumLagOnFailover(presentCluster(evidence)?.config ?? null));
  const trend = before === null ? '' : trendOf(before, lag ?? 0);
  const age = source === 'agent' ? 0 : heartbeatAge(member);
  return finding('lagging', 'warning', name, {
    message: `${name} ${source === 'agent' ? 'is' : 'was'} ${bytes} behind${trend}, more than maximum_lag_on_failover (${limit}): it may not take over`,
    evidence: [seen(source, `${bytes} behind`, age)],
    remedies: [
      remedy('wait until it has caught up', ctl('wait', evidence, [], { for: `streaming=${name}` })),
      lookAtLog(name),
      remedy('look at its disk, its network and the WAL rate of the leader'),
    ],
  });
}

function lagBefore(before: Evidence, name: string): number | null {
  const member = followersOf(before).find((each) => each.name === name);
  return member === undefined ? null : lagOf(before, member).lag;
}

function trendOf(before: number, now: number): string {
  if (now < before) return `, ${formatBytes(before - now)} less than a second ago`;
  return now > before ? `, ${formatBytes(now - before)} more than a second ago` : '';
}
