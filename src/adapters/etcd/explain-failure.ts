import { Failure, type Problem } from '../../errors.js';
import { formatDuration } from '../../formats/durations.js';
import { type Hint, hint } from '../../formats/hint.js';
import type { EtcdSettings } from '../../operations/settings.js';
import type { Endpoint } from './endpoint.js';
import {
  HttpOnlyError,
  isAnswered,
  isEtcdError,
  isLoginRefused,
  isPassing,
  isWithoutLeader,
  reasonOfEtcd,
  reasonOfGrpc,
} from './etcd-errors.js';
import type { EndpointError } from './hedge.js';
import { probeEndpoint } from './probe-endpoint.js';
import type { TlsMaterial } from './tls.js';

/** With what somebody came. */
export interface Credentials {
  readonly login: EtcdSettings['login'];
  /** Where a key of the settings stands. */
  readonly placeOf: (key: string) => string;
}

export interface FailedAccess extends Credentials {
  readonly errors: readonly EndpointError<Endpoint>[];
  readonly access: 'read' | 'write';
  /** The keys, or the key. */
  readonly prefix: string;
  readonly tls: TlsMaterial | null;
  readonly elapsedMs: number;
  /** How long the look at each endpoint may take. */
  readonly probeMs: number;
  /** Where the addresses came from. */
  readonly origin: () => string;
}

/** What to tell when no endpoint gave an answer: one problem for each, naming the layer that failed. */
export async function explainFailure(failed: FailedAccess): Promise<Failure> {
  const parts = await Promise.all(
    failed.errors.map(({ endpoint, error }) => explain(endpoint, error, failed)),
  );
  const codes = new Set(parts.map((part) => part.code));
  if (codes.has('dcs-no-quorum')) {
    return new Failure('unreachable', 'dcs-no-quorum', 'etcd has no quorum, so nothing it says is certain.', {
      parts,
      next: hint`bring back enough etcd members; --stale shows what one of them last knew`,
    });
  }
  const [only] = codes.size === 1 ? parts : [];
  const code = only?.code ?? 'dcs-unreachable';
  const message =
    codes.has('dcs-auth') || codes.has('dcs-refused')
      ? 'etcd refused the request.'
      : code === 'dcs-http-only'
        ? 'etcd answers by HTTP only, and gRPC is needed.'
        : `no etcd endpoint answered${failed.elapsedMs < 1000 ? '' : ` within ${formatDuration(failed.elapsedMs)}`}.`;
  return new Failure('unreachable', code, message, {
    parts,
    next: hint`the endpoints come from ${failed.origin()}`,
  });
}

async function explain(endpoint: Endpoint, error: unknown, failed: FailedAccess): Promise<Problem> {
  const problem = (code: string, message: string, next: Hint | null = null): Problem => ({
    code,
    message,
    subject: endpoint.address,
    next,
  });
  if (isEtcdError(error, 'EtcdPermissionDeniedError')) {
    const what = failed.access === 'write' ? 'to write' : 'on';
    return problem('dcs-auth', `permission denied ${what} ${failed.prefix}`, explainDenial(failed));
  }
  if (isLoginRefused(error)) {
    return problem('dcs-auth', reasonOfRefusal(failed), places(failed, LOGIN_KEYS));
  }
  if (error instanceof HttpOnlyError) return problem('dcs-http-only', error.message);
  if (isAnswered(error)) return problem('dcs-refused', `refuses the request: ${reasonOfEtcd(error)}`);
  const probe = await probeEndpoint(endpoint.url, failed.tls, failed.probeMs, endpoint.trace);
  switch (probe.layer) {
    case 'tls':
      return problem('dcs-tls', probe.reason, places(failed, probe.keys));
    case 'none':
      return problem(...(await explainSilence(endpoint, error, failed.probeMs)));
    default:
      return problem('dcs-unreachable', probe.reason);
  }
}

export const LOGIN_KEYS = ['etcd3.username', 'etcd3.password'];

/** Keys with where they stand, or belong. */
export function places({ placeOf }: Pick<Credentials, 'placeOf'>, keys: readonly string[]): Hint | null {
  return keys.length === 0 ? null : hint`${placesText(placeOf, keys)}`;
}

function placesText(placeOf: (key: string) => string, keys: readonly string[]): string {
  const all = [...new Set(keys.map(placeOf))];
  return all
    .map((place) => `${keys.filter((key) => placeOf(key) === place).join(', ')} in ${place}`)
    .join('; ');
}

/** The right is missing, or another prefix is meant. */
export function explainDenial(failed: Credentials): Hint {
  return failed.login === null
    ? hint`no login is configured: ${placesText(failed.placeOf, LOGIN_KEYS)}`
    : hint`grant it to "${failed.login.username}", or change ${placesText(failed.placeOf, ['etcd3.username', 'namespace'])}`;
}

export function reasonOfRefusal({ login }: Pick<Credentials, 'login'>): string {
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
  return ['dcs-unreachable', reasonOfGrpc(error)];
}
