import { describe, expect, it } from 'vitest';
import type { ConfigLogReport, ShownRevision } from '../../../src/operations/config/read-config-log.js';
import { configLogView } from '../../../src/views/config/log.js';
import type { Screen } from '../../../src/views/parts/screen.js';
import { A_PIPE } from '../../support/screens.js';

const aScreen = (changes: Partial<Screen> = {}): Screen => ({ ...A_PIPE, ...changes });

const NOBODY = { who: null, host: null, at: null, reason: null, command: null };

function aRevision(revision: number, changes: Partial<ShownRevision> = {}): ShownRevision {
  return { revision, source: 'dcs', created: false, ...NOBODY, changes: [], omitted: 0, ...changes };
}

function aLog(revisions: readonly ShownRevision[], changes: Partial<ConfigLogReport> = {}): ConfigLogReport {
  return {
    outcome: 'done',
    code: null,
    warnings: [],
    errors: [],
    scope: 'demo',
    group: null,
    revisions,
    end: 'beginning',
    oldestStored: 10,
    ...changes,
  };
}

const ttl = { key: 'ttl', before: 30, after: 40, cut: false };
const BY_ADA = aRevision(40, {
  who: 'ada',
  host: 'bastion',
  at: '2026-11-22T18:07:00.000Z',
  reason: 'the network between the data centres is slow since Monday',
  command: 'edit-config',
  changes: [ttl, { key: 'postgresql.parameters.work_mem', before: null, after: '8MB', cut: false }],
});

describe('configLogView', () => {
  it('shows a paragraph for each revision', () => {
    const log = aLog([
      BY_ADA,
      aRevision(30, { changes: [{ ...ttl, key: 'pause', before: true, after: null }] }),
      aRevision(20),
      aRevision(10, { created: true, changes: [ttl, ttl] }),
    ]);
    expect(configLogView(log, aScreen({ columns: 80 }))).toMatchInlineSnapshot(`
      "revision 40  2026-11-22T18:07:00Z  ada@bastion  edit-config
        reason: the network between the data centres is slow since Monday
        ttl  30 → 40
        postgresql.parameters.work_mem  not set → 8MB

      revision 30  by another tool or an agent; when is not recorded
        pause  true → not set

      revision 20  by another tool or an agent; when is not recorded
        rewritten without a change

      revision 10  by another tool or an agent; when is not recorded
        created with 2 keys (--json has them)
      "
    `);
  });

  it('says what is not known any more', () => {
    const forgotten = aRevision(20, {
      ...BY_ADA,
      revision: 20,
      source: 'journal',
      reason: null,
      changes: [{ key: 'postgresql.pg_hba', before: '["host all all…', after: [], cut: true }],
      omitted: 2,
    });
    const log = aLog([aRevision(40, { changes: null }), forgotten], { end: 'compacted', oldestStored: 40 });
    expect(configLogView(log, aScreen({ columns: 60 }))).toMatchInlineSnapshot(`
      "revision 40  by another tool or an agent; when is not
          recorded
        what changed is not known: the version before is gone

      revision 20  2026-11-22T18:07:00Z  ada@bastion
          edit-config
        postgresql.pg_hba  ["host all all… → [] (not kept
            whole)
        and 2 more, for which the journal had no room

      etcd has compacted what was before revision 40: of that
        time only ctl's own changes are known, from its journal.
      "
    `);
  });

  it.each([
    ['limit', 'There are more: --limit.'],
    ['deadline', 'What was before revision 10 could not be read in time: --deadline.'],
  ] as const)('ends with %s', (end, sentence) => {
    expect(
      configLogView(aLog([aRevision(40)], { end }), aScreen())
        .trimEnd()
        .split('\n')
        .at(-1),
    ).toBe(sentence);
  });

  it('of nothing', () => {
    expect(configLogView(aLog([]), aScreen())).toBe('demo has no dynamic configuration\n');
  });

  it('obeys no escape characters', () => {
    const evil = aRevision(40, {
      ...BY_ADA,
      who: 'a\u001b[2J',
      reason: '\u001b]0;x\u0007',
      changes: [{ key: 'x\u001b[1m', before: '\u001b[31m', after: null, cut: false }],
    });
    expect(configLogView(aLog([evil]), aScreen())).not.toMatch(/[\u001b\u0007]/);
  });
});
