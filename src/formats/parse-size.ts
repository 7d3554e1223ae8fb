const UNITS: ReadonlyMap<string, number> = new Map(
  ['B', 'kB', 'MB', 'GB', 'TB'].map((unit, index) => [unit, 1024 ** index]),
);

/** `16MB`, `1.5GB` in PostgreSQL's units (1 kB = 1024 B); a bare number is bytes. */
export function parseSize(text: string): { readonly bytes: number } | { readonly error: string } {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(text.trim()) ?? [];
  if (amount === undefined) return { error: `"${text}" is not a size; write for example 16MB or 1GB` };
  const factor = UNITS.get(unit === '' ? 'B' : unit);
  if (factor === undefined) return { error: `"${text}": unknown unit "${unit}"; use B, kB, MB, GB or TB` };
  const bytes = Math.round(Number(amount) * factor);
  return Number.isSafeInteger(bytes) ? { bytes } : { error: `"${text}" is too much` };
}
