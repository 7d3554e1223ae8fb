/** What comes before the end; what is on its way then is not waited for. */
export async function* until<T>(end: Promise<void>, values: AsyncIterable<T>): AsyncGenerator<T> {
  const ended = end.then((): IteratorReturnResult<void> => ({ done: true, value: undefined }));
  const iterator = values[Symbol.asyncIterator]();
  for (;;) {
    const next = await Promise.race([ended, iterator.next()]);
    if (next.done === true) return;
    yield next.value;
  }
}
