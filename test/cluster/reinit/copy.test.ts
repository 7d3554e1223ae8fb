import { describe, expect, it } from 'vitest';
import { addSample, type CopySample, estimateCopy } from '../../../src/cluster/reinit/copy-rate.js';
import { matchBackup, type Receiver, type SentBackup } from '../../../src/cluster/reinit/match-backup.js';

function aBackup(pid: number, changes: Partial<SentBackup> = {}): SentBackup {
  return {
    pid,
    age: 2,
    clientAddress: '10.0.0.3',
    phase: 'streaming database files',
    totalBytes: 500,
    sentBytes: 100,
    source: 'pg2',
    ...changes,
  };
}

const pg3: Receiver = { member: 'pg3', host: '10.0.0.3', age: 5 };
const pg1: Receiver = { member: 'pg1', host: '10.0.0.1', age: 5 };

describe('the backup of a member', () => {
  it.each<[string, readonly SentBackup[], readonly Receiver[], number | null]>([
    ['the only one', [aBackup(1)], [pg3], 1],
    ['none', [], [pg3], null],
    ['one from before', [aBackup(1, { age: 60 })], [pg3], null],
    ['the one with its address', [aBackup(1, { clientAddress: '10.0.0.1' }), aBackup(2)], [pg3, pg1], 2],
    ['another address, as through NAT', [aBackup(1, { clientAddress: '10.9.9.9' })], [pg3], 1],
    ['one of two', [aBackup(1), aBackup(2)], [pg3], null],
    ['one that is as well another member’s', [aBackup(1, { clientAddress: null })], [pg3, pg1], null],
    [
      'its own while the other has its own',
      [aBackup(1), aBackup(2, { clientAddress: '10.0.0.1' })],
      [pg3, pg1],
      1,
    ],
    ['of a member that is not waited for', [aBackup(1)], [pg1], null],
  ])('%s', (_, backups, receivers, expected) => {
    expect(matchBackup(backups, receivers, 'pg3')?.pid ?? null).toBe(expected);
  });
});

describe('how far a copy is', () => {
  const samples = (...sent: number[]): CopySample[] =>
    sent.map((sentBytes, index) => ({ atMs: index * 1000, sentBytes }));

  it.each([
    ['nothing yet', samples(), 100, { percent: null, bytesPerSecond: null, secondsLeft: null }],
    ['one look', samples(10), 100, { percent: 10, bytesPerSecond: null, secondsLeft: null }],
    ['steady', samples(10, 20, 30), 100, { percent: 30, bytesPerSecond: 10, secondsLeft: 7 }],
    ['no estimate', samples(10, 20), null, { percent: null, bytesPerSecond: 10, secondsLeft: null }],
    ['more than estimated', samples(100, 150), 120, { percent: 100, bytesPerSecond: 50, secondsLeft: 0 }],
    ['stuck', samples(10, 10), 100, { percent: 10, bytesPerSecond: null, secondsLeft: null }],
  ])('%s', (_, all, total, expected) => {
    expect(estimateCopy(all, total)).toEqual(expected);
  });

  it('goes by the last while', () => {
    const all = Array.from({ length: 40 }, (_, second) => ({
      atMs: second * 1000,
      sentBytes: second < 20 ? second : second * 100,
    })).reduce<readonly CopySample[]>(addSample, []);
    expect(estimateCopy(all, null).bytesPerSecond).toBeCloseTo(100);
  });

  it('begins again with the copy', () => {
    const again = [...samples(10, 400), { atMs: 2000, sentBytes: 5 }].reduce<readonly CopySample[]>(
      addSample,
      [],
    );
    expect(again).toEqual([{ atMs: 2000, sentBytes: 5 }]);
  });
});
