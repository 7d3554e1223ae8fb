import type { Cluster } from '../../cluster/model/cluster.js';
import { leaderFirst } from '../../cluster/model/member-selection.js';
import { answerMeaning, mayComeLater } from '../../cluster/model/order-answer.js';
import { verifyAgent } from '../maintenance/order-outcome.js';
import type { AgentReply } from '../ports/agent-order.js';
import type { Agents } from '../ports/ports.js';

/**
 * What a reply tells of a patch of the dynamic configuration, before etcd is looked at. `unsent`: nothing was done. `refused`: the agent
 * would not. `unstored`: it could not (409). `given`: it has ended, one way or the other. `lost`: it may still be at it.
 */
type PatchAnswer = 'none' | 'unsent' | 'refused' | 'unstored' | 'given' | 'lost';

/** Patroni answers a patch after it has written, and never refuses one in words of its own (api.py, do_PATCH_config). */
export function patchAnswer(reply: AgentReply | null): PatchAnswer {
  if (reply === null) return 'none';
  if (reply.kind === 'doubtful') return 'lost';
  if (reply.kind !== 'answered') return 'unsent';
  const { status, text } = reply;
  if (status === 409) return 'unstored';
  if (mayComeLater(status)) return 'lost';
  const isRefused = status !== 500 && status !== 503 && answerMeaning(status, text) === 'refused';
  return isRefused ? 'refused' : 'given';
}

/** How a patch ends with this answer if etcd, looked at since, does not hold it; null if it may still come to hold it. */
export function endOfPatch(reply: AgentReply | null): 'declined' | 'unstored' | 'not-seen' | null {
  switch (patchAnswer(reply)) {
    case 'unsent':
    case 'refused':
      return 'declined';
    case 'unstored':
      return 'unstored';
    case 'given':
      return 'not-seen';
    case 'none':
    case 'lost':
      return null;
  }
}

/** ` (503, Service Unavailable)`; empty if there is no answer yet. */
export function wordsOf(reply: AgentReply | null): string {
  if (reply === null) return '';
  if (reply.kind !== 'answered') return ` (${reply.problem.message})`;
  return ` (${reply.status}, ${reply.text === '' ? 'not in the words of an agent' : reply.text})`;
}

/** The first member beside those named whose agent answers, the leader first; null if there is none. All are asked at the same time. */
export async function anotherAgent(
  agents: Agents,
  scope: string,
  cluster: Cluster,
  except: readonly string[],
): Promise<string | null> {
  const others = leaderFirst(cluster).filter(({ name }) => !except.includes(name));
  const verified = await Promise.all(
    others.map(({ name, apiUrl }) => verifyAgent(agents, { scope, name, apiUrl })),
  );
  return others.find((_, index) => verified[index]?.ok)?.name ?? null;
}
