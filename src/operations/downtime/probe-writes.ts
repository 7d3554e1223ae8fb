import type { Downtime, WriteAttempt } from '../../cluster/downtime/downtime.js';
import type { Clock } from '../ports/ports.js';
import type { Servers, SqlAddress } from '../ports/sql-ports.js';
import { INTERVAL_MS } from './probe-pace.js';
import { ProbeRoute } from './probe-route.js';

/** A way in which clients write. */
interface WriteRoute {
  readonly name: string;
  /** One for a balancer; of a cluster all members, the leader first. */
  readonly addresses: readonly SqlAddress[];
}

interface ProbeReadiness {
  readonly route: string;
  /** A write has succeeded. */
  readonly ready: boolean;
  /** Why none has. */
  readonly reason: string | null;
}

export interface RouteDowntime extends Downtime {
  readonly route: string;
  /** Why nothing could be measured: no write has ever succeeded; null if one has. */
  readonly unavailable: string | null;
}

/** Writes that go on through several routes. */
export interface Probes {
  /** Each route after its first writes, usually at most 1 s after the start: a server that is slow, but answers, is waited for. */
  ready(): Promise<readonly ProbeReadiness[]>;
  /** The attempts around each change from good to failed and back. */
  attemptsOf(route: string): readonly WriteAttempt[];
  isDown(route: string): boolean;
  /** The end of the last acknowledged write, in milliseconds of the monotonic clock. */
  lastGoodMs(route: string): number | null;
  /** Ends all attempts within 200 ms; another call gives the same again. */
  stop(): Promise<readonly RouteDowntime[]>;
}

/** Begins to write through all routes, every 10 ms through each, until it is stopped. */
export function startProbes(
  { servers, clock }: { readonly servers: Servers; readonly clock: Clock },
  routes: readonly WriteRoute[],
): Probes {
  const probed = routes.map(({ name, addresses }) => ({
    name,
    route: new ProbeRoute(servers, clock, addresses),
  }));
  const find = (name: string): ProbeRoute | undefined => probed.find((each) => each.name === name)?.route;
  let stopped: Promise<void> | null = null;
  const keepTicking = async (): Promise<void> => {
    let dueMs = clock.monotonicMs();
    while (stopped === null) {
      for (const { route } of probed) route.tick();
      const now = clock.monotonicMs();
      dueMs = Math.max(dueMs + INTERVAL_MS, now + 1);
      await clock.sleep(dueMs - now);
    }
  };
  const stopAll = async (): Promise<void> => {
    await Promise.all(probed.map(({ route }) => route.stop()));
  };
  void keepTicking();
  return {
    ready: async () => {
      await Promise.all(probed.map(({ route }) => route.tried));
      return probed.map(({ name, route }) => {
        const reason = route.unavailable;
        return { route: name, ready: reason === null, reason };
      });
    },
    attemptsOf: (name) => find(name)?.record.edges ?? [],
    isDown: (name) => find(name)?.isDown ?? false,
    lastGoodMs: (name) => find(name)?.record.lastGoodMs ?? null,
    stop: async () => {
      stopped ??= stopAll();
      await stopped;
      return probed.map(({ name, route }) => ({
        route: name,
        unavailable: route.unavailable,
        ...route.record.downtime,
      }));
    },
  };
}
