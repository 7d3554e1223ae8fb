import type { MemberStatus } from '../../cluster/member-status.js';
import type { Problem } from '../../errors.js';
import type { AgentAnswer, AgentSettings, Agents, AskedMember } from '../../operations/ports.js';
import { type Call, exchange, type Limits } from './exchange.js';
import {
  explainDenial,
  explainIdentity,
  explainRefusal,
  NO_ADDRESS,
  NO_AGENT,
  NO_TIME,
} from './explain-answer.js';
import { type Explanation, explainFailure } from './explain-failure.js';
import { Gate } from './gate.js';
import { type AgentRequest, READ_STATUS } from './requests.js';
import { type AgentTls, readTls } from './tls.js';

export interface AgentOptions {
  readonly settings: AgentSettings;
  /** For messages: where a key of the settings stands. */
  readonly placeOf: (key: string) => string;
  /** Trusted if the settings name no authority; null if the system has none. */
  readonly systemAuthorities: () => Promise<Buffer | null>;
  /** Time for all requests together. */
  readonly deadlineMs: number;
  readonly warn: (problem: Problem) => void;
  readonly limits?: Partial<Limits>;
}

const LIMITS: Limits = { connectMs: 1000, totalMs: 2000, bodyBytes: 1024 * 1024 };
const AT_ONCE = 16;

type Sent<T> = { readonly value: T } | { readonly explanation: Explanation };

/** Sends requests to agents: to many at once, each in its own time, none of them twice. */
export class AgentClient implements Agents {
  private readonly gate = new Gate(AT_ONCE);
  private readonly limits: Limits;
  private readonly end: number;
  private tls: Promise<AgentTls> | null = null;

  constructor(private readonly options: AgentOptions) {
    this.limits = { ...LIMITS, ...options.limits };
    this.end = performance.now() + options.deadlineMs;
  }

  async readStatus(member: AskedMember): Promise<AgentAnswer<MemberStatus>> {
    const url = agentUrl(member.apiUrl, READ_STATUS.path);
    if (url === null) return this.failed(member, null, NO_ADDRESS);
    const sent = await this.gate.pass(() => this.send(url, READ_STATUS));
    if ('explanation' in sent) return this.failed(member, url, sent.explanation);
    const other = explainIdentity(member, sent.value);
    return other === null ? { ok: true, value: sent.value } : this.failed(member, url, other);
  }

  /** The executor of every request. */
  private async send<T>(url: URL, request: AgentRequest<T>): Promise<Sent<T>> {
    const remaining = this.end - performance.now();
    if (remaining <= 0) return { explanation: NO_TIME };
    const limits = { ...this.limits, totalMs: Math.min(this.limits.totalMs, remaining) };
    const body = request.body === undefined ? null : JSON.stringify(request.body);
    const tls = url.protocol === 'https:' ? await this.readTls() : null;
    const headers = this.headers(body);
    const result = await exchange({ url, method: request.method, headers, body, tls, limits });
    if ('error' in result) return { explanation: await explainFailure(url, result.layer, result.error) };
    if (result.status === 401 || result.status === 403) return { explanation: explainDenial(result) };
    if (!request.accepted.includes(result.status)) return { explanation: explainRefusal(result) };
    const value = request.decode(result.body);
    return value === null ? { explanation: NO_AGENT } : { value };
  }

  /** Like patronictl it logs in with every request, though reading needs no login. */
  private headers(body: string | null): Call['headers'] {
    const { login } = this.options.settings;
    const credentials = login && Buffer.from(`${login.username}:${login.password}`).toString('base64');
    return {
      'user-agent': 'ctl',
      ...(credentials === null ? {} : { authorization: `Basic ${credentials}` }),
      ...(body === null ? {} : { 'content-type': 'application/json' }),
    };
  }

  /** On the first https request, because files that nobody needs may be missing. */
  private readTls(): Promise<AgentTls> {
    const { settings, placeOf, systemAuthorities, warn } = this.options;
    if (this.tls === null && settings.insecure) warn(insecureWarning(settings));
    this.tls ??= readTls({ settings, placeOf, systemAuthorities });
    return this.tls;
  }

  private failed(
    member: AskedMember,
    url: URL | null,
    { code, reason, key }: Explanation,
  ): AgentAnswer<never> {
    const message = url === null ? reason : `${url.host}: ${reason}`;
    const next = key === undefined ? null : `${key} in ${this.options.placeOf(key)}`;
    return { ok: false, problem: { code, message, subject: member.name, next } };
  }
}

function insecureWarning({ certfile }: AgentSettings): Problem {
  const what = certfile !== null ? 'host names in the certificates' : 'certificates';
  return {
    code: 'insecure',
    message: `the ${what} of the agents are not verified`,
    subject: null,
    next: null,
  };
}

/** The published address with another path, as patronictl does it. */
function agentUrl(apiUrl: string | null, path: string): URL | null {
  if (apiUrl === null || !URL.canParse(apiUrl)) return null;
  const url = new URL(path, apiUrl);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : null;
}
