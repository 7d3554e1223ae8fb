import { failoverExclusion } from '../model/tags.js';
import type { AgentEvidence, CandidateReason } from './candidate.js';
import { type JudgedMember, postgresAnswered, refuses, warns } from './judged-member.js';

/** Patroni's own limit for the answer of a candidate's agent (ha.py, fetch_node_status). */
const PATRONI_WAITS_MS = 2000;

/** What keeps a candidate out in every case, with or without a leader (ha.py, failover_limitation). */
export function agentReasons(judged: JudgedMember): CandidateReason[] {
  const { evidence, status } = judged;
  const tag = tagReason(judged);
  const agent = status === null ? [silence(evidence.agent)] : [];
  const server = status === null ? [] : [identityReason(judged), runningReason(judged), slowness(judged)];
  const watchdog = status?.watchdogFailed
    ? refuses('watchdog-failed', 'it requires a watchdog, and cannot use it')
    : null;
  return [tag, ...agent, ...server, watchdog].filter((reason) => reason !== null);
}

/** Patroni looks at the tags in the DCS and at those that the agent tells. */
function tagReason({ evidence, status }: JudgedMember): CandidateReason | null {
  const { tags } = evidence.member;
  const code = failoverExclusion(tags) ?? failoverExclusion(status?.tags ?? {});
  if (code === null) return null;
  if (code === 'nofailover-tag') return refuses(code, 'tagged nofailover: Patroni never takes it');
  return refuses(code, 'failover_priority is 0 or less: Patroni never takes it');
}

function silence(agent: AgentEvidence): CandidateReason | null {
  if (agent.answered) return null;
  const code = agent.code === 'agent-is-someone-else' ? agent.code : 'agent-unreachable';
  return refuses(code, `${agent.reason}; Patroni takes no member whose agent does not answer`);
}

function identityReason({ cluster, status }: JudgedMember): CandidateReason | null {
  const { initialization } = cluster;
  const identifier = status?.systemIdentifier ?? null;
  if (initialization.state !== 'initialized' || identifier === null) return null;
  if (identifier === initialization.systemIdentifier) return null;
  const sentence = `its PostgreSQL is of another cluster: system identifier ${identifier}, not ${initialization.systemIdentifier}`;
  return refuses('agent-is-someone-else', sentence);
}

function runningReason({ status }: JudgedMember): CandidateReason | null {
  if (status === null) return null;
  const { state } = status;
  if (!postgresAnswered(status)) {
    const what = state === 'unknown' ? 'its PostgreSQL does not answer' : `its PostgreSQL is ${state}`;
    return refuses(
      'not-running',
      `${what}; Patroni takes no member whose PostgreSQL does not report its position`,
    );
  }
  return state === 'running' ? null : warns('not-running', `its PostgreSQL is ${state}, not yet running`);
}

function slowness({ evidence }: JudgedMember): CandidateReason | null {
  const { agent } = evidence;
  if (!agent.answered || agent.elapsedMs <= PATRONI_WAITS_MS) return null;
  const seconds = (agent.elapsedMs / 1000).toFixed(1);
  return warns('agent-unreachable', `its agent answered after ${seconds} s; Patroni gives up after 2 s`);
}
