/** Works on what comes, on at most `limit` at the same time, and gives the results in the order in which it came. */
export async function* inParallel<S, T>(
  source: AsyncIterable<S>,
  limit: number,
  work: (each: S) => Promise<T>,
): AsyncGenerator<T> {
  const running: Promise<T>[] = [];
  for await (const each of source) {
    const result = work(each);
    // Whoever fails while another one is waited for is heard of when it is its turn.
    result.catch(() => {});
    running.push(result);
    if (running.length < limit) continue;
    const first = running.shift();
    if (first !== undefined) yield await first;
  }
  for (const result of running) yield await result;
}
