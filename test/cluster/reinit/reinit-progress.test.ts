import { describe, expect, it } from 'vitest';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import type { SentBackup } from '../../../src/cluster/reinit/match-backup.js';
import type { ReinitLook, ReinitSubject } from '../../../src/cluster/reinit/reinit-end.js';
import { advance, REQUESTED, type ReinitProgress } from '../../../src/cluster/reinit/reinit-progress.js';
import { aStatus } from '../../support/statuses.js';

const BEFORE = '2026-11-22 10:00:00+00:00';
const subject: ReinitSubject = {
  member: 'pg3',
  startedAt: BEFORE,
  neverStreams: false,
  patienceMs: 10_000,
};

/** A state, or null: silent; what differs of the status; how long it lasts in seconds, a look each second. */
type Step = readonly [state: string | null, changes?: Partial<MemberStatus>, seconds?: number, pid?: number];

const DOWN = { serverVersion: null, startedAt: null, replicationState: null, timeline: null };
const NEW = { startedAt: '2026-11-22 18:07:30+00:00' };

function play(steps: readonly Step[], changes: Partial<ReinitSubject> = {}, look: Partial<ReinitLook> = {}) {
  let progress: ReinitProgress = REQUESTED;
  let second = 0;
  for (const [state, own = {}, seconds = 1, pid] of steps) {
    for (let each = 0; each < seconds && progress.end === null; each += 1) {
      second += 1;
      const up = state === 'running' ? {} : DOWN;
      const status = state === null ? null : aStatus('pg3', { state, ...up, ...own });
      const backup = pid === undefined ? null : aBackup(pid);
      const base = { atMs: second * 1000, leaderTimeline: 4, isFed: null };
      progress = advance(progress, { ...subject, ...changes }, { ...base, status, backup, ...look });
    }
  }
  return progress;
}

function aBackup(pid: number): SentBackup {
  const bytes = { totalBytes: 100, sentBytes: 1 };
  return { pid, age: 1, clientAddress: null, phase: 'streaming database files', source: 'pg2', ...bytes };
}

describe('a member that is copied anew', () => {
  it('goes through its stages until it streams', () => {
    const progress = play([
      ['running', { startedAt: BEFORE }],
      ['stopping'],
      ['creating replica', {}, 5, 7],
      ['stopped'],
      ['starting', {}, 2],
      ['running', { ...NEW, replicationState: null }],
      ['running', NEW],
    ]);
    expect(progress.phases.map(({ phase }) => phase)).toEqual([
      'requested',
      'stopping',
      'copying',
      'starting',
      'following',
      'back',
    ]);
    expect(progress).toMatchObject({ attempts: 1, backup: { pid: 7 }, end: { kind: 'back', timeline: 4 } });
  });

  it('is not back while its old PostgreSQL still runs and streams', () => {
    expect(play([['running', { startedAt: BEFORE }, 30]]).end).toBeNull();
  });

  it('is back by the start of its PostgreSQL alone, if nobody saw more', () => {
    expect(play([['running', NEW]]).end).toMatchObject({ kind: 'back' });
  });

  it.each<[string, Partial<MemberStatus>, Partial<ReinitSubject>, Partial<ReinitLook>, boolean]>([
    ['streams', {}, {}, {}, true],
    ['streams on another timeline', { timeline: 3 }, {}, {}, false],
    ['replays the archive', { replicationState: 'in archive recovery' }, {}, {}, false],
    [
      'replays the archive, as before',
      { replicationState: 'in archive recovery' },
      { neverStreams: true },
      {},
      true,
    ],
    ['runs and never streams', { replicationState: null }, { neverStreams: true }, {}, true],
    ['runs', { replicationState: null }, {}, {}, false],
    ['runs and is fed, its agent too old to tell', { replicationState: null }, {}, { isFed: true }, true],
    ['runs and is not fed', { replicationState: null }, {}, { isFed: false }, false],
    ['does not answer', { serverVersion: null }, {}, {}, false],
    ['streams while nobody leads', {}, {}, { leaderTimeline: null }, true],
  ])('that %s', (_, status, changes, look, isBack) => {
    const progress = play([['creating replica'], ['running', { ...NEW, ...status }]], changes, look);
    expect(progress.end?.kind === 'back').toBe(isBack);
  });

  it.each<[string, string]>([
    ['start failed', 'start-failed'],
    ['initdb failed', 'initdb-failed'],
    ['crashed', 'crashed'],
  ])('ends badly when it stays "%s"', (state, code) => {
    const copied: Step[] = [['creating replica', {}, 3]];
    expect(play([...copied, [state, {}, 9]]).end).toBeNull();
    expect(play([...copied, [state, {}, 12]]).end).toMatchObject({ kind: 'failed', code });
  });

  it('ends badly although Patroni tries to start it again and again', () => {
    const tries: Step[] = Array.from({ length: 8 }, (): Step[] => [['start failed'], ['starting']]).flat();
    expect(play([['creating replica'], ...tries]).end).toMatchObject({ code: 'start-failed' });
  });

  it('is forgiven when it runs after all', () => {
    const progress = play([
      ['creating replica'],
      ['start failed', {}, 5],
      ['running', { ...NEW, replicationState: null }, 20],
      ['start failed', {}, 5],
    ]);
    expect(progress.end).toBeNull();
  });

  it('is not blamed for how it was before', () => {
    const steps: Step[] = [
      ['start failed', {}, 20],
      ['creating replica', {}, 3],
      ['start failed', {}, 5],
    ];
    expect(play(steps, { startedAt: null }).end).toBeNull();
  });

  it('loops if the copy begins from nothing a third time', () => {
    const round: Step[] = [
      ['creating replica', {}, 3],
      ['stopped', {}, 2],
    ];
    expect(play([...round, ...round])).toMatchObject({ attempts: 2, end: null });
    expect(play([...round, ...round, ...round])).toMatchObject({
      attempts: 3,
      end: { kind: 'failed', code: 'reinit-looping' },
    });
  });

  it('counts copies by their connections, too: Patroni tries twice at once', () => {
    const steps: Step[] = [
      ['creating replica', {}, 2, 7],
      ['creating replica', {}, 3],
      ['creating replica', {}, 2, 8],
    ];
    expect(play(steps)).toMatchObject({ attempts: 2, end: null });
    expect(play([...steps, ['stopped'], ['creating replica', {}, 1, 9]])).toMatchObject({ attempts: 3 });
  });

  it('has not begun if nothing happens for a minute', () => {
    expect(play([['running', { startedAt: BEFORE }, 61]]).end).toMatchObject({ code: 'not-begun' });
    expect(play([['stopped', {}, 61]], { startedAt: null }).end).toMatchObject({ code: 'not-begun' });
  });

  it('is given up after five minutes of silence', () => {
    expect(
      play([
        ['creating replica', {}, 3],
        [null, {}, 200],
      ]).end,
    ).toBeNull();
    expect(
      play([
        ['creating replica', {}, 3],
        [null, {}, 301],
      ]).end,
    ).toEqual({ kind: 'silent' });
  });
});
