import { describe, expect, it } from 'vitest';
import type { ReinitState } from '../../../src/operations/reinit/reinit-report.js';
import { reinitEventView } from '../../../src/views/reinit/reinit.js';
import { A_PIPE } from '../../support/screens.js';

const MB = 1024 ** 2;
const source = {
  member: 'pg2',
  leads: true,
  well: true,
  walSenders: { used: 3, max: 10 },
  replicationSlots: null,
  feeds: ['pg1'],
  login: 'works',
  obstacles: [],
} as const;

describe('the plan of a reinit', () => {
  it('names the sources, their room, and what remains', () => {
    const offering = {
      ...source,
      member: 'pg1',
      leads: false,
      well: false,
      walSenders: null,
      feeds: null,
      login: null,
    };
    const warnings = [{ code: 'source-not-well', message: 'pg1 …', subject: 'pg1', next: null }];
    const narration = reinitEventView(
      {
        kind: 'plan',
        scope: 'demo',
        plan: {
          group: null,
          leader: 'pg2',
          targets: [
            {
              member: 'pg3',
              state: 'start failed',
              well: false,
              unsound: 'it is start failed',
              sources: [source, offering],
            },
          ],
          remaining: ['pg2'],
          leftOut: [{ member: 'pg1', reason: 'nobody feeds it' }],
        },
        warnings,
      },
      A_PIPE,
    );
    expect(narration.warnings).toBe(warnings);
    expect(narration.result).toMatchInlineSnapshot(`
      "Reinitialize of demo: pg3

        SOURCE  ROLE                 STATE     FEEDS  LOGIN      WAL SENDERS  SLOTS
        pg2     Leader               well      pg1    works      3 of 10      ?
        pg1     Replica (clonefrom)  not well  ?      not tried  ?            ?

        pg3 (start failed): its data is deleted, and copied afresh from one of pg2, pg1, whichever Patroni takes
        healthy copies that remain meanwhile: pg2
        pg1 does not count: nobody feeds it

      "
    `);
  });

  it('says that nothing remains', () => {
    const plan = {
      group: 2,
      leader: null,
      targets: [
        { member: 'w1', state: null, well: false, unsound: 'its agent does not answer', sources: [] },
      ],
    };
    const event = {
      kind: 'plan',
      scope: 'demo',
      plan: { ...plan, remaining: [], leftOut: [] },
      warnings: [],
    } as const;
    expect(reinitEventView(event, A_PIPE).result).toMatchInlineSnapshot(`
      "Reinitialize of demo group 2: w1

        no member to copy from

        w1 (unknown, its agent does not answer): its data is deleted, and copied afresh from nobody
        healthy copies that remain meanwhile: none

      "
    `);
  });
});

describe('the progress of a reinit', () => {
  const copying: ReinitState = {
    member: 'pg3',
    phase: 'copying',
    state: 'creating replica',
    attempts: 1,
    source: 'pg2',
    step: 'streaming database files',
    sentBytes: 200 * MB,
    totalBytes: 500 * MB,
    percent: 40.9,
    bytesPerSecond: 50 * MB,
    secondsLeft: 6,
    elapsedMs: 5000,
  };
  const unseen = { source: null, step: null, sentBytes: null, totalBytes: null, percent: null };

  it.each<[Partial<ReinitState>, string]>([
    [{}, 'pg3: 40 % of 500 MB from pg2, 50 MB/s, 6.0 s left (5.0 s)'],
    [{ bytesPerSecond: null, secondsLeft: null }, 'pg3: 40 % of 500 MB from pg2 (5.0 s)'],
    [{ totalBytes: null, percent: null, secondsLeft: null }, 'pg3: 200 MB from pg2, 50 MB/s (5.0 s)'],
    [
      { sentBytes: 0, step: 'waiting for checkpoint to finish' },
      'pg3: pg2 is at "waiting for checkpoint to finish" (5.0 s)',
    ],
    [{ attempts: 2 }, 'pg3: 40 % of 500 MB from pg2, 50 MB/s, 6.0 s left, attempt 2 (5.0 s)'],
    [unseen, 'pg3: creating replica (5.0 s)'],
    [{ ...unseen, phase: 'following', state: 'running' }, 'pg3: running, not yet streaming (5.0 s)'],
    [{ ...unseen, state: null }, 'pg3: its agent does not answer (5.0 s)'],
    [{ ...unseen, member: 'pg\u001b[2J' }, 'pg\\x1b[2J: creating replica (5.0 s)'],
  ])('%j', (changes, expected) => {
    const { passing } = reinitEventView({ kind: 'progress', states: [{ ...copying, ...changes }] }, A_PIPE);
    expect(passing).toBe(`  ${expected}`);
  });
});
