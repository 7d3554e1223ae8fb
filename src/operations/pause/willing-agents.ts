import type { Cluster } from '../../cluster/model/cluster.js';
import type { Member } from '../../cluster/model/member.js';
import { leaderFirst } from '../../cluster/model/member-selection.js';
import { Failure, type Problem } from '../../errors.js';
import { ctl, hint } from '../../formats/hint.js';
import { anotherAgent } from '../following/patch-answer.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import type { Agents, AskedMember } from '../ports/ports.js';
import { unknownMember } from '../reading/unknown-member.js';
import { type PauseVerb, pauseCommand, type TypedToggle } from './pause-request.js';

interface AskedAgent {
  readonly agent: AskedMember;
  /** Null if it is the one that is meant. */
  readonly problem: Problem | null;
}

/** What is asked, and of which cluster. */
interface AskedToggle {
  readonly verb: PauseVerb;
  readonly place: ClusterPlace;
  readonly cluster: Cluster;
  readonly typed: TypedToggle;
}

/**
 * The agents that may be asked, one after the other: the leader's, then the others, or only that of `--via`. Whoever cannot be told is
 * passed over, for it has done nothing.
 */
export class WillingAgents {
  private readonly skipped: Problem[] = [];
  private readonly inTurn: AsyncGenerator<AskedAgent>;

  constructor(
    private readonly agents: Agents,
    private readonly asked: AskedToggle,
  ) {
    const { place, cluster, typed } = asked;
    const { via } = typed;
    const names = cluster.members.map(({ name }) => name);
    if (via !== null && !names.includes(via)) throw unknownMember(place.scope, via, names);
    const { leader } = cluster;
    if (via === null && leader !== null && !names.includes(leader.name))
      this.skipped.push(noKey(leader.name));
    const members = leaderFirst(cluster);
    this.inTurn = this.askInTurn(via === null ? members : members.filter(({ name }) => name === via));
  }

  /** Those that could not be told so far, in patronictl's words. */
  get passedOver(): readonly Problem[] {
    return this.skipped.map((problem) => ({
      ...problem,
      message: `Member ${problem.subject} is not accessible: ${problem.message}`,
    }));
  }

  /** Fails if there is none. */
  async first(): Promise<AskedMember> {
    const agent = await this.next();
    if (agent === null) throw await this.nobody();
    return agent;
  }

  /** Null if nobody is left. */
  async next(): Promise<AskedMember | null> {
    for (;;) {
      const { value, done } = await this.inTurn.next();
      if (done) return null;
      const { agent, problem } = value;
      if (problem === null) return agent;
      if (problem.code === 'agent-auth') throw denied(agent, problem);
      this.skip(problem);
    }
  }

  /** The request did not get there. */
  skip(problem: Problem): void {
    this.skipped.push(problem);
  }

  /** Why nothing could be sent. */
  async nobody(): Promise<Failure> {
    const { place, typed } = this.asked;
    const [only] = this.skipped;
    if (typed.via !== null && only !== undefined) return this.silentVia(typed.via, only);
    const message = 'Can not find accessible cluster member. Nothing was sent.';
    return new Failure('unreachable', 'agent-unreachable', message, {
      subject: place.scope,
      parts: this.skipped,
      next: ctl('list', place),
    });
  }

  /** Who else could be asked; null if nobody answers. */
  another(name: string): Promise<string | null> {
    const { place, cluster } = this.asked;
    const skipped = this.skipped.flatMap(({ subject }) => subject ?? []);
    return anotherAgent(this.agents, place.scope, cluster, [name, ...skipped]);
  }

  private async silentVia(name: string, { code, message }: Problem): Promise<Failure> {
    const { verb, place, typed } = this.asked;
    const other = await this.another(name);
    const outcome = code === 'agent-is-someone-else' ? 'refused' : 'unreachable';
    return new Failure(outcome, code, `the agent of ${name} cannot be told: ${message}. Nothing was sent.`, {
      subject: name,
      next:
        other === null
          ? hint`bring back Patroni on ${name}`
          : hint`${pauseCommand(verb, typed, place, { via: other })} (another agent, which writes the same)`,
    });
  }

  /** The first one alone, all others at the same time. */
  private async *askInTurn([first, ...others]: readonly Member[]): AsyncGenerator<AskedAgent> {
    if (first === undefined) return;
    yield await this.ask(first);
    const asked = others.map((member) => this.ask(member));
    for (const each of asked) yield await each;
  }

  private async ask({ name, apiUrl }: Member): Promise<AskedAgent> {
    const agent = { scope: this.asked.place.scope, name, apiUrl };
    const answer = await this.agents.readStatus(agent);
    return { agent, problem: answer.ok ? null : answer.problem };
  }
}

/** The same login fails everywhere. */
function denied({ name }: AskedMember, { code, message, next }: Problem): Failure {
  const told = `the agent of ${name} cannot be told: ${message}. Nothing was sent.`;
  return new Failure('unreachable', code, told, { subject: name, ...(next === null ? {} : { next }) });
}

function noKey(name: string): Problem {
  const message = 'it holds the lock and has no key in etcd';
  return { code: 'agent-unreachable', message, subject: name, next: null };
}
