import type * as Etcd3 from 'etcd3';

type EtcdErrorName = Extract<keyof typeof Etcd3, `${string}Error`>;

/** An error of etcd3, by the name of its class: the package is loaded by the first connection only. */
export function isEtcdError(error: unknown, ...names: readonly EtcdErrorName[]): error is Error {
  return error instanceof Error && names.some((name) => name === error.constructor.name);
}

/** Whether another attempt a moment later may go better: etcd may be electing a leader, or be slow. */
export function isPassing(error: unknown): boolean {
  return isEtcdError(error, 'GRPCDeadlineExceededError') || isWithoutLeader(error);
}

/** An answer that every other endpoint would give, too; nothing has been done. */
export function isFinal(error: unknown): boolean {
  return isLoginRefused(error) || isEtcdError(error, 'EtcdPermissionDeniedError');
}

/**
 * etcd is done with the request and says no. If it has no room any more, it may say so about a write that it has done: the
 * first one beyond its quota (quotaApplierV3).
 */
export function isAnswered(error: unknown): boolean {
  return isFinal(error) || (isEtcdError(error, 'GRPCResourceExhastedError') && reasonOfEtcd(error) !== null);
}

/** Nothing is behind the address, whatever is spoken to it. */
export function isUnreached(error: unknown): boolean {
  return (
    error instanceof Error &&
    /ECONNREFUSED|Name resolution failed|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT/.test(
      error.message,
    )
  );
}

/** Whoever answers so is etcd, and can be spoken to by gRPC. */
export function isEtcdsWord(error: unknown): boolean {
  return (
    error instanceof Error &&
    (/etcdserver: /.test(error.message) || /^Etcd.*Error$/.test(error.constructor.name))
  );
}

/** An endpoint speaks HTTP only, and gRPC is nowhere within reach: the request has not been sent. The message tells where it was looked for. */
export class HttpOnlyError extends Error {}

/** The request has not left this host, or only to a server that knows nothing of gRPC. */
export function isUnsent(error: unknown): boolean {
  return (
    error instanceof HttpOnlyError ||
    isEtcdError(error, 'GRPCNotImplementedError') ||
    (isEtcdError(error, 'GRPCUnavailableError') && error.message.includes('No connection established'))
  );
}

/** What to tell of an error that is not etcd's word: gRPC's own texts say little. */
export function reasonOfGrpc(error: unknown): string {
  if (isPassing(error)) return 'no answer in time';
  if (!(error instanceof Error)) return String(error);
  const status = /HTTP status code (\d{3})/.exec(error.message)?.[1];
  if (status !== undefined) return `answers gRPC with HTTP ${status}`;
  return error.constructor.name.startsWith('GRPC') ? 'does not answer gRPC' : error.message;
}

export function isLoginRefused(error: unknown): boolean {
  return (
    isEtcdError(
      error,
      'EtcdAuthenticationFailedError',
      'EtcdInvalidAuthTokenError',
      'EtcdUserNotFoundError',
    ) ||
    (error instanceof Error && error.message.includes('user name is empty'))
  );
}

export function isWithoutLeader(error: unknown): boolean {
  const message = error instanceof Error ? error.message : '';
  return (
    isEtcdError(error, 'GRPCUnavailableError') && /no leader|leader changed|request timed out/.test(message)
  );
}

/** What etcd itself says, such as `mvcc: database space exceeded`. */
export function reasonOfEtcd(error: unknown): string | null {
  return error instanceof Error ? (/etcdserver: (.*)/.exec(error.message)?.[1] ?? null) : null;
}
