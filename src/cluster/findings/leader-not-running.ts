import { ctl } from '../../formats/hint.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Finding, FindingEvidence, Remedy } from '../evidence/finding.js';
import { isPaused } from '../model/dynamic-config.js';
import { failoverTime } from '../standing/failover-time.js';
import type { Check } from './check.js';
import { factsOf, leaderOf, presentCluster, secondsBetween, seenTwice, statusOf } from './known.js';
import { finding, lookAtLog, remedy, seen } from './tell.js';

const GOING_DOWN = ['stopping', 'stopped'];

/** The leader's PostgreSQL is on its way down, and the lock is still there: a switchover, or a shutdown that hangs. */
export const leaderStuckStopping: Check = {
  code: 'leader-stuck-stopping',
  severity: 'error',
  title: 'the leader is not stopping',
  secondLook: true,
  find: (evidence) =>
    stoppedStates(evidence, true).map(({ name, state }) =>
      finding('leader-stuck-stopping', 'error', name, {
        message: `the leader ${name} is ${state}${forSeconds(evidence)}: a switchover or a shutdown is under way. Before its checkpoint is written nobody can take over; after it, it waits for what streams from it`,
        evidence: stateSeen(evidence, name),
        remedies: [
          remedy('wait for the next leader', ctl('wait', evidence, [], { for: 'primary' })),
          lookAtLog(name),
          remedy('do not kill it: the new leader would lack its last commits'),
        ],
      }),
    ),
};

/** The leader's PostgreSQL does not run, although its agent holds the lock. */
export const leaderNotRunning: Check = {
  code: 'leader-not-running',
  severity: 'error',
  title: 'the PostgreSQL of the leader runs',
  secondLook: true,
  find: (evidence) => stoppedStates(evidence, false).map((stopped) => tell(evidence, stopped)),
};

interface Stopped {
  readonly name: string;
  readonly state: string;
}

function stoppedStates(evidence: Evidence, isGoingDown: boolean): Stopped[] {
  const find = (look: Evidence): string[] =>
    stateOf(look).flatMap(({ name, state }) => (isOnItsWay(look, state) === isGoingDown ? [name] : []));
  return seenTwice(evidence, find).flatMap((name) => stateOf(evidence).filter((each) => each.name === name));
}

/** What is stopped in maintenance mode stays so. */
function isOnItsWay(evidence: Evidence, state: string): boolean {
  return GOING_DOWN.includes(state) && !isPaused(presentCluster(evidence)?.config ?? null);
}

/** As its agent says, else its key; nobody is down whose PostgreSQL answers. */
function stateOf(evidence: Evidence): Stopped[] {
  const leader = leaderOf(evidence);
  if (leader === null || (factsOf(leader)?.inRecovery ?? null) !== null) return [];
  const state = statusOf(leader)?.state ?? leader.key?.state ?? null;
  return state === null || state === 'running' ? [] : [{ name: leader.name, state }];
}

function stateSeen(evidence: Evidence, name: string): FindingEvidence[] {
  const leader = leaderOf(evidence);
  const status = leader === null ? null : statusOf(leader);
  return [
    seen('dcs', `the key leader names ${name}, whose own key says ${leader?.key?.state ?? 'nothing'}`),
    ...(status === null ? [] : [seen('agent', `${name} is ${status.state}`)]),
  ];
}

function tell(evidence: Evidence, { name, state }: Stopped): Finding {
  const config = presentCluster(evidence)?.config ?? null;
  const { primaryStartTimeout } = failoverTime(config);
  const wait = isPaused(config)
    ? 'the cluster is paused, so that nobody starts it or takes over'
    : `its agent tries to start it for up to ${primaryStartTimeout} s (primary_start_timeout) before another may take over`;
  const words = state === 'unknown' ? 'does not answer its agent' : `is ${state}`;
  return finding('leader-not-running', 'error', name, {
    message: `the PostgreSQL of the leader ${name} ${words}${forSeconds(evidence)}: nobody takes writes; ${wait}`,
    evidence: stateSeen(evidence, name),
    remedies: remediesOf(evidence, name),
  });
}

function remediesOf(evidence: Evidence, name: string): Remedy[] {
  return [
    lookAtLog(name),
    remedy('wait for a primary', ctl('wait', evidence, [], { for: 'primary' })),
    remedy('see who else could lead', ctl('failover', evidence, [], { 'dry-run': true })),
  ];
}

function forSeconds(evidence: Evidence): string {
  const seconds = secondsBetween(evidence);
  return seconds === null ? '' : ` for at least ${seconds} s`;
}
