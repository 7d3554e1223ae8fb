import { ctl } from '../../../formats/hint.js';
import type { Finding } from '../../evidence/finding.js';
import { listed, remedy } from '../../findings/tell.js';
import type { Cluster } from '../../model/cluster.js';
import { isStandbyCluster } from '../../model/dynamic-config.js';
import { agentAddress } from '../agent-address.js';
import type { BalancerServerEvidence } from '../balancer-evidence.js';
import { checkMeaning } from '../check-paths.js';
import { type BalancerCase, type ObservedPool, poolFinding } from './input.js';

/** Checks that ask the wrong one, or the wrong thing: the path and TLS are known from the configuration file only. */
export function findWrongChecks(pool: ObservedPool, known: BalancerCase): Finding[] {
  const { cluster } = known;
  if (pool.purpose === 'other') return [];
  const byTrouble = new Map<string, BalancerServerEvidence[]>();
  for (const server of pool.servers) {
    for (const trouble of troublesOf(server, cluster)) {
      byTrouble.set(trouble, [...(byTrouble.get(trouble) ?? []), server]);
    }
  }
  return [...byTrouble].map(([trouble, servers]) => {
    const message = `the check of ${listed(servers.map(({ server }) => server))} ${trouble}`;
    const remedies = [
      remedy('a check that fits this cluster', ctl('haproxy config', known, [], { partial: true })),
    ];
    const severity = pool.purpose === 'write' ? 'error' : 'warning';
    return poolFinding('haproxy-wrong-check', severity, pool, { message, servers, remedies });
  });
}

function troublesOf(server: BalancerServerEvidence, cluster: Cluster | null): string[] {
  const { check, status, checkStatus } = server;
  if (status.startsWith('no check') || check?.isChecked === false) {
    return ['does not exist: it counts as up whatever happens'];
  }
  const isPlain = check === null ? /^L[46]OK$/.test(checkStatus ?? '') : check.kind === 'tcp';
  if (isPlain) return ['looks only whether somebody listens, and asks no agent'];
  return [portTrouble(server, cluster), tlsTrouble(server, cluster), pathTrouble(server, cluster)].filter(
    (trouble) => trouble !== null,
  );
}

function agentOf({ member }: BalancerServerEvidence, cluster: Cluster | null) {
  return agentAddress(cluster?.members.find(({ name }) => name === member)?.apiUrl ?? null);
}

function portTrouble(server: BalancerServerEvidence, cluster: Cluster | null): string | null {
  const agent = agentOf(server, cluster);
  const port = server.checkPort ?? Number(/:(\d+)$/.exec(server.address ?? '')?.[1] ?? Number.NaN);
  const isKnown = server.checkPort !== null || server.check !== null;
  if (agent === null || !isKnown || Number.isNaN(port) || port === agent.port) return null;
  return `asks port ${port}, and the agent of ${server.member} listens on ${agent.port}`;
}

function tlsTrouble(server: BalancerServerEvidence, cluster: Cluster | null): string | null {
  const agent = agentOf(server, cluster);
  if (agent === null || server.check?.kind !== 'http' || server.check.tls === agent.isTls) return null;
  return agent.isTls
    ? 'speaks http, and the agent https: it lacks check-ssl'
    : 'speaks https, and the agent only http';
}

function pathTrouble({ check, purpose }: BalancerServerEvidence, cluster: Cluster | null): string | null {
  const path = check?.path ?? null;
  if (path === null || cluster === null) return null;
  const meaning = checkMeaning(path);
  const isStandby = isStandbyCluster(cluster.config);
  if (purpose === 'read') {
    if (meaning === 'replica' || meaning === 'anyone') return null;
    return `asks ${path}, which does not tell whether it can be read from (/replica does)`;
  }
  if (meaning === 'leader' || meaning === (isStandby ? 'standby-leader' : 'primary')) return null;
  const right = isStandby ? '/standby-leader' : '/primary';
  if (isStandby && meaning === 'primary')
    return `asks ${path}, which nobody answers in a standby cluster (${right} is right)`;
  return `asks ${path}, which does not find the leader (${right} does)`;
}
