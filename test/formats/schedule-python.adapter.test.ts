import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parseSchedule } from '../../src/formats/schedule.js';
import { offsetOf } from '../support/zone-offset.js';

/** patronictl's parse_scheduled (ctl.py), at a fixed time of day; null for what it refuses. */
const PYTHON = `
import datetime, json, sys, warnings
import dateutil.parser, dateutil.tz

warnings.simplefilter('ignore')
now, texts = json.load(sys.stdin)
default = datetime.datetime.fromtimestamp(now / 1000).replace(hour=0, minute=0, second=0, microsecond=0)

def read(text):
    try:
        when = dateutil.parser.parse(text, default=default)
        if when.tzinfo is None:
            when = when.replace(tzinfo=dateutil.tz.tzlocal())
        return [when.isoformat(), int(when.timestamp() * 1000000) // 1000]
    except (ValueError, TypeError):
        return None

json.dump([read(text) for text in texts], sys.stdout)
`;

const NOW = new Date('2026-11-22T22:30:00Z');

type Reading = readonly [iso: string, at: number] | null;

function python(texts: readonly string[], zone: string): readonly Reading[] {
  const { error, status, stderr, stdout } = spawnSync('/usr/bin/python3', ['-c', PYTHON], {
    input: JSON.stringify([NOW.getTime(), texts]),
    env: { PYTHONUTF8: '1', TZ: zone },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`python3 failed: ${stderr || error}`);
  return JSON.parse(stdout);
}

function ours(text: string, zone: string): Reading {
  const parsed = parseSchedule(text, NOW, offsetOf(zone));
  return parsed === null || 'error' in parsed ? null : [parsed.iso, parsed.at];
}

const DATES = [
  '2030-01-01',
  '2030-1-2',
  '2030/07/31',
  '20301231',
  '2028-02-29',
  '2030-03-31',
  '2030-10-27',
  '',
];
const MARKS = ['T', ' ', '  ', 't'];
const TIMES = [
  '10:00',
  '9:05',
  '00:00:00',
  '23:59:59',
  '02:30',
  '10:00:00.5',
  '10:00:00,123456',
  '10:00:00.1234567',
];
const SHORT_TIMES = ['10', '1000', '100005'];
const OFFSETS = [
  '',
  'Z',
  'z',
  ' UTC',
  'GMT',
  '+01',
  '-3',
  '+0545',
  '-03:30',
  ' +01:00',
  ' -0800',
  '+00:00',
  '-00:00',
  '+23:59',
];

const TEXTS = DATES.flatMap((date) =>
  (date === '' ? ['', 'T'] : MARKS).flatMap((mark) =>
    [...TIMES, ...(date === '' ? [] : SHORT_TIMES)].flatMap((time) =>
      OFFSETS.map((offset) => `${date}${mark}${time}${offset}`),
    ),
  ),
);

const REFUSED_BY_BOTH = [
  ...['2030-02-30T10:00', '2029-02-29T10:00', '2030-01-01T24:00', '2030-01-01T10:60', '2030-01-01T10:00:60'],
  ...[
    '2030-01-01T10:00+25:00',
    '2030-01-01T10:00+100',
    '2030-01-01T10:00 + 01:00',
    '0000-01-01T10:00',
    'tomorrow',
  ],
  ...[
    '2030-W01-1T10:00',
    '2030-001T10:00',
    '2030-01-01_10:00',
    '+2030-01-01T10:00',
    '2030-01-01T9',
    '2030/13/01 10:00',
  ],
];

/** dateutil guesses: the month before the day, a day of this month, an offset with its sign turned, the local zone. */
const GUESSED_BY_PYTHON = [
  ...['01/02/2030 10:00', '18', '1807', '6pm', '2030-01-01', '203001011000', '2030-01-01T10:00 GMT+3'],
  ...['2030-01-01T10:00 XYZ', '2030-01-01T10:00+01:60', '2030-01-01T10:00Z+01', '2030.01.02 10:00'],
];

describe.each(['Europe/Berlin', 'America/New_York', 'UTC'])('schedules in %s', (zone) => {
  it('mean what they mean to patronictl', () => {
    const expected = python(TEXTS, zone);
    expect(expected).toHaveLength(TEXTS.length);
    const localOffset = offsetOf(zone);
    let skipped = 0;
    for (const [index, text] of TEXTS.entries()) {
      const reading = ours(text, zone);
      // What the clocks skip or show twice dateutil takes for one of the two.
      const isChange = /^2030-(03-31|10-27)/.test(text) && localOffset(new Date('2030-07-01')) === 120;
      if (reading === null && isChange && /[Tt ]02:30$/.test(text)) skipped += 1;
      else expect(reading, text).toEqual(expected[index]);
    }
    expect(skipped).toBe(zone === 'Europe/Berlin' ? 2 * MARKS.length : 0);
  });

  it('are refused where patronictl refuses them', () => {
    expect(python(REFUSED_BY_BOTH, zone)).toEqual(REFUSED_BY_BOTH.map(() => null));
    expect(REFUSED_BY_BOTH.map((text) => ours(text, zone))).toEqual(REFUSED_BY_BOTH.map(() => null));
  });

  it('are refused where patronictl guesses', () => {
    expect(python(GUESSED_BY_PYTHON, zone)).not.toContain(null);
    expect(GUESSED_BY_PYTHON.map((text) => ours(text, zone))).toEqual(GUESSED_BY_PYTHON.map(() => null));
  });
});
