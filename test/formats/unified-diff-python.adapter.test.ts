import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../src/formats/unified-diff.js';

const PAIRS = 1500;

/** As patronictl prints it (ctl.py, show_diff). */
const PYTHON = String.raw`
import difflib, json, sys

def listify(string):
    return [line + '\n' for line in string.rstrip('\n').split('\n')]

def diff(before, after):
    return ''.join(line.rstrip('\n') + '\n' for line in difflib.unified_diff(listify(before), listify(after)))

print(json.dumps([diff(*pair) for pair in json.load(sys.stdin)]))
`;

describe('unifiedDiff', () => {
  it('is what difflib makes of the same texts', () => {
    const random = seeded(20_261_123);
    const pairs = Array.from({ length: PAIRS }, (_, index) => somePair(random, index % 10 === 0 ? 400 : 40));
    const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', PYTHON], {
      input: JSON.stringify(pairs),
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    });
    expect(stderr).toBe('');
    const expected: string[] = JSON.parse(stdout);
    expect(expected).toHaveLength(PAIRS);
    for (const [index, [before, after]] of pairs.entries()) {
      expect(unifiedDiff(before, after), JSON.stringify([before, after])).toBe(expected[index]);
    }
  });
});

/** Lines that repeat, some removed, added or moved. */
function somePair(random: () => number, most: number): [string, string] {
  const line = (): string => `key_${Math.floor(random() * 30)}: ${Math.floor(random() * 3)}`;
  const before = Array.from({ length: 1 + Math.floor(random() * most) }, line);
  const after = before.flatMap((each) => {
    const chance = random();
    if (chance < 0.1) return [];
    return chance < 0.2 ? [each, line()] : chance < 0.3 ? [line()] : [each];
  });
  return [`${before.join('\n')}\n`, `${after.join('\n')}\n`];
}

/** A linear congruential generator. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}
