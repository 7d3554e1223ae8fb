import { type AskedFor, clockAhead } from '../../cluster/model/clock-ahead.js';
import type { MemberStatus } from '../../cluster/model/member-status.js';
import type { Problem } from '../../errors.js';
import { formatDuration } from '../../formats/durations.js';
import { hint } from '../../formats/hint.js';
import type { AgentOrder, AgentReply } from '../../operations/ports/agent-order.js';
import type { AgentAnswer, AgentOrders, Agents, AskedMember } from '../../operations/ports/ports.js';
import { EndlessAnswer, Silence } from '../exchange/failures.js';
import type { Exchange, FailedExchange, Limits } from '../exchange/http-exchange.js';
import type { Explanation } from './explain-alert.js';
import { isCertificateRefused } from './explain-alert.js';
import {
  explainDenial,
  explainIdentity,
  explainRefusal,
  isDenial,
  NO_ADDRESS,
  NO_AGENT,
  NO_TIME,
} from './explain-answer.js';
import { explainFailure } from './explain-failure.js';
import { type AgentRequest, READ_STATUS, requestFor } from './requests.js';
import { decodeReplyText } from './responses.js';
import { agentUrl, Transport, type TransportOptions } from './transport.js';

export interface AgentOptions extends TransportOptions {
  /** Time for all readings together; null: only the limit of each counts. Orders bring limits of their own. */
  readonly deadlineMs: number | null;
  readonly limits?: Partial<Limits>;
}

const LIMITS: Limits = { connectMs: 1000, handshakeMs: 2000, totalMs: 2000, bodyBytes: 1024 * 1024 };
const AT_ONCE = 16;

type Sent<T> =
  | { readonly value: T; readonly clockAheadMs: number | null }
  | { readonly explanation: Explanation };

type OrderReply =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string }
  | { readonly kind: 'denied' | 'doubtful' | 'not-sent'; readonly explanation: Explanation };

const CUT_WITHIN_THE_HEAD = 'HPE_INVALID_EOF_STATE';

/** Asks agents, many at once, each in its own time, and gives them orders; none of it twice. */
export class AgentClient implements Agents, AgentOrders {
  private readonly gate = new Gate(AT_ONCE);
  private readonly transport: Transport;
  private readonly limits: Limits;
  private readonly end: number;

  constructor(private readonly options: AgentOptions) {
    this.transport = new Transport(options);
    this.limits = { ...LIMITS, ...options.limits };
    this.end = performance.now() + (options.deadlineMs ?? Number.POSITIVE_INFINITY);
  }

  async readStatus(member: AskedMember): Promise<AgentAnswer<MemberStatus>> {
    const url = agentUrl(member.apiUrl, READ_STATUS.path);
    if (url === null) return { ok: false, problem: this.problem(member, null, NO_ADDRESS) };
    const sent = await this.gate.pass(() => this.ask(url, READ_STATUS));
    if ('explanation' in sent) return { ok: false, problem: this.problem(member, url, sent.explanation) };
    const other = explainIdentity(member, sent.value);
    return other === null ? { ok: true, ...sent } : { ok: false, problem: this.problem(member, url, other) };
  }

  /** Past the gate: an order waits for nobody, and lets nobody wait. */
  async send(member: AskedMember, order: AgentOrder, timeoutMs: number): Promise<AgentReply> {
    const request = requestFor(order);
    const url = agentUrl(member.apiUrl, request.path);
    if (url === null) return { kind: 'not-sent', problem: this.problem(member, null, NO_ADDRESS) };
    const limits = { ...this.limits, totalMs: timeoutMs };
    const result = await this.transport.exchange(url, request, limits);
    const reply = await judgeReply(url, result, timeoutMs);
    if (reply.kind === 'answered') return reply;
    return { kind: reply.kind, problem: this.problem(member, url, reply.explanation) };
  }

  /** The executor of every reading. */
  private async ask<T>(url: URL, request: AgentRequest<T>): Promise<Sent<T>> {
    const remaining = this.end - performance.now();
    if (remaining <= 0) return { explanation: NO_TIME };
    const limits = { ...this.limits, totalMs: Math.min(this.limits.totalMs, remaining) };
    const sent = Date.now();
    const result = await this.transport.exchange(url, request, limits);
    if ('error' in result) return { explanation: await explainFailure(url, result.layer, result.error) };
    if (isDenial(result)) return { explanation: explainDenial(result) };
    if (!request.accepted.includes(result.status)) return { explanation: explainRefusal(result) };
    const value = request.decode(result.body);
    if (value === null) return { explanation: NO_AGENT };
    return { value, clockAheadMs: aheadBy(result.date, { sent, received: Date.now() }) };
  }

  private problem(member: AskedMember, url: URL | null, { code, reason, key }: Explanation): Problem {
    const message = url === null ? reason : `${url.host}: ${reason}`;
    const next = key === undefined ? null : hint`${key} in ${this.options.placeOf(key)}`;
    return { code, message, subject: member.name, next };
  }
}

/** The date of an answer is in whole seconds. */
function aheadBy(date: string | null, asked: AskedFor): number | null {
  const told = date === null ? Number.NaN : Date.parse(date);
  return Number.isNaN(told) ? null : clockAhead(told, 1000, asked);
}

/** Lets so many pieces of work go on at the same time; the others wait in line. */
export class Gate {
  private atWork = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly width: number) {}

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.atWork < this.width) this.atWork += 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.atWork -= 1;
      else next();
    }
  }
}

/** What is known of an order after its one exchange. What has left this host may have been received. */
async function judgeReply(url: URL, result: Exchange, timeoutMs: number): Promise<OrderReply> {
  if ('error' in result) {
    if (isSent(result)) return { kind: 'doubtful', explanation: lost(explainLoss(result, timeoutMs)) };
    return { kind: 'not-sent', explanation: await explainFailure(url, result.layer, result.error) };
  }
  if (isDenial(result)) return { kind: 'denied', explanation: explainDenial(result) };
  return { kind: 'answered', status: result.status, text: decodeReplyText(result.body) ?? '' };
}

function lost(reason: string): Explanation {
  return { code: 'agent-reply-lost', reason };
}

function isSent({ layer, error }: FailedExchange): boolean {
  if (layer === 'resolve' || layer === 'connect' || layer === 'tls') return false;
  return layer === 'body' || !isCertificateRefused(error);
}

function explainLoss({ layer, error }: FailedExchange, timeoutMs: number): string {
  if (error instanceof EndlessAnswer) return 'the answer does not end';
  const isBegun = layer === 'body';
  if (error instanceof Silence) {
    const limit = formatDuration(timeoutMs);
    return isBegun ? `the answer did not end in ${limit}` : `no answer in ${limit}`;
  }
  const code = 'code' in error ? String(error.code) : '';
  if (code.startsWith('HPE_') && code !== CUT_WITHIN_THE_HEAD) return 'the answer is not HTTP';
  return `the connection was cut ${isBegun ? 'within' : 'before'} the answer`;
}
