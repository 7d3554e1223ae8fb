import { describe, expect, it } from 'vitest';
import { versionLimit } from '../../../src/cluster/restart/postgres-version-limit.js';
import { replyMeaning } from '../../../src/cluster/restart/reply-meaning.js';
import {
  afterAllStarts,
  startedBefore,
  startMs,
  startTimeout,
} from '../../../src/cluster/restart/start-time.js';

describe('start times', () => {
  it.each([
    ['2026-11-22 20:04:24.546440+00:00', Date.parse('2026-11-22T20:04:24.546Z')],
    ['2026-11-22 21:04:24+01:00', Date.parse('2026-11-22T20:04:24Z')],
    ['yesterday', null],
    [null, null],
  ])('%s', (text, expected) => {
    expect(startMs(text)).toBe(expected);
  });

  it('are compared with a moment; who does not run has to be started', () => {
    const moment = Date.parse('2026-11-22T20:04:25Z');
    expect(startedBefore('2026-11-22 20:04:24.546440+00:00', moment)).toBe(true);
    expect(startedBefore('2026-11-22 20:04:25.000000+00:00', moment)).toBe(false);
    expect(startedBefore(null, moment)).toBe(true);
  });

  it('give the moment at which all had been started', () => {
    const starts = ['2026-11-20 08:00:00.123456+00:00', null, '2026-11-21 08:00:00.123999+00:00'];
    const moment = afterAllStarts(starts) ?? 0;
    expect(new Date(moment).toISOString()).toBe('2026-11-21T08:00:00.124Z');
    expect(starts.every((start) => startedBefore(start, moment))).toBe(true);
    expect(afterAllStarts([null])).toBeNull();
  });
});

it.each([
  [503, 'restart conditions are not satisfied', 'refused'],
  [503, 'restart already in progress', 'refused'],
  [503, 'reinitialize already in progress', 'refused'],
  [503, 'postgres is still starting', 'going-on'],
  [200, 'restarted successfully', 'ended'],
  [200, '', 'going-on'],
  [302, '', 'going-on'],
  [500, 'restart failed', 'failed'],
  [503, 'restart failed', 'failed'],
  [400, 'restart failed', 'failed'],
  [400, 'Timeout should be a positive number of seconds', 'refused'],
  [404, 'Not Found', 'refused'],
  [409, 'Another restart is already scheduled', 'refused'],
  [500, 'Internal Server Error', 'going-on'],
  [502, 'Bad Gateway', 'going-on'],
  [503, 'something new', 'going-on'],
  [504, '', 'going-on'],
])('%d %s: %s', (status, text, expected) => {
  expect(replyMeaning(status, text)).toBe(expected);
});

it.each([
  ['15.20', 150020],
  ['9.5.2', 90502],
  ['10.1', 100001],
  ['10', { error: 'Invalid PostgreSQL version format: X.Y or X.Y.Z is accepted: 10' }],
  ['9.6', { error: 'Invalid PostgreSQL version format: X.Y or X.Y.Z is accepted: 9.6' }],
  ['a.b.c', { error: 'Invalid PostgreSQL version: a.b.c' }],
  ['', { error: 'Invalid PostgreSQL version: ' }],
])('version %s', (text, expected) => {
  expect(versionLimit(text)).toEqual(expected);
});

it.each([
  [{}, 300],
  [{ primary_start_timeout: 20 }, 20],
  [{ master_start_timeout: '15' }, 15],
  [{ primary_start_timeout: 0, master_start_timeout: 15 }, 0],
])('start timeout of %j', (values, expected) => {
  expect(startTimeout({ values, revision: 1 })).toBe(expected);
});
