import type { AgentOrder, AgentReply } from '../../src/operations/ports/agent-order.js';
import type { AgentOrders, AskedMember } from '../../src/operations/ports/ports.js';
import { silence } from './fake-agents.js';

/** An order as an agent got it. */
export interface SentOrder {
  readonly member: string;
  readonly order: AgentOrder;
  readonly timeoutMs: number;
}

type Answer = (sent: SentOrder) => AgentReply | Promise<AgentReply>;

/** Agents that take orders, remember them and answer by a function. */
export class FakeOrders implements AgentOrders {
  readonly sent: SentOrder[] = [];

  constructor(private readonly answer: Answer) {}

  async send({ name }: AskedMember, order: AgentOrder, timeoutMs: number): Promise<AgentReply> {
    const sent = { member: name, order, timeoutMs };
    this.sent.push(sent);
    return this.answer(sent);
  }
}

export function answered(status: number, text: string): AgentReply {
  return { kind: 'answered', status, text };
}

/** The agent may have received it, and its answer is missing. */
export function doubtful(member: string): AgentReply {
  const message = '127.0.0.1:8008: no answer in 10 s';
  return { kind: 'doubtful', problem: { code: 'agent-reply-lost', message, subject: member, next: null } };
}

export function notSent(member: string): AgentReply {
  return { kind: 'not-sent', problem: silence(member) };
}

/** The agent refuses the login. */
export function denied(member: string): AgentReply {
  const message = '127.0.0.1:8008: refuses the login';
  return { kind: 'denied', problem: { code: 'agent-auth', message, subject: member, next: null } };
}
