import { divergedWords } from '../divergence/describe-divergence.js';
import { divergenceByKeys } from '../divergence/judge-divergence.js';
import type { Cluster } from '../model/cluster.js';
import { isStandbyCluster, synchronousMode } from '../model/dynamic-config.js';
import type { Member } from '../model/member.js';
import { agentAddress, isIpAddress } from './agent-address.js';
import { checkPaths } from './check-paths.js';
import type { CheckTiming } from './check-timing.js';
import type { GlobalSection, HaproxyPlan, PlannedPool, PlannedServer } from './haproxy-plan.js';
import { haproxyName, haproxyNames } from './haproxy-words.js';

/** What is wanted of a configuration. */
export interface HaproxyRequest {
  readonly scope: string;
  readonly group: number | null;
  /** Addresses to listen at, such as `*:5000`; null for no such pool. */
  readonly binds: { readonly write: string; readonly read: string | null; readonly sync: string | null };
  readonly timing: CheckTiming;
  /** As Patroni takes it, such as `16MB`; null for no limit. */
  readonly lag: string | null;
  readonly tags: readonly { readonly name: string; readonly value: string }[];
  readonly tls: { readonly caFile: string | null; readonly certFile: string | null };
  /** Null for the sections of the cluster only. */
  readonly global: GlobalSection | null;
}

interface HaproxyRemark {
  readonly code:
    | 'member-without-address'
    | 'agent-by-name'
    | 'ca-file-missing'
    | 'standby-cluster'
    | 'not-synchronous'
    | 'diverged'
    | 'divergence-unknown';
  readonly message: string;
  readonly subject: string | null;
}

interface PlannedHaproxy {
  readonly plan: HaproxyPlan;
  readonly remarks: readonly HaproxyRemark[];
}

/** All members in every pool: the checks sort them. Only what has diverged is kept out of those for reads. */
export function planHaproxy(cluster: Cluster, request: HaproxyRequest): PlannedHaproxy {
  const names = haproxyNames(cluster.members.map(({ name }) => name));
  const remarks: HaproxyRemark[] = [];
  const servers: PlannedServer[] = [];
  for (const member of cluster.members) {
    const { name, host, port, apiUrl } = member;
    const agent = agentAddress(apiUrl);
    if (host === null || port === null || agent === null) {
      const message = `${name} publishes no address ${agent === null ? 'of its agent' : 'of its PostgreSQL'}: it is left out`;
      remarks.push({ code: 'member-without-address', message, subject: name });
      continue;
    }
    const parted = partedRemark(cluster, member);
    if (parted !== null) remarks.push(parted);
    servers.push({ name: names.get(name) ?? name, host, port, agent, isReader: parted === null });
    if (agent.host !== host && !isIpAddress(agent.host)) {
      const message = `HAProxy looks up ${agent.host}, the agent of ${name}, only when it starts, and does not start without it`;
      remarks.push({ code: 'agent-by-name', message, subject: name });
    }
  }
  if (servers.some(({ agent }) => agent.isTls) && request.tls.caFile === null) {
    const message =
      'the agents speak https, and no authority is named: the system has to trust their certificates';
    remarks.push({ code: 'ca-file-missing', message, subject: null });
  }
  if (isStandbyCluster(cluster.config)) {
    const message =
      'it is a standby cluster: its write port leads to the standby leader; generate it again after promote-cluster';
    remarks.push({ code: 'standby-cluster', message, subject: null });
  }
  if (request.binds.sync !== null && synchronousMode(cluster.config) === 'off') {
    const message = 'synchronous_mode is off: nobody answers in the pool of synchronous standbys';
    remarks.push({ code: 'not-synchronous', message, subject: null });
  }
  const { scope, group, timing, global } = request;
  const tls = servers.some(({ agent }) => agent.isTls) ? request.tls : null;
  const pools = poolsOf(cluster, request);
  return { plan: { scope, group, pools, servers, timing, tls, global }, remarks };
}

/** Null for one that may be read from; one that tells no timeline is nobody's reader, either, and the checks keep it out. */
function partedRemark(cluster: Cluster, member: Member): HaproxyRemark | null {
  const divergence = divergenceByKeys(cluster, member);
  const { verdict, timeline } = divergence;
  if (timeline === null || (verdict !== 'diverged' && verdict !== 'divergence-unknown')) return null;
  const message = `${member.name} ${divergedWords(divergence)}: it is left out of the pools for reads; generate it again once it is back`;
  return { code: verdict, message, subject: member.name };
}

/** The pools of a cluster by their purpose; a HAProxy may serve other clusters, too. */
export function poolName(scope: string, group: number | null, purpose: PlannedPool['purpose']): string {
  return haproxyName([scope, ...(group === null ? [] : [String(group)]), purpose].join('_'));
}

function poolsOf(cluster: Cluster, { scope, group, binds, lag, tags }: HaproxyRequest): PlannedPool[] {
  const paths = checkPaths(cluster, { lag, tags });
  const pool = (purpose: PlannedPool['purpose'], bind: string | null): PlannedPool[] =>
    bind === null ? [] : [{ purpose, name: poolName(scope, group, purpose), bind, path: paths[purpose] }];
  return [...pool('write', binds.write), ...pool('read', binds.read), ...pool('sync', binds.sync)];
}

/** A name is resolved again and again; HAProxy starts although it cannot be resolved at the moment. */
export function needsResolving({ host }: Pick<PlannedServer, 'host'>): boolean {
  return !isIpAddress(host);
}
