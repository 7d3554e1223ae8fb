const UNITS = ['kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes for people, in PostgreSQL's units (1 kB = 1024 B): `0 B`, `48 kB`, `1.5 GB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 'B';
  for (const next of UNITS) {
    if (Math.round(value) < 1024) break;
    value /= 1024;
    unit = next;
  }
  return `${value < 9.95 && !Number.isInteger(value) ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

const FACTORS: ReadonlyMap<string, number> = new Map(
  ['B', 'kB', 'MB', 'GB', 'TB'].map((unit, index) => [unit, 1024 ** index]),
);

/** `16MB`, `1.5GB` in PostgreSQL's units (1 kB = 1024 B); a bare number is bytes. */
export function parseSize(text: string): { readonly bytes: number } | { readonly error: string } {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(text.trim()) ?? [];
  if (amount === undefined) return { error: `"${text}" is not a size; write for example 16MB or 1GB` };
  const factor = FACTORS.get(unit === '' ? 'B' : unit);
  if (factor === undefined) return { error: `"${text}": unknown unit "${unit}"; use B, kB, MB, GB or TB` };
  const bytes = Math.round(Number(amount) * factor);
  return Number.isSafeInteger(bytes) ? { bytes } : { error: `"${text}" is too much` };
}
