/** gRPC counts by the time of day, which somebody may set. */
export function deadlineAt(untilMs: number): number {
  return Date.now() + untilMs - performance.now();
}

/** gRPC's own end of a call comes first unless somebody has set the clock back. */
const BEYOND_GRPC_MS = 200;

/** Ends the wait by the monotonic clock, as gRPC would have done; the call itself goes on. */
export async function inTime<T>(answer: Promise<T>, untilMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const isLate = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), Math.max(0, untilMs - performance.now()) + BEYOND_GRPC_MS);
  });
  const first = await Promise.race([answer.then((value) => ({ value })), isLate]).finally(() =>
    clearTimeout(timer),
  );
  if (first !== 'late') return first.value;
  const { GRPCDeadlineExceededError } = await import('etcd3');
  throw new GRPCDeadlineExceededError('Deadline exceeded');
}
