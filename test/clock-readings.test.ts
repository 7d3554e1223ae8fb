import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../src/', import.meta.url));

/** The only places that read the time of day as a number, and why it must be that one. */
const TIME_OF_DAY: Readonly<Record<string, string>> = {
  'adapters/etcd/in-time.ts':
    'gRPC takes its deadlines by the time of day; a monotonic timer stands behind it',
  'adapters/agent/client.ts': 'it is compared with the clock of the agent',
  'adapters/postgres/server-health.ts': 'it is compared with the clock of the server',
};

/** What turns the time of day into a number that could be subtracted. */
const READINGS = [
  /\bDate\.now\(/,
  /\bnow\(\)\.getTime\(/,
  /\+\s*new Date\(\)/,
  /new Date\(\)\.(getTime|valueOf)/,
];

function sources(): readonly string[] {
  const all = readdirSync(ROOT, { recursive: true, encoding: 'utf8' });
  return all.filter((path) => path.endsWith('.ts'));
}

describe('the time of day', () => {
  it('measures nothing: durations and deadlines are monotonic', () => {
    const found = sources().filter((path) => {
      const text = readFileSync(ROOT + path, 'utf8');
      return READINGS.some((reading) => reading.test(text));
    });
    expect(found.toSorted()).toEqual(Object.keys(TIME_OF_DAY).toSorted());
  });
});
