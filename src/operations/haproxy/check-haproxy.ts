import type { Finding, Severity } from '../../cluster/evidence/finding.js';
import type { BalancerEvidence } from '../../cluster/haproxy/balancer-evidence.js';
import { judgeBalancers } from '../../cluster/haproxy/balancer-findings.js';
import { BALANCER_LIMITS } from '../../cluster/haproxy/findings/input.js';
import type { HaproxyCheckReport } from './haproxy-report.js';
import { lookProblem } from './look-at-balancers.js';
import { type ObservePorts, type ObserveRequest, observeBalancers } from './observe-balancers.js';

interface CheckHaproxyRequest extends ObserveRequest {
  /** How long a HAProxy may take to follow; null for the usual limit. */
  readonly reactionMs: number | null;
  /** Bytes; null for the usual limit. */
  readonly lagBytes: number | null;
}

const ORDER: readonly Severity[] = ['error', 'warning', 'info'];

/** Judges the HAProxies of a cluster by what they say, by their configuration files, by etcd and by the agents. */
export async function checkHaproxy(
  ports: ObservePorts,
  request: CheckHaproxyRequest,
): Promise<HaproxyCheckReport> {
  const observed = await observeBalancers(ports, request);
  const { scope, group, at, cluster, statuses, balancers, warnings } = observed;
  const limits = {
    reactionMs: request.reactionMs ?? BALANCER_LIMITS.reactionMs,
    lagBytes: request.lagBytes ?? BALANCER_LIMITS.lagBytes,
  };
  const found = judgeBalancers(balancers, { scope, group, cluster, statuses, limits });
  const findings = ORDER.flatMap((severity) => found.filter((each) => each.severity === severity));
  const hasErrors = findings.some(({ severity }) => severity === 'error');
  return {
    outcome: hasErrors ? 'unhealthy' : 'done',
    code: hasErrors ? (findings[0]?.code ?? null) : null,
    errors: [],
    warnings,
    scope,
    group,
    at,
    verdict: verdictOf(findings, balancers),
    findings,
    balancers: balancers.map((each) => ({
      address: each.address,
      version: each.version,
      problem: lookProblem(each.servers, each.address),
    })),
    unchecked: [
      ...(cluster === null ? ['etcd does not answer: who leads is not known'] : []),
      ...balancers.flatMap(unchecked),
    ],
  };
}

function verdictOf(
  findings: readonly Finding[],
  balancers: readonly BalancerEvidence[],
): HaproxyCheckReport['verdict'] {
  if (balancers.every(({ servers }) => !servers.ok)) return 'unknown';
  if (findings.length === 0) return 'healthy';
  return findings.some(({ code }) => code === 'haproxy-no-writer') ? 'down' : 'degraded';
}

function unchecked({ address, servers, file }: BalancerEvidence): string[] {
  if (!servers.ok || file !== null) return [];
  return [
    `${address}: the path of its checks, their intervals and the end of sessions are known from its file only (--file)`,
  ];
}
