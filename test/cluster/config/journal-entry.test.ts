import { describe, expect, it } from 'vitest';
import {
  decodeJournalEntry,
  encodeJournalEntry,
  type JournalEntry,
} from '../../../src/cluster/config/journal-entry.js';

const ENTRY: JournalEntry = {
  revision: 4711,
  who: 'ada',
  host: 'bastion',
  at: '2026-11-22T18:07:00.000Z',
  reason: 'slow network',
  command: 'edit-config',
  changes: [{ path: ['ttl'], before: 30, after: 40 }],
};

const kept = (changes: Partial<JournalEntry>) =>
  decodeJournalEntry(encodeJournalEntry({ ...ENTRY, ...changes }));

describe('an entry of the journal', () => {
  it('is kept as it is', () => {
    expect(kept({})).toEqual({ ...ENTRY, changes: [{ ...ENTRY.changes[0], isCut: false }], omitted: 0 });
  });

  it('tells a key that was not there from one that was null', () => {
    const changes = [
      { path: ['a'], before: undefined, after: null },
      { path: ['b'], before: null, after: undefined },
    ];
    expect(kept({ changes })?.changes).toEqual(changes.map((each) => ({ ...each, isCut: false })));
  });

  it('keeps no secrets', () => {
    const changes = [{ path: ['standby_cluster', 'password'], before: 'hidden', after: undefined }];
    expect(encodeJournalEntry({ ...ENTRY, changes })).not.toContain('hidden');
    expect(kept({ changes })?.changes).toEqual([{ ...changes[0], before: '***', isCut: true }]);
  });

  it('keeps the begin of a long value, and says so', () => {
    const lines = Array.from({ length: 200 }, (_, index) => `host db${index} all 10.0.0.0/8 scram-sha-256`);
    const [change] =
      kept({ changes: [{ path: ['postgresql', 'pg_hba'], before: 'short', after: lines }] })?.changes ?? [];
    expect(change).toMatchObject({ before: 'short', isCut: true });
    expect(String(change?.after)).toMatch(/^\["host db0 .*…$/);
    expect(String(change?.after).length).toBeLessThan(1100);
  });

  it('is small whatever was changed', () => {
    const changes = Array.from({ length: 500 }, (_, index) => ({
      path: ['postgresql', 'parameters', `extension.parameter_${index}`],
      before: 'ä'.repeat(40),
      after: index,
    }));
    const text = encodeJournalEntry({ ...ENTRY, reason: 'r'.repeat(5000), changes });
    expect(new TextEncoder().encode(text).length).toBeLessThan(8000);
    const entry = decodeJournalEntry(text);
    expect((entry?.changes.length ?? 0) + (entry?.omitted ?? 0)).toBe(500);
    expect(entry?.changes.length).toBeGreaterThan(20);
  });

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['without a revision', '{"who":"a","host":"b","at":"2026-11-22T18:07:00Z","changes":[]}'],
    ['without a time', '{"revision":1,"who":"a","host":"b","at":"noon","changes":[]}'],
    ['without changes', '{"revision":1,"who":"a","host":"b","at":"2026-11-22T18:07:00Z"}'],
  ])('is none: %s', (_, text) => {
    expect(decodeJournalEntry(text)).toBeNull();
  });

  it('of a later ctl is read as far as it is understood', () => {
    const text = JSON.stringify({
      ...ENTRY,
      changes: [{ path: ['ttl'], before: 1, after: 2, more: {} }, 7],
      more: 1,
    });
    expect(decodeJournalEntry(text)?.changes).toEqual([{ path: ['ttl'], before: 1, after: 2, isCut: false }]);
  });
});
