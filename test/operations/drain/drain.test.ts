import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.js';
import { aCluster, aMember } from '../../support/clusters.js';
import { ALL, play, publish, SYNC, synchronize } from './draining.js';

describe('which member is meant', () => {
  it.each<[string, readonly string[], string | null, string, string | null]>([
    ['cluster and member', ['demo', 'pg3'], null, 'partial/tags-missing', 'pg3'],
    ['a member of the cluster of the settings', ['pg3'], 'demo', 'partial/tags-missing', 'pg3'],
    ['a cluster that is named beats the settings', ['demo', 'pg3'], 'other', 'partial/tags-missing', 'pg3'],
    ['nobody', [], 'demo', 'usage/no-member', 'ctl drain demo MEMBER'],
    ['nobody, without settings', [], null, 'usage/no-member', 'ctl drain CLUSTER MEMBER'],
    ['a member without settings', ['pg3'], null, 'usage/no-member', 'ctl drain CLUSTER pg3'],
    ['the cluster of the settings alone', ['demo'], 'demo', 'usage/no-member', 'ctl drain demo MEMBER'],
    ['a typing error', ['demo', 'pg33'], null, 'not-found/unknown-member', 'did you mean pg3?'],
    ['a typing error alone', ['pg33'], 'demo', 'not-found/unknown-member', 'did you mean pg3?'],
    ['an unknown cluster', ['dmeo', 'pg3'], null, 'not-found/unknown-cluster', 'did you mean demo?'],
    [
      'the wrong order',
      ['pg3', 'demo'],
      null,
      'not-found/unknown-cluster',
      '"pg3" is a member of demo: ctl drain demo pg3',
    ],
  ])('%s', async (_, words, scope, line, about) => {
    const ended = await play({ typed: { words, scope, deadlineMs: 0 } });
    expect(ended.line).toBe(line);
    expect(ended.report?.member ?? ended.next[0]).toContain(about);
  });

  it('another cluster that is named alone is no member', async () => {
    const ended = await play({
      typed: { words: ['other'], scope: 'demo' },
      meanwhile: ({ dcs, cluster }) => dcs.become({ demo: cluster, other: aCluster() }),
    });
    expect(ended).toMatchObject({ line: 'usage/no-member', exit: 2, next: ['ctl drain other MEMBER'] });
  });

  it('is found in the groups of a Citus cluster, and hints have the group', async () => {
    const worker = aCluster({ leader: 'w1', members: [aMember('w1'), aMember('w2')] });
    const ended = await play({
      typed: { words: ['demo', 'w2'], citus: true, deadlineMs: 0 },
      meanwhile: ({ dcs, cluster }) =>
        dcs.become({
          demo: new Map([
            [0, cluster],
            [1, worker],
          ]),
        }),
    });
    expect(ended.report).toMatchObject({ group: 1, member: 'w2' });
    expect(ended.next[0]).toContain('ctl reload demo --group 1 w2');
  });
});

describe('drain', () => {
  it('is done when the tags have arrived', async () => {
    const ended = await play({
      meanwhile: (world) => world.clock.after(4100, () => publish(world, 'pg3', { tags: ALL })),
    });
    expect(ended).toMatchObject({ line: 'done', exit: 0, warnings: [], steps: ['tags 5000'] });
    expect(ended.report).toMatchObject({
      ready: true,
      tags: ['nofailover', 'noloadbalance', 'nosync'],
      kept: [],
      missing: [],
      leader: 'pg2',
      syncSet: null,
      rest: { candidates: ['pg1'] },
    });
    expect(ended.world.sent).toBe(0);
  });

  it('is done at once if all is there, and says so', async () => {
    const ended = await play({ members: { pg3: { tags: ALL } } });
    expect(ended).toMatchObject({ line: 'done', steps: [] });
    expect(ended.report).toMatchObject({ ready: true, tags: [], elapsedMs: 0 });
    expect(ended.events.map(({ kind }) => kind)).toEqual(['finding']);
  });

  it('waits until another one has taken its place in the sync set', async () => {
    const ended = await play({
      config: SYNC,
      standbys: ['pg3'],
      meanwhile: (world) => {
        world.clock.after(1000, () => publish(world, 'pg3', { tags: ALL }));
        world.clock.after(3000, () => synchronize(world));
        world.clock.after(5000, () => synchronize(world, 'pg1'));
      },
    });
    expect(ended.line).toBe('done');
    expect(ended.steps.map((step) => step.split(' ')[0])).toEqual(['tags', 'out-of-sync-set', 'sync-set']);
    expect(ended.report).toMatchObject({ syncWanted: 1, syncSet: ['pg1'] });
    expect(ended.report?.elapsedMs).toBeGreaterThanOrEqual(5000);
  });

  it('names the tags that are missing at the deadline', async () => {
    const ended = await play({
      typed: { deadlineMs: 10_000 },
      members: { pg3: { tags: { noloadbalance: true } } },
      meanwhile: (world) =>
        world.clock.after(2000, () => publish(world, 'pg3', { tags: { noloadbalance: true, nosync: true } })),
    });
    expect(ended).toMatchObject({
      line: 'partial/tags-missing',
      exit: 6,
      messages: ['pg3 lacks the tag nofailover after 10 s'],
      next: ['in the patroni.yml of pg3: tags: {nofailover: true}; then ctl reload demo pg3'],
    });
    expect(ended.report).toMatchObject({ ready: false, kept: ['noloadbalance'] });
  });

  it('waits for 5 minutes unless told', async () => {
    const { report, events } = await play();
    expect(report).toMatchObject({ outcome: 'partial', elapsedMs: 300_000 });
    expect(events.filter(({ kind }) => kind === 'waiting')).toHaveLength(299);
  });

  it.each([
    ['the place in the sync set is kept', ['pg3'], 'still-in-sync-set'],
    ['nobody takes the place', [], 'sync-set-not-whole'],
  ])('is partial if %s', async (_, standbys, code) => {
    const typed = { deadlineMs: 1000 };
    const ended = await play({ config: SYNC, standbys, members: { pg3: { tags: ALL } }, typed });
    expect(ended).toMatchObject({ line: `partial/${code}`, next: ['ctl list demo'] });
  });

  it('ends when the member becomes the leader meanwhile', async () => {
    const ended = await play({
      meanwhile: (world) =>
        world.clock.after(2000, () => world.become((_, revision) => ({ leader: { name: 'pg3', revision } }))),
    });
    expect(ended).toMatchObject({
      line: 'refused/member-is-leader',
      exit: 1,
      next: expect.arrayContaining(['ctl drain demo pg3 --switchover']),
    });
    expect(ended.report?.elapsedMs).toBeLessThan(4000);
  });

  it('an etcd that falls silent is waited for, and is the verdict at the deadline', async () => {
    const silent = new Failure('unreachable', 'dcs-unreachable', 'etcd does not answer');
    const typed = { deadlineMs: 10_000 };
    const lost = await play({
      typed,
      meanwhile: ({ clock, dcs }) => clock.after(2000, () => dcs.failWith(silent)),
    });
    expect(lost).toMatchObject({ line: 'unreachable/dcs-unreachable', exit: 4 });
    expect(lost.messages[0]).toBe('etcd does not answer after 10 s; what it said last follows');
    const back = await play({
      typed,
      meanwhile: (world) => {
        world.clock.after(2000, () => world.dcs.failWith(silent));
        world.clock.after(4000, () => publish(world, 'pg3', { tags: ALL }));
      },
    });
    expect(back.line).toBe('done');
  });

  it('is cancelled by an interruption: nothing was sent', async () => {
    const ended = await play({
      meanwhile: ({ clock, interruption }) => clock.after(3000, () => interruption.interrupt()),
    });
    expect(ended).toMatchObject({ line: 'cancelled/interrupted', exit: 130, next: ['ctl drain demo pg3'] });
    expect(ended.messages[0]).toContain('pg3 lacks the tags');
  });

  it('a dry run tells and does not wait', async () => {
    const ended = await play({ typed: { dryRun: true }, config: SYNC, standbys: ['pg3'] });
    expect(ended).toMatchObject({ line: 'done', exit: 0 });
    expect(ended.report).toMatchObject({
      dryRun: true,
      ready: false,
      elapsedMs: 0,
      missing: [{ code: 'tags-missing' }, { code: 'still-in-sync-set' }],
    });
  });

  it('warns of what is left, and of a maintenance mode', async () => {
    const ended = await play({
      typed: { dryRun: true },
      config: { ...SYNC, pause: true },
      members: { pg1: null },
      standbys: ['pg3'],
    });
    expect(ended.warnings).toEqual(['paused', 'sync-set-empty', 'no-candidate-left', 'no-replica-for-reads']);
  });

  it('is refused where writes would stop, unless that is asked for', async () => {
    const recipe = {
      config: { ...SYNC, synchronous_mode_strict: true },
      members: { pg1: null, pg3: { tags: ALL } },
    };
    expect(await play(recipe)).toMatchObject({
      line: 'refused/sync-set-too-small',
      exit: 1,
      next: [expect.stringContaining('--even-if-writes-stop')],
    });
    expect(await play({ ...recipe, typed: { allowsStop: true } })).toMatchObject({
      line: 'done',
      warnings: expect.arrayContaining(['sync-set-too-small']),
    });
  });
});
