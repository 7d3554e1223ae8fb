import { describe, expect, it } from 'vitest';
import { type Downtime, downtimeOf, gapByPhase } from '../../../src/cluster/downtime/downtime.js';
import {
  addAttempt,
  NOTHING_WRITTEN,
  type WriteAttempt,
} from '../../../src/cluster/downtime/write-course.js';

/** `1000-1004 a`: written through a; `1000-1004 a: reason`: not. */
function attempts(...lines: readonly string[]): WriteAttempt[] {
  return lines.map((line) => {
    const [, started, ended, through = '', reason = null] = /^(\d+)-(\d+) (\w+)(?:: (.+))?$/.exec(line) ?? [];
    const times = { startedMs: Number(started), endedMs: Number(ended) };
    return { ...times, written: reason === null, reason, through };
  });
}

const measureDowntime = (made: readonly WriteAttempt[]): Downtime =>
  downtimeOf(made.reduce(addAttempt, NOTHING_WRITTEN));

const measure = (...lines: readonly string[]) => measureDowntime(attempts(...lines));

describe('the downtime', () => {
  it('is the time between the last good write before the first failure and the first after the last', () => {
    expect(
      measure(
        '1000-1002 a',
        '1020-1022 a',
        '1040-1041 a: gone',
        '1060-1061 b: standby',
        '1060-1061 a: gone',
        '1080-1083 b',
        '1100-1101 b',
      ),
    ).toEqual({
      lastGoodMs: 1022,
      firstGoodMs: 1083,
      gapMs: 61,
      // The first failure ended 19 ms after the last good write, and the last one through b began 23 ms before the good one.
      resolutionMs: 20 + 23,
      outages: 1,
      attempts: 7,
      failures: 3,
      reasons: [
        { reason: 'gone', count: 2 },
        { reason: 'standby', count: 1 },
      ],
    });
  });

  it('no failure: nothing longer than from a good write to the next has gone unnoticed', () => {
    expect(measure('1000-1002 a', '1020-1140 a', '1145-1150 a')).toEqual({
      lastGoodMs: null,
      firstGoodMs: null,
      gapMs: 0,
      resolutionMs: 140,
      outages: 0,
      attempts: 3,
      failures: 0,
      reasons: [],
    });
  });

  it.each([
    {
      what: 'writes have not come back',
      lines: ['1000-1002 a', '1020-1021 a: gone', '1040-1041 a: gone'],
      expected: { lastGoodMs: 1002, firstGoodMs: null, gapMs: null, resolutionMs: 20, outages: 1 },
    },
    {
      what: 'writes failed from the beginning',
      lines: ['1000-1002 a: gone', '1020-1022 a', '1040-1042 a'],
      expected: { lastGoodMs: null, firstGoodMs: 1022, gapMs: null, resolutionMs: 22, outages: 1 },
    },
    {
      what: 'writes failed from the beginning, and once more',
      lines: ['1000-1002 a: gone', '1020-1022 a', '1040-1041 a: gone', '1060-1062 a'],
      expected: { lastGoodMs: 1022, firstGoodMs: 1062, gapMs: 40, outages: 2 },
    },
    {
      what: 'several outages: the gap is from the first to the last',
      lines: ['1000-1002 a', '1020-1021 a: x', '1040-1042 a', '1060-1061 a: y', '1080-1082 a'],
      expected: { lastGoodMs: 1002, firstGoodMs: 1082, gapMs: 80, outages: 2, failures: 2 },
    },
    {
      what: 'the second outage has not ended',
      lines: ['1000-1002 a', '1020-1021 a: x', '1040-1042 a', '1060-1061 a: y'],
      expected: { lastGoodMs: 1002, firstGoodMs: null, gapMs: null, outages: 2 },
    },
    {
      what: 'writes have never succeeded',
      lines: ['1000-1002 a: x'],
      expected: { lastGoodMs: null, firstGoodMs: null, gapMs: null, resolutionMs: 0, outages: 1 },
    },
    {
      what: 'nothing was tried',
      lines: [],
      expected: { lastGoodMs: null, firstGoodMs: null, gapMs: null, resolutionMs: 0, outages: 0 },
    },
  ])('$what', ({ lines, expected }) => {
    expect(measure(...lines)).toMatchObject(expected);
  });

  it('a write that hung failed from its beginning', () => {
    const { resolutionMs } = measure('1000-1003 a', '1020-1021 a', '1040-2040 a: no answer', '2040-2041 a');
    // Left 1040 - 1020, right 2041 - 1040.
    expect(resolutionMs).toBe(20 + 1001);
  });

  it('a good write that had to wait tells that the server could not write when it began', () => {
    const failed = ['1020-1021 a: gone', '1040-2040 b: no answer'];
    expect(measure('1000-1001 a', ...failed, '1900-2100 b').resolutionMs).toBe(20 + 2100 - 1900);
    // Not if it was only as slow as others.
    expect(measure('780-1001 a', ...failed, '1900-2100 b').resolutionMs).toBe(240 + 2100 - 1040);
  });

  it('a failure elsewhere does not tell when an address began to accept writes', () => {
    const others = ['1100-1101 c: standby', '1200-1201 c: standby'];
    const { resolutionMs } = measure(
      '1000-1001 a',
      '1020-1021 a: gone',
      '1050-1051 b: gone',
      ...others,
      '1210-1211 b',
    );
    expect(resolutionMs).toBe(20 + 1211 - 1050);
  });

  it('tells the five most frequent reasons', () => {
    const lines = ['a', 'b', 'b', 'c', 'd', 'e', 'f', 'f', 'f'].map(
      (reason, at) => `${at}-${at} x: ${reason}`,
    );
    expect(measure(...lines).reasons.map(({ reason, count }) => `${reason} ${count}`)).toEqual([
      'f 3',
      'b 2',
      'a 1',
      'c 1',
      'd 1',
    ]);
  });
});

describe('the resolution', () => {
  /** A route that is down from `from` to `to`; a write that meets a down server fails at once or hangs for `hangsMs`. */
  function probe(from: number, to: number, every: number, offset: number, hangsMs: number): WriteAttempt[] {
    const seen: WriteAttempt[] = [];
    for (let at = offset; at < 3000; ) {
      const isDown = at + 1 >= from && at < to;
      const endedMs = isDown ? at + hangsMs : at + 2;
      seen.push({ startedMs: at, endedMs, written: !isDown, reason: isDown ? 'down' : null, through: 'a' });
      at = Math.max(endedMs, at + every);
    }
    return seen;
  }

  const cases = [1, 30, 250].flatMap((hangsMs) =>
    [20, 33, 50].flatMap((every) =>
      [0, 7, 13, 19].flatMap((offset) => [5, 40, 800].map((length) => ({ hangsMs, every, offset, length }))),
    ),
  );

  it.each(cases)(
    'bounds the error: hangs $hangsMs ms, every $every ms from $offset, $length ms long',
    (each) => {
      const from = 1003;
      const { gapMs, resolutionMs, outages } = measureDowntime(
        probe(from, from + each.length, each.every, each.offset, each.hangsMs),
      );
      expect(gapMs).not.toBeNull();
      expect(Math.abs((gapMs ?? Number.NaN) - each.length)).toBeLessThanOrEqual(resolutionMs);
      expect(resolutionMs).toBeLessThanOrEqual(2 * each.every + each.hangsMs + 10);
      if (each.length > each.every) expect(outages).toBe(1);
    },
  );
});

describe('gapByPhase', () => {
  const phases = [
    { phase: 'checkpoint', atMs: 50 },
    { phase: 'stopping', atMs: 100 },
    { phase: 'released', atMs: 130 },
    { phase: 'writable', atMs: 200 },
  ];

  it.each([
    [{ from: 110, to: 190 }, ['stopping 20', 'released 60']],
    [{ from: 0, to: 60 }, ['checkpoint 10']],
    [{ from: 120, to: 500 }, ['stopping 10', 'released 70', 'writable 300']],
    [{ from: 0, to: 40 }, []],
  ])('%j', (gap, expected) => {
    expect(gapByPhase(gap, phases).map(({ phase, ms }) => `${phase} ${ms}`)).toEqual(expected);
  });
});
