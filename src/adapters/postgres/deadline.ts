/** What came in time. */
type InTime<T> = { readonly value: T } | 'too-late';

/** Waits for something until a moment of `performance.now()`; it goes on, and what becomes of it is nobody's business. */
export async function beforeDeadline<T>(promise: Promise<T>, deadline: number): Promise<InTime<T>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'too-late'>((resolve) => {
    timer = setTimeout(() => resolve('too-late'), remainingMs(deadline));
  });
  try {
    return await Promise.race([promise.then((value) => ({ value })), late]);
  } finally {
    clearTimeout(timer);
  }
}

export function remainingMs(deadline: number): number {
  return Math.max(1, deadline - performance.now());
}
