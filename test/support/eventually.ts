/** Waits until something that others do has happened; an error while looking counts as not yet. */
export async function eventually(
  what: string,
  isTrue: () => Promise<boolean>,
  limitMs = 90_000,
): Promise<void> {
  const end = Date.now() + limitMs;
  for (;;) {
    if (await isTrue().catch(() => false)) return;
    if (Date.now() > end) throw new Error(`${what}: not within ${limitMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
