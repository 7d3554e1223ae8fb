import type { ChangeEvidence } from '../../cluster/change-leader/change-request.js';
import type { PhaseEntry } from '../../cluster/change-leader/progress.js';
import { gapByPhase } from '../../cluster/downtime/downtime.js';
import { type Probes, type RouteDowntime, startProbes } from '../downtime/probe-writes.js';
import { instantOf, type Moment } from '../following/moment.js';
import type { Clock } from '../ports/ports.js';
import type { Servers, SqlAddress } from '../ports/sql-ports.js';
import type { RouteReport } from './change-report.js';
import type { ProbedRoute } from './change-request.js';
import type { FollowPorts } from './follow-change.js';

const DIRECT = 'direct';
/** Between two looks at the agents, at both edges. */
const AGENT_RESOLUTION_MS = 500;

/** Starts to write through every route: directly to the members, the leader first, and through what is in front of them. */
export function startRoutes(
  ports: { readonly servers: Servers; readonly clock: Clock },
  routes: readonly ProbedRoute[],
  { members, cluster }: ChangeEvidence,
): Probes {
  const isLeader = (name: string): boolean => name === cluster.leader?.name;
  const ordered = [...members].sort(
    (a, b) => Number(isLeader(b.member.name)) - Number(isLeader(a.member.name)),
  );
  const direct = ordered.flatMap(({ member: { host, port } }): SqlAddress[] =>
    host === null || port === null ? [] : [{ host, port }],
  );
  return startProbes(ports, [
    { name: DIRECT, addresses: direct },
    ...routes.map(({ name, address }) => ({ name, addresses: [address] })),
  ]);
}

/** The members take writes when the new leader does. */
const DIRECT_MS = 200;
/** A balancer may notice a change of leader later than the members. */
const ROUTES_MS = 10_000;
const TICK_MS = 20;

/** Waits until writes come through everywhere again, for a limited time; not at all if the primary is all that is waited for. */
export async function awaitRoutes(
  { clock, interruption, tell }: FollowPorts,
  probes: Probes,
  routes: readonly ProbedRoute[],
  isPatient: boolean,
): Promise<void> {
  const begun = clock.monotonicMs();
  const awaited = isPatient ? [DIRECT, ...routes.map(({ name }) => name)] : [DIRECT];
  const limitMs = isPatient ? ROUTES_MS : DIRECT_MS;
  let toldMs = 0;
  for (;;) {
    const down = awaited.filter((name) => probes.lastGoodMs(name) !== null && probes.isDown(name));
    const waitedMs = clock.monotonicMs() - begun;
    if (down.length === 0 || waitedMs > limitMs || interruption.requested) return;
    if (waitedMs - toldMs >= 1000) {
      toldMs = waitedMs;
      tell({
        kind: 'waiting',
        sentence: `writes do not come through yet: ${down.join(', ')}`,
        elapsedMs: waitedMs,
        limitMs,
      });
    }
    await clock.sleep(TICK_MS);
  }
}

/** What was measured of each route, told by the phases of the change; without SQL by what the agents said. */
export function describeRoutes(
  measured: readonly RouteDowntime[],
  routes: readonly ProbedRoute[],
  { phases, routed }: { readonly phases: readonly PhaseEntry[]; readonly routed: PhaseEntry | null },
  startedAt: Moment,
): RouteReport[] {
  const spansOf = (route: string) =>
    [...phases, ...(routed === null || route === DIRECT ? [] : [routed])].map(({ phase, atMs }) => ({
      phase,
      atMs: startedAt.monotonicMs + atMs,
    }));
  return measured.map((each): RouteReport => {
    if (each.unavailable !== null && each.route === DIRECT) {
      return byAgents(phases, startedAt, each.unavailable);
    }
    const { lastGoodMs, firstGoodMs } = each;
    const gap = lastGoodMs !== null && firstGoodMs !== null ? { from: lastGoodMs, to: firstGoodMs } : null;
    const address = routes.find(({ name }) => name === each.route)?.address ?? null;
    return {
      route: each.route,
      address: address === null ? null : `${address.host}:${address.port}`,
      source: 'sql',
      lastGoodAt: lastGoodMs === null ? null : instantOf(startedAt, lastGoodMs),
      firstGoodAt: firstGoodMs === null ? null : instantOf(startedAt, firstGoodMs),
      downMs: each.gapMs,
      resolutionMs: each.resolutionMs,
      outages: each.outages,
      attempts: each.attempts,
      failures: each.failures,
      reasons: each.reasons,
      phases: gap === null ? [] : gapByPhase(gap, spansOf(each.route)),
      remark: each.unavailable,
    };
  });
}

function byAgents(phases: readonly PhaseEntry[], startedAt: Moment, remark: string): RouteReport {
  const at = (name: string): number | null => {
    const entry = phases.find(({ phase }) => phase === name);
    return entry === undefined ? null : startedAt.monotonicMs + entry.atMs;
  };
  const down = at('stopping');
  const up = at('writable');
  const gap = down !== null && up !== null ? { from: down, to: up } : null;
  const spans = phases.map(({ phase, atMs }) => ({ phase, atMs: startedAt.monotonicMs + atMs }));
  return {
    route: DIRECT,
    address: null,
    source: 'agent',
    lastGoodAt: down === null ? null : instantOf(startedAt, down),
    firstGoodAt: up === null ? null : instantOf(startedAt, up),
    downMs: gap === null ? null : gap.to - gap.from,
    resolutionMs: AGENT_RESOLUTION_MS,
    outages: down === null ? 0 : 1,
    attempts: 0,
    failures: 0,
    reasons: [],
    phases: gap === null ? [] : gapByPhase(gap, spans),
    remark,
  };
}
