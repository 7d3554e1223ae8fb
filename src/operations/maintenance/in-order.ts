/** What goes on at the same time, told one after the other in its own order, each as soon as those before it are there. */
export async function inOrder<T>(running: readonly Promise<T>[], tell: (value: T) => void): Promise<T[]> {
  // Whoever fails while another one is waited for is heard of, too.
  const all = Promise.all(running);
  all.catch(() => {});
  for (const each of running) tell(await each);
  return all;
}
