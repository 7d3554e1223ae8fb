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
