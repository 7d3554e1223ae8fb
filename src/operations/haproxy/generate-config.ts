import {
  type CheckTiming,
  predictReaction,
  type Reaction,
  timingFor,
} from '../../cluster/haproxy/check-timing.js';
import type { GlobalSection, HaproxyPlan } from '../../cluster/haproxy/haproxy-plan.js';
import { type HaproxyRequest, planHaproxy } from '../../cluster/haproxy/plan-haproxy.js';
import { renderHaproxy } from '../../cluster/haproxy/render-haproxy.js';
import type { Problem } from '../../errors.js';
import type { Dcs } from '../ports/dcs-ports.js';
import { type ClusterRequest, readCluster } from '../reading/read-cluster.js';
import { done, type Report } from '../report.js';
import type { BalancerSettings } from '../settings.js';

export interface GenerateRequest extends ClusterRequest, Pick<HaproxyRequest, 'lag' | 'tags' | 'tls'> {
  /** Addresses to listen at; null for the port of the settings, or the usual one. */
  readonly binds: {
    readonly write: string | null;
    readonly read: string | null;
    readonly sync: string | null;
  };
  readonly reactionMs: number;
  readonly global: GlobalSection | null;
  readonly balancers: readonly BalancerSettings[];
}

export interface HaproxyConfigReport extends Report {
  readonly scope: string;
  readonly group: number | null;
  /** Only the sections of the cluster. */
  readonly partial: boolean;
  /** The haproxy.cfg. */
  readonly text: string;
  readonly pools: HaproxyPlan['pools'];
  readonly servers: readonly {
    readonly name: string;
    readonly address: string;
    readonly checkPort: number;
  }[];
  readonly timing: CheckTiming;
  /** Milliseconds. */
  readonly predicted: Reaction;
}

const USUAL = { write: '*:5000', read: '*:5001' } as const;

/** A configuration of HAProxy for the cluster as etcd holds it. Writes nothing. */
export async function generateHaproxyConfig(
  { dcs }: { readonly dcs: Dcs },
  request: GenerateRequest,
): Promise<HaproxyConfigReport> {
  const reading = await readCluster(dcs, request);
  const { scope, group, cluster } = reading;
  const { lag, tags, tls, global, reactionMs } = request;
  const timing = timingFor(reactionMs);
  const binds = bindsOf(request, scope);
  const { plan, remarks } = planHaproxy(cluster, { scope, group, binds, timing, lag, tags, tls, global });
  const warnings = remarks.map((remark): Problem => ({ ...remark, next: null }));
  return {
    ...done([...reading.warnings, ...warnings]),
    scope,
    group,
    partial: global === null,
    text: renderHaproxy(plan),
    pools: plan.pools,
    servers: plan.servers.map(({ name, host, port, agent }) => ({
      name,
      address: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
      checkPort: agent.port,
    })),
    timing,
    predicted: predictReaction(timing),
  };
}

function bindsOf({ binds, balancers }: GenerateRequest, scope: string): HaproxyRequest['binds'] {
  const known = balancers.find((each) => each.scope === scope && (each.write !== null || each.read !== null));
  const port = (purpose: 'write' | 'read'): string => {
    const address = known?.[purpose] ?? null;
    return address === null ? USUAL[purpose] : `*:${address.port}`;
  };
  return { write: binds.write ?? port('write'), read: binds.read ?? port('read'), sync: binds.sync };
}
