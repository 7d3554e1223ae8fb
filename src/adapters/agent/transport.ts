import type { SecureContext } from 'node:tls';
import type { Problem } from '../../errors.js';
import type { Trace } from '../../operations/ports/trace.js';
import type { AgentSettings } from '../../operations/settings.js';
import { type Call, type Exchange, exchange, type Limits } from '../exchange/http-exchange.js';
import { readTlsMaterial, type TlsSources } from '../tls/tls-material.js';
import type { RequestLine } from './requests.js';

export interface TransportOptions {
  readonly settings: AgentSettings;
  /** For messages: where a key of the settings stands. */
  readonly placeOf: (key: string) => string;
  /** Trusted if the settings name no authority; null if the system has none. */
  readonly systemAuthorities: () => Promise<Buffer | null>;
  readonly warn: (problem: Problem) => void;
  readonly trace?: Trace | null;
}

/** How https to an agent is spoken; options of node:https. */
interface AgentTls {
  readonly secureContext: SecureContext;
  readonly rejectUnauthorized: boolean;
  readonly checkServerIdentity?: () => undefined;
}

interface AgentTlsSources extends Pick<TlsSources, 'placeOf' | 'systemAuthorities'> {
  readonly settings: AgentSettings;
}

/** Puts requests on the wire, each once, with the login and the certificates of the settings. */
export class Transport {
  private tls: Promise<AgentTls> | null = null;

  constructor(private readonly options: TransportOptions) {}

  async exchange(
    url: URL,
    { method, ...request }: RequestLine,
    limits: Limits,
    observed: Pick<Call, 'onSecure'> = {},
  ): Promise<Exchange> {
    const body = request.body === undefined ? null : JSON.stringify(request.body);
    const tls = url.protocol === 'https:' ? await this.readTls() : null;
    const { trace } = this.options;
    const traced = trace ? { trace, peer: 'agent' as const } : null;
    return exchange({ url, method, headers: this.headers(body), body, tls, limits, traced, ...observed });
  }

  /** Like patronictl it logs in with every request, though reading needs no login. */
  private headers(body: string | null): Readonly<Record<string, string>> {
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
    const { settings, warn } = this.options;
    if (this.tls === null && settings.insecure) warn(insecureWarning(settings));
    this.tls ??= readTls(this.options);
    return this.tls;
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
export function agentUrl(apiUrl: string | null, path: string): URL | null {
  if (apiUrl === null || !URL.canParse(apiUrl)) return null;
  const url = new URL(path, apiUrl);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : null;
}

/** Reads the files that the settings name. */
async function readTls({ settings, placeOf, systemAuthorities }: AgentTlsSources): Promise<AgentTls> {
  const { cacert, certfile, keyfile, keyfilePassword, insecure } = settings;
  const { context: secureContext } = await readTlsMaterial({
    authority: { key: 'ctl.cacert', path: cacert },
    certificate: { key: 'ctl.certfile', path: certfile },
    privateKey: { key: 'ctl.keyfile', path: keyfile },
    password: { key: 'ctl.keyfile_password', value: keyfilePassword },
    placeOf,
    systemAuthorities,
  });
  if (!insecure) return { secureContext, rejectUnauthorized: true };
  // patronictl's rule: with a client certificate only the host name goes unchecked.
  return certfile === null
    ? { secureContext, rejectUnauthorized: false }
    : { secureContext, rejectUnauthorized: true, checkServerIdentity: () => undefined };
}
