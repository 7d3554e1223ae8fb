import {
  EtcdAuthenticationFailedError,
  EtcdInvalidAuthTokenError,
  EtcdPermissionDeniedError,
  EtcdUserNotFoundError,
  GRPCDeadlineExceededError,
  GRPCUnavailableError,
} from 'etcd3';
import { Failure, type Problem } from '../../errors.js';
import { formatDuration } from '../../formats/durations.js';
import type { EtcdSettings } from '../../operations/ports.js';
import type { Endpoint } from './endpoint.js';
import type { EndpointError } from './hedge.js';
import { probeEndpoint } from './probe-endpoint.js';
import type { TlsMaterial } from './tls.js';

/** Whether another attempt a moment later may go better: etcd may be electing a leader, or be slow. */
export function isPassing(error: unknown): boolean {
  return error instanceof GRPCDeadlineExceededError || isWithoutLeader(error);
}

/** An answer that every other endpoint would give, too. */
export function isFinal(error: unknown): boolean {
  return isLoginRefused(error) || error instanceof EtcdPermissionDeniedError;
}

export interface FailedRead {
  readonly errors: readonly EndpointError<Endpoint>[];
  /** What was to be read. */
  readonly prefix: string;
  readonly tls: TlsMaterial | null;
  readonly login: EtcdSettings['login'];
  readonly elapsedMs: number;
  /** How long the look at each endpoint may take. */
  readonly probeMs: number;
  /** Where the addresses came from. */
  readonly origin: string;
  /** Where a key of the settings stands. */
  readonly placeOf: (key: string) => string;
}

/** What to tell when no endpoint gave an answer: one problem for each, naming the layer that failed. */
export async function explainFailure(read: FailedRead): Promise<Failure> {
  const parts = await Promise.all(read.errors.map(({ endpoint, error }) => explain(endpoint, error, read)));
  const codes = new Set(parts.map((part) => part.code));
  if (codes.has('dcs-no-quorum')) {
    return new Failure('unreachable', 'dcs-no-quorum', 'etcd has no quorum, so nothing it says is certain.', {
      parts,
      next: 'bring back enough etcd members; --stale shows what one of them last knew',
    });
  }
  const [only] = codes.size === 1 ? parts : [];
  const code = only?.code === 'dcs-auth' || only?.code === 'dcs-tls' ? only.code : 'dcs-unreachable';
  const message = codes.has('dcs-auth')
    ? 'etcd refused the request.'
    : `no etcd endpoint answered${read.elapsedMs < 1000 ? '' : ` within ${formatDuration(read.elapsedMs)}`}.`;
  return new Failure('unreachable', code, message, { parts, next: `the endpoints come from ${read.origin}` });
}

async function explain(endpoint: Endpoint, error: unknown, read: FailedRead): Promise<Problem> {
  const problem = (code: string, message: string, next: string | null = null): Problem => ({
    code,
    message,
    subject: endpoint.address,
    next,
  });
  if (error instanceof EtcdPermissionDeniedError) {
    return problem('dcs-auth', `permission denied on ${read.prefix}`, explainDenial(read));
  }
  if (isLoginRefused(error)) {
    return problem('dcs-auth', reasonOfRefusal(read), places(read, LOGIN_KEYS));
  }
  const probe = await probeEndpoint(endpoint.url, read.tls, read.probeMs);
  switch (probe.layer) {
    case 'tls':
      return problem('dcs-tls', probe.reason, places(read, probe.keys));
    case 'none':
      return problem(...(await explainSilence(endpoint, error, read.probeMs)));
    default:
      return problem('dcs-unreachable', probe.reason);
  }
}

const LOGIN_KEYS = ['etcd3.username', 'etcd3.password'];

/** Keys with where they stand, or belong. */
function places({ placeOf }: FailedRead, keys: readonly string[]): string | null {
  const all = [...new Set(keys.map(placeOf))];
  const parts = all.map((place) => `${keys.filter((key) => placeOf(key) === place).join(', ')} in ${place}`);
  return parts.length === 0 ? null : parts.join('; ');
}

/** The right is missing, or another prefix is meant. */
function explainDenial(read: FailedRead): string {
  return read.login === null
    ? `no login is configured: ${places(read, LOGIN_KEYS)}`
    : `grant it to "${read.login.username}", or change ${places(read, ['etcd3.username', 'namespace'])}`;
}

function reasonOfRefusal({ login }: FailedRead): string {
  return login === null ? 'wants a login' : `refuses the login of "${login.username}"`;
}

/** The endpoint is etcd and answers; so why did the read fail? */
async function explainSilence(
  endpoint: Endpoint,
  error: unknown,
  probeMs: number,
): Promise<[string, string]> {
  const hasLeader = await endpoint.hasLeader(probeMs).catch(() => null);
  if (hasLeader === false || isWithoutLeader(error))
    return ['dcs-no-quorum', 'answers, but knows no etcd leader'];
  if (isPassing(error)) return ['dcs-no-quorum', 'answers, but a read that needs the quorum takes too long'];
  return ['dcs-unreachable', error instanceof Error ? error.message : String(error)];
}

function isLoginRefused(error: unknown): boolean {
  return (
    error instanceof EtcdAuthenticationFailedError ||
    error instanceof EtcdInvalidAuthTokenError ||
    error instanceof EtcdUserNotFoundError ||
    (error instanceof Error && error.message.includes('user name is empty'))
  );
}

function isWithoutLeader(error: unknown): boolean {
  const message = error instanceof Error ? error.message : '';
  return error instanceof GRPCUnavailableError && /no leader|leader changed|request timed out/.test(message);
}
