const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Calls back instead of dying of the first signal; the returned function ends that. The next signal kills as usual. */
export function onInterruption(callback: () => void): () => void {
  const stop = (): void => {
    for (const signal of SIGNALS) process.off(signal, handle);
  };
  const handle = (): void => {
    stop();
    callback();
  };
  for (const signal of SIGNALS) process.on(signal, handle);
  return stop;
}
