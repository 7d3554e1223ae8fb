import { describe, expect, it } from 'vitest';
import {
  decodePauseNote,
  encodePauseNote,
  isOverdue,
  type PauseNote,
} from '../../../src/cluster/pause/pause-note.js';
import { pauseState, unreadPause } from '../../../src/cluster/pause/pause-state.js';

const NOW = new Date('2026-11-22T22:07:00.000Z');
const NOTE: PauseNote = {
  by: 'postgres',
  host: 'db1',
  since: '2026-11-22T21:40:00.000Z',
  reason: 'kernel update',
  until: '2026-11-22T22:10:00.000Z',
  configRevision: 40,
};
const PAUSED = { values: { pause: true }, revision: 40 };

describe('the note of a maintenance mode', () => {
  it('is decoded as it was encoded', () => {
    expect(decodePauseNote(encodePauseNote(NOTE))).toEqual(NOTE);
  });

  it('may lack everything but who wrote it', () => {
    expect(decodePauseNote('{"by": "ann", "host": "db1"}')).toEqual({
      by: 'ann',
      host: 'db1',
      since: null,
      reason: null,
      until: null,
      configRevision: 0,
    });
  });

  it('is understood as far as it makes sense', () => {
    const text =
      '{"by":"ann","host":"db1","since":"yesterday","until":7,"reason":["x"],"configRevision":"40","more":1}';
    expect(decodePauseNote(text)).toMatchObject({
      since: null,
      until: null,
      reason: null,
      configRevision: 0,
    });
  });

  it.each(['', 'null', '[]', '"ann"', '{}', '{"by":"ann"}', '{"by":7,"host":"db1"}', '{"by":"ann"'])(
    'is none if it reads %s',
    (text) => expect(decodePauseNote(text)).toBeNull(),
  );

  it.each([
    ['2026-11-22T22:06:59.000Z', true],
    ['2026-11-22T22:07:00.000Z', false],
    ['2026-11-22T23:06:00+01:00', true],
    [null, false],
  ])('that ends at %s is overdue: %s', (until, overdue) => {
    expect(isOverdue({ until }, NOW)).toBe(overdue);
  });
});

describe('what is known of a maintenance mode', () => {
  it('is nothing while there is none, whatever was noted', () => {
    expect(pauseState({ values: {}, revision: 40 }, NOTE, NOW)).toBeNull();
    expect(pauseState(null, NOTE, NOW)).toBeNull();
    expect(unreadPause({ values: {}, revision: 40 })).toBeNull();
  });

  it('is the note', () => {
    const { configRevision, ...noted } = NOTE;
    expect(pauseState(PAUSED, NOTE, NOW)).toEqual({ ...noted, overdue: false, known: 'noted' });
  });

  it('is overdue past its end', () => {
    const later = new Date('2026-11-22T22:10:01.000Z');
    expect(pauseState(PAUSED, NOTE, later)).toMatchObject({ overdue: true });
  });

  it('is uncertain once the configuration has changed: it may be another one', () => {
    expect(pauseState({ ...PAUSED, revision: 41 }, NOTE, NOW)).toMatchObject({
      by: 'postgres',
      known: 'uncertain',
    });
  });

  it.each([
    [null, 'not-noted'],
    ['not-read', 'not-read'],
  ] as const)('is no more than that with the note %s', (note, known) => {
    expect(pauseState(PAUSED, note, NOW)).toEqual({
      since: null,
      by: null,
      host: null,
      reason: null,
      until: null,
      overdue: false,
      known,
    });
  });
});
