import { describe, expect, it } from 'vitest';
import { pauseWarning, readPauseWarnings } from '../../../src/operations/pause/pause-warnings.js';
import { aCluster } from '../../support/clusters.js';
import { FakeNotes } from '../../support/fake-notes.js';
import { FakeClock } from '../../support/fakes.js';
import { somePause } from '../../support/reports.js';

const NOW = new Date('2026-11-22T18:07:00.000Z');
const PLACE = { scope: 'demo', group: null };
const NOTED = { by: 'postgres', host: 'db1', known: 'noted' } as const;

describe('pauseWarning', () => {
  it.each([
    [somePause(), 'demo is paused (maintenance mode)'],
    [somePause({ known: 'not-read' }), 'demo is paused (maintenance mode)'],
    [
      somePause({ ...NOTED, since: '2026-11-22T17:55:00.000Z', reason: 'kernel update' }),
      'demo is paused (maintenance mode) for 12 min by postgres@db1: "kernel update"',
    ],
    [
      somePause({ ...NOTED, until: '2026-11-22T18:00:00.000Z', overdue: true }),
      'demo is paused (maintenance mode), noted by postgres@db1, until 2026-11-22T18:00:00.000Z, overdue by 7 min',
    ],
    [
      somePause({ ...NOTED, known: 'uncertain' }),
      'demo is paused (maintenance mode), noted by postgres@db1 (the configuration has changed since this was noted)',
    ],
  ])('of %j', (pause, message) => {
    expect(pauseWarning(PLACE, pause, NOW)).toEqual({ code: 'paused', message, subject: 'demo', next: null });
  });
});

describe('readPauseWarnings', () => {
  const clock = new FakeClock();

  it('does not look at the notes of a cluster that is not paused', async () => {
    const notes = new FakeNotes();
    expect(await readPauseWarnings({ notes, clock }, 'demo', [{ group: null, cluster: aCluster() }])).toEqual(
      [],
    );
    expect(notes.asked).toEqual([]);
  });

  it('warns once for each Citus group that is paused', async () => {
    const paused = aCluster({ config: { pause: true } });
    const notes = new FakeNotes({ 'demo/1/pause': '{"by":"ann","host":"db7","configRevision":40}' });
    const placed = [
      { group: 0, cluster: aCluster() },
      { group: 1, cluster: paused },
      { group: 1, cluster: paused },
      { group: 2, cluster: paused },
    ];
    const warnings = await readPauseWarnings({ notes, clock }, 'demo', placed);
    expect(warnings.map(({ message }) => message)).toEqual([
      'demo group 1 is paused (maintenance mode), noted by ann@db7',
      'demo group 2 is paused (maintenance mode)',
    ]);
    expect(notes.asked).toEqual(['demo/1/pause', 'demo/2/pause']);
  });

  it('says why the note is missing', async () => {
    const notes = new FakeNotes();
    notes.problem = { code: 'notes-denied', message: 'permission denied', subject: null, next: null };
    const placed = [{ group: null, cluster: aCluster({ config: { pause: true } }) }];
    const warnings = await readPauseWarnings({ notes, clock }, 'demo', placed);
    expect(warnings.map(({ code }) => code)).toEqual(['paused', 'notes-denied']);
  });
});
