import { ctl } from '../../formats/hint.js';
import { plainText } from '../../formats/json.js';
import { formatBytes } from '../../formats/sizes.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import { failoverExclusion } from '../model/tags.js';
import { isValueMap, type ValueMap } from '../model/value.js';
import type { Check } from './check.js';
import {
  followersOf,
  heartbeatAge,
  membersSeenTwice,
  presentCluster,
  type RegisteredMember,
  statusOf,
} from './known.js';
import { lagOf } from './replica-lag.js';
import { finding, remedy, seen } from './tell.js';

/** Two seconds of replay on ordinary disks (8 MB/s), as in the warnings of a switchover. */
const WORTH_TELLING = 16 * 1024 ** 2;
const REPLAYED_PER_SECOND = 8 * 1024 ** 2;

/** Received and not replayed: nothing is lost, but a promotion would stay read-only for that long. */
export const replayBacklog: Check = {
  code: 'replay-backlog',
  severity: 'warning',
  title: 'no replica has a large replay backlog',
  secondLook: true,
  find: (evidence) => membersSeenTwice(evidence, withBacklog).map((member) => tell(evidence, member)),
};

function withBacklog(evidence: Evidence): string[] {
  return followersOf(evidence)
    .filter((member) => !isDelayed(evidence, member))
    .filter((member) => (lagOf(evidence, member).toReplay ?? 0) > WORTH_TELLING)
    .map(({ name }) => name);
}

/** It is meant to replay late, or is never promoted, so that its backlog delays nothing. */
function isDelayed(evidence: Evidence, { key, applyDelay }: RegisteredMember): boolean {
  if (failoverExclusion(key.tags) !== null || (applyDelay ?? 0) > 0) return true;
  const values = presentCluster(evidence)?.config?.values ?? {};
  const { standby_cluster: standby, postgresql } = values;
  const server = isValueMap(postgresql) ? postgresql : {};
  return [standby, server.parameters, server.recovery_conf].some(
    (section) => isValueMap(section) && hasDelay(section),
  );
}

function hasDelay({ recovery_min_apply_delay: delay }: ValueMap): boolean {
  return delay !== undefined && delay !== null && !/^0\D*$/.test(plainText(delay));
}

function tell(evidence: Evidence, member: RegisteredMember): Finding {
  const { name } = member;
  const { toReplay, source } = lagOf(evidence, member);
  const bytes = toReplay ?? 0;
  const seconds = Math.round(bytes / REPLAYED_PER_SECOND);
  const isPaused = statusOf(member)?.replayPaused === true;
  const cause = isPaused ? '; its replay is paused' : '';
  return finding('replay-backlog', 'warning', name, {
    message: `${name} has ${formatBytes(bytes)} to replay: after a promotion it would stay read-only for about ${seconds} s${cause}`,
    evidence: [
      seen(
        source,
        `${formatBytes(bytes)} received and not replayed`,
        source === 'agent' ? 0 : heartbeatAge(member),
      ),
    ],
    remedies: isPaused
      ? [remedy('let it replay', ctl('query', evidence, [], { m: name, c: 'SELECT pg_wal_replay_resume()' }))]
      : [
          remedy(
            'see whether a query holds it up',
            ctl('query', evidence, [], {
              m: name,
              c: "SELECT pid, now() - xact_start, query FROM pg_stat_activity WHERE state <> 'idle'",
            }),
          ),
          remedy('look at its disk and its processor: one process replays'),
        ],
  });
}
