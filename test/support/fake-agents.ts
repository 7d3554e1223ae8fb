import type { MemberStatus } from '../../src/cluster/model/member-status.js';
import type { Problem } from '../../src/errors.js';
import type { AgentAnswer, Agents, AskedMember } from '../../src/operations/ports/ports.js';

/** Agents by the names of their members; one that is missing is silent. It remembers who was asked. */
export class FakeAgents implements Agents {
  readonly asked: AskedMember[] = [];

  constructor(private readonly answers: Readonly<Record<string, MemberStatus | Problem>>) {}

  async readStatus(member: AskedMember): Promise<AgentAnswer<MemberStatus>> {
    this.asked.push(member);
    const answer = this.answers[member.name] ?? silence(member.name);
    return 'code' in answer ? { ok: false, problem: answer } : { ok: true, value: answer };
  }
}

export function silence(member: string): Problem {
  return { code: 'agent-unreachable', message: '127.0.0.1:8008: no answer', subject: member, next: null };
}
