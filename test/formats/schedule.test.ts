import { describe, expect, it } from 'vitest';
import {
  describeSchedule,
  type ParsedSchedule,
  parseSchedule,
  type Schedule,
} from '../../src/formats/schedule.js';
import { offsetOf } from '../support/zone-offset.js';

const NOW = new Date('2026-11-22T22:30:00Z');
const BERLIN = offsetOf('Europe/Berlin');

function parse(text: string, zone = 'Europe/Berlin'): ParsedSchedule {
  return parseSchedule(text, NOW, offsetOf(zone));
}

function scheduleOf(text: string, zone?: string): Schedule {
  const parsed = parse(text, zone);
  if (parsed === null || 'error' in parsed) throw new Error(`no schedule: ${parsed?.error}`);
  return parsed;
}

function errorOf(text: string, zone?: string): string {
  const parsed = parse(text, zone);
  if (parsed === null || !('error' in parsed)) throw new Error('no error');
  return parsed.error;
}

describe('parseSchedule', () => {
  it.each(['now', '', '  ', ' now '])('takes "%s" for at once', (text) => {
    expect(parse(text)).toBeNull();
  });

  it.each<{ text: string; iso: string; utc?: string }>([
    { text: '2030-01-01T10:00', iso: '2030-01-01T10:00:00+01:00', utc: '2030-01-01T09:00:00.000Z' },
    { text: '2030-07-01T10:00', iso: '2030-07-01T10:00:00+02:00', utc: '2030-07-01T08:00:00.000Z' },
    { text: '2030-01-01 10:00:05', iso: '2030-01-01T10:00:05+01:00' },
    { text: '2030-1-2 9:05', iso: '2030-01-02T09:05:00+01:00' },
    { text: '2030/01/02 10:00', iso: '2030-01-02T10:00:00+01:00' },
    { text: '20300102T1000', iso: '2030-01-02T10:00:00+01:00' },
    { text: '2030-01-01T10', iso: '2030-01-01T10:00:00+01:00' },
    { text: '18:07', iso: '2026-11-22T18:07:00+01:00', utc: '2026-11-22T17:07:00.000Z' },
    { text: 'T18:07:30', iso: '2026-11-22T18:07:30+01:00' },
    {
      text: '2030-01-01T10:00:00.123',
      iso: '2030-01-01T10:00:00.123000+01:00',
      utc: '2030-01-01T09:00:00.123Z',
    },
  ])('reads $text in the local zone', ({ text, iso, utc }) => {
    const schedule = scheduleOf(text);
    expect(schedule).toMatchObject({ iso, zone: 'local' });
    expect(new Date(schedule.at).toISOString()).toBe(utc ?? new Date(iso).toISOString());
  });

  it.each<{ text: string; iso: string; utc?: string }>([
    { text: '2030-01-01T10:00Z', iso: '2030-01-01T10:00:00+00:00', utc: '2030-01-01T10:00:00.000Z' },
    { text: '2030-01-01t10:00:00z', iso: '2030-01-01T10:00:00+00:00' },
    { text: '2030-01-01 10:00 UTC', iso: '2030-01-01T10:00:00+00:00' },
    { text: '2030-01-01 10:00:00+01', iso: '2030-01-01T10:00:00+01:00', utc: '2030-01-01T09:00:00.000Z' },
    { text: '2030-01-01 10:00 -03:30', iso: '2030-01-01T10:00:00-03:30', utc: '2030-01-01T13:30:00.000Z' },
    { text: '2023-05-29T04:32:31-3', iso: '2023-05-29T04:32:31-03:00' },
    { text: '2030-01-01T10:00-0000', iso: '2030-01-01T10:00:00+00:00' },
    { text: '20300101T100000+0545', iso: '2030-01-01T10:00:00+05:45' },
    {
      text: '2030-01-01T10:00:00.123+01:00',
      iso: '2030-01-01T10:00:00.123000+01:00',
      utc: '2030-01-01T09:00:00.123Z',
    },
    {
      text: '2030-01-01T10:00:00,1234569Z',
      iso: '2030-01-01T10:00:00.123456+00:00',
      utc: '2030-01-01T10:00:00.123Z',
    },
    // Times that the local clocks skip or show twice.
    { text: '2030-03-31T02:30+01:00', iso: '2030-03-31T02:30:00+01:00' },
    { text: '2030-10-27T02:30+01:00', iso: '2030-10-27T02:30:00+01:00' },
  ])('reads $text with its offset', ({ text, iso, utc }) => {
    const schedule = scheduleOf(text);
    expect(schedule).toMatchObject({ iso, zone: 'given' });
    expect(new Date(schedule.at).toISOString()).toBe(utc ?? new Date(iso).toISOString());
  });

  it('takes today from the local zone, also for a time with an offset', () => {
    expect(scheduleOf('01:00', 'Asia/Tokyo').iso).toBe('2026-11-23T01:00:00+09:00');
    expect(scheduleOf('01:00Z', 'Asia/Tokyo').iso).toBe('2026-11-23T01:00:00+00:00');
    expect(scheduleOf('01:00', 'America/New_York').iso).toBe('2026-11-22T01:00:00-05:00');
  });

  it.each([
    ...['01/02/2030 10:00', '01.02.2030 10:00', '1.2. 10:00', '2030-02/01 10:00', '30-01-01T10:00'],
    ...['tomorrow', '6pm', '10:00 am', '18', '1807', '203001011000', '2030-W01-1T10:00', '2030-001T10:00'],
    ...['2030-01-01T10:00 CET', '2030-01-01T10:00 GMT+3', '2030-01-01T10:00Z+01', '2030-01-01T10:00 + 01:00'],
    ...['2030-01-01T10:00+25:00', '2030-01-01T10:00+01:60', '2030-01-01T10:00+100', '2030-01-01T1'],
    ...[
      '2030-01-01T10:00:',
      '2030-01-01T10:00:00.',
      '2030-01-01T-1:00',
      '+2030-01-01T10:00',
      '٢٠٣٠-٠١-٠١T١٠:٠٠',
    ],
  ])('refuses %s in the words of patronictl', (text) => {
    expect(errorOf(text)).toBe(
      `Unable to parse scheduled timestamp (${text}). It should be in an unambiguous format (e.g. ISO 8601)`,
    );
  });

  it.each([
    ...['2030-02-30T10:00', '2030-02-29T10:00Z', '2030-13-01T10:00', '2030-00-01T10:00', '2030-01-00T10:00'],
    ...[
      '2030-01-01T24:00',
      '2030-01-01T25:00',
      '2030-01-01T10:60',
      '2030-01-01T10:00:60',
      '24:00',
      '0000-01-01T10:00',
    ],
  ])('refuses %s, which does not exist', (text) => {
    expect(errorOf(text)).toBe(
      `Unable to parse scheduled timestamp (${text}). It should be in an unambiguous format (e.g. ISO 8601); there is no such time`,
    );
  });

  it.each(['2030-01-01', '20300101', '2030/1/1'])('needs a time: %s', (text) => {
    expect(errorOf(text)).toMatch(new RegExp(`\\(${text}\\).*; a time is needed, such as ${text}T10:00$`));
  });

  it.each([
    {
      zone: 'Europe/Berlin',
      text: '2030-03-31T02:30',
      reason: 'skip this time: give an offset, such as +01:00',
    },
    {
      zone: 'Europe/Berlin',
      text: '2030-10-27 02:30',
      reason: 'show this time twice: give an offset, +02:00 or +01:00',
    },
    {
      zone: 'America/New_York',
      text: '2026-03-08T02:00',
      reason: 'skip this time: give an offset, such as -05:00',
    },
    {
      zone: 'America/New_York',
      text: '2026-11-01T01:59:59',
      reason: 'show this time twice: give an offset, -04:00 or -05:00',
    },
    {
      zone: 'Australia/Lord_Howe',
      text: '2030-10-06T02:15',
      reason: 'skip this time: give an offset, such as +10:30',
    },
  ])('refuses $text in $zone', ({ zone, text, reason }) => {
    expect(errorOf(text, zone)).toBe(
      `Unable to parse scheduled timestamp (${text}). It should be in an unambiguous format (e.g. ISO 8601); the clocks of the local zone ${reason}`,
    );
  });

  it.each([
    { text: '2030-03-31T01:59:59', iso: '2030-03-31T01:59:59+01:00' },
    { text: '2030-03-31T03:00', iso: '2030-03-31T03:00:00+02:00' },
    { text: '2030-10-27T01:59', iso: '2030-10-27T01:59:00+02:00' },
    { text: '2030-10-27T03:00', iso: '2030-10-27T03:00:00+01:00' },
  ])('knows on which side of a change of the clocks $text is', ({ text, iso }) => {
    expect(scheduleOf(text).iso).toBe(iso);
  });

  it('reads back what it has written', () => {
    for (const text of ['2030-01-01T10:00', '2030-07-01 10:00:00.5', '9:05', '2030-01-01T10:00-03:30']) {
      const { at, iso } = scheduleOf(text);
      expect(parseSchedule(iso, NOW, BERLIN)).toEqual({ at, iso, zone: 'given' });
    }
  });
});

describe('describeSchedule', () => {
  it.each<{ text: string; now: string; expected: string }>([
    {
      text: '2030-01-01T10:00+01:00',
      now: '2030-01-01T05:40:00Z',
      expected: '2030-01-01T10:00:00+01:00 (09:00:00 UTC, in 3 h 20 min)',
    },
    {
      text: '2030-01-01T00:30+01:00',
      now: '2029-12-31T23:00:00Z',
      expected: '2030-01-01T00:30:00+01:00 (2029-12-31 23:30:00 UTC, in 30 min)',
    },
    {
      text: '2030-01-01T10:00Z',
      now: '2030-01-01T09:59:00Z',
      expected: '2030-01-01T10:00:00+00:00 (in 60 s)',
    },
    {
      text: '2030-01-01T10:00Z',
      now: '2029-12-28T07:10:00Z',
      expected: '2030-01-01T10:00:00+00:00 (in 4 d 3 h)',
    },
    {
      text: '2030-01-01T10:00Z',
      now: '2029-12-25T10:00:00Z',
      expected: '2030-01-01T10:00:00+00:00 (in 7 d)',
    },
    {
      text: '2030-01-01T10:00-05:00',
      now: '2030-01-01T15:05:00Z',
      expected: '2030-01-01T10:00:00-05:00 (15:00:00 UTC, 5 min ago)',
    },
  ])('says $expected', ({ text, now, expected }) => {
    expect(describeSchedule(scheduleOf(text), new Date(now))).toBe(expected);
  });
});
