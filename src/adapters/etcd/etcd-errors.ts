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

/** The request has not left this host. */
export function isUnsent(error: unknown): boolean {
  return isEtcdError(error, 'GRPCUnavailableError') && error.message.includes('No connection established');
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
