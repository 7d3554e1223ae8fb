import type { Cluster } from '../../cluster/cluster.js';
import type { Member } from '../../cluster/member.js';
import { Failure, type Problem } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { Agents, AskedMember } from '../ports.js';
import { unknownMember } from '../unknown-member.js';
import type { PauseVerb, TogglePauseRequest } from './pause-request.js';

export interface ChosenAgent {
  readonly agent: AskedMember;
  /** Members that were passed over, as nobody leads. */
  readonly warnings: readonly Problem[];
}

/**
 * Who is going to be asked: the leader, or whoever `--via` names; without a leader the first member that answers, as patronictl does. An
 * agent that is silent or somebody else's ends it here.
 */
export async function chooseAgent(
  { agents }: { readonly agents: Agents },
  scope: string,
  cluster: Cluster,
  verb: PauseVerb,
  { via }: Pick<TogglePauseRequest, 'via'>,
): Promise<ChosenAgent> {
  const names = cluster.members.map(({ name }) => name);
  if (via !== null && !names.includes(via)) throw unknownMember(scope, via, names, `${verb} --via`);
  const name = via ?? cluster.leader?.name ?? null;
  if (name === null) return firstAnswering(await askAll(agents, scope, cluster.members), scope);
  const [asked = noKey(scope, name)] = await askAll(agents, scope, membersNamed(cluster, name));
  if (asked.problem === null) return { agent: asked.agent, warnings: [] };
  const { code, message } = asked.problem;
  const others = cluster.members.filter((member) => member.name !== name);
  const other = (await askAll(agents, scope, others)).find(({ problem }) => problem === null);
  const outcome = code === 'agent-is-someone-else' ? 'refused' : 'unreachable';
  throw new Failure(outcome, code, `the agent of ${name} cannot be told: ${message}. Nothing was sent.`, {
    subject: name,
    next:
      other === undefined
        ? hint`bring back Patroni on ${name}`
        : hint`ctl ${verb} ${scope} --via ${other.agent.name} (another agent, which writes the same)`,
  });
}

interface AskedAgent {
  readonly agent: AskedMember;
  /** Null if it is the one that is meant. */
  readonly problem: Problem | null;
}

function askAll(agents: Agents, scope: string, members: readonly Member[]): Promise<AskedAgent[]> {
  return Promise.all(
    members.map(async ({ name, apiUrl }) => {
      const agent = { scope, name, apiUrl };
      const answer = await agents.readStatus(agent);
      return { agent, problem: answer.ok ? null : answer.problem };
    }),
  );
}

function firstAnswering(asked: readonly AskedAgent[], scope: string): ChosenAgent {
  const first = asked.findIndex(({ problem }) => problem === null);
  const found = asked[first];
  if (found !== undefined) return { agent: found.agent, warnings: asked.slice(0, first).flatMap(passedOver) };
  throw new Failure('unreachable', 'agent-unreachable', 'Can not find accessible cluster member', {
    subject: scope,
    parts: asked.flatMap(({ problem }) => problem ?? []),
    next: hint`ctl list ${scope}`,
  });
}

/** patronictl's words. */
function passedOver({ problem }: AskedAgent): Problem[] {
  if (problem === null) return [];
  return [{ ...problem, message: `Member ${problem.subject} is not accessible: ${problem.message}` }];
}

function membersNamed({ members }: Cluster, name: string): Member[] {
  return members.filter((member) => member.name === name);
}

function noKey(scope: string, name: string): AskedAgent {
  const message = 'it has no key in etcd';
  const problem = { code: 'agent-unreachable', message, subject: name, next: null };
  return { agent: { scope, name, apiUrl: null }, problem };
}
