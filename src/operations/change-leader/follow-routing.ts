import type { PhaseEntry } from '../../cluster/change-leader/progress.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import type { Problem } from '../../errors.js';
import { lookAtBalancers } from '../haproxy/look-at-balancers.js';
import type { Tell } from './change-event.js';
import type { RoutingReport } from './change-report.js';
import type { Planned } from './conclude-unsent.js';
import type { Followed } from './follow-change.js';
import { FollowedBalancer } from './followed-balancer.js';

/** What became of the HAProxies. */
export interface FollowedRouting {
  readonly balancers: readonly RoutingReport[];
  /** When all that answer were seen to send writes to the new leader; null if they were not. */
  readonly phase: PhaseEntry | null;
  readonly warnings: readonly Problem[];
}

/** The HAProxies while a change of leader is under way. */
interface RoutingWatch {
  /** Hears the stages of the change on their way to the operator. */
  readonly tell: Tell;
  /** Waits for them, for a limited time; null if there are none. */
  settle(followed: Followed, isPatient: boolean): Promise<FollowedRouting | null>;
  stop(): void;
}

const TICK_MS = 100;
const EARLY_TICK_MS = 30;
const EARLY_MS = 500;
/** One that is silent must not hold up the others. */
const FIRST_LOOK_MS = 1000;
/** A HAProxy with slow checks may need this long. */
const ROUTES_MS = 10_000;

/** Looks on at the HAProxies, and tells them what to do if that is asked for. What goes wrong with them costs a warning and nothing else. */
export function followRouting(planned: Planned, before: Cluster, tell: Tell): RoutingWatch {
  const { ports, typed, place } = planned;
  const { clock, interruption } = ports;
  const { routing } = typed;
  if (routing === null || routing.balancers.length === 0) {
    return { tell, settle: async () => null, stop: () => {} };
  }
  const startedAt = clock.monotonicMs();
  const elapsed = (): number => clock.monotonicMs() - startedAt;
  const gathering = gather(planned, before, routing.push);
  let leader: string | null = null;
  let phase: PhaseEntry | null = null;
  let isOver = false;
  /** Nobody has to be waited for any more to take writes. */
  let isDecided = false;
  let work: Promise<unknown> = gathering;
  const whenKnown = (act: (balancers: readonly FollowedBalancer[]) => Promise<unknown>): void => {
    work = Promise.all([work, gathering.then(act)]);
  };
  const watch = async (balancers: readonly FollowedBalancer[]): Promise<void> => {
    while (!isOver && phase === null) {
      await Promise.all(balancers.map((each) => each.look(leader, elapsed)));
      const answering = balancers.filter(({ answers }) => answers);
      if (leader !== null && answering.length > 0 && answering.every((each) => each.leadsTo(leader))) {
        phase = { phase: 'routed', atMs: elapsed(), member: leader };
        tell({ kind: 'phase', entry: phase, isStandbyCluster: false });
      } else await clock.sleep(TICK_MS);
    }
  };
  let isWatching = false;
  const see = ({ phase: stage, member }: PhaseEntry): void => {
    if (stage === 'released') whenKnown((all) => Promise.all(all.map((each) => each.leave(member))));
    if (stage === 'locked') {
      leader = member;
      if (routing.push) whenKnown((all) => leadEarly(planned, all, member, () => isDecided));
    }
    if (stage === 'writable') {
      isDecided = true;
      leader = member;
      whenKnown((all) => Promise.all(all.map((each) => each.leadTo(member))));
    }
    if (leader !== null && !isWatching) {
      isWatching = true;
      void gathering.then(watch);
    }
  };
  const settle = async ({ progress }: Followed, isPatient: boolean): Promise<FollowedRouting> => {
    isDecided = true;
    const balancers = await gathering;
    await work;
    const isAwaited = isPatient && progress.end?.kind === 'leading';
    const limit = clock.monotonicMs() + (isAwaited ? ROUTES_MS : 0);
    const mayCome = (): boolean => phase === null && balancers.some(({ answers }) => answers);
    while (mayCome() && !interruption.requested && clock.monotonicMs() < limit) await clock.sleep(TICK_MS);
    isOver = true;
    return {
      balancers: balancers.map((each) => each.report),
      phase,
      warnings: balancers.flatMap((each) => each.warnings(isAwaited ? progress.newLeader : null, place)),
    };
  };
  return {
    tell: (event) => {
      tell(event);
      if (event.kind === 'phase') see(event.entry);
    },
    settle,
    stop: () => {
      isDecided = true;
      isOver = true;
    },
  };
}

/** PostgreSQL itself tells sooner than its agent that it is out of recovery; without SQL the agent has to be waited for. */
async function leadEarly(
  { ports, evidence }: Planned,
  balancers: readonly FollowedBalancer[],
  member: string | null,
  isOver: () => boolean,
): Promise<void> {
  const found = evidence.cluster.members.find(({ name }) => name === member);
  const { host = null, port = null } = found ?? {};
  if (host === null || port === null) return;
  while (!isOver()) {
    const answer = await ports.servers.readFacts({ host, port }, EARLY_MS);
    if (isOver()) return;
    if (answer.ok && !answer.facts.inRecovery) {
      await Promise.all(balancers.map((each) => each.leadTo(member)));
      return;
    }
    await ports.clock.sleep(EARLY_TICK_MS);
  }
}

async function gather({ ports, typed, place }: Planned, cluster: Cluster, push: boolean) {
  const settings = typed.routing?.balancers ?? [];
  const seen = await lookAtBalancers(
    ports.balancers,
    settings,
    { ...place, cluster, notes: [] },
    FIRST_LOOK_MS,
  );
  const asked = settings.filter(({ scope, stats }) => scope === place.scope && stats !== null);
  return asked.flatMap((each) => {
    const evidence = seen.find(({ address }) => address === each.stats);
    return evidence === undefined ? [] : [new FollowedBalancer(ports, each, evidence, push)];
  });
}
