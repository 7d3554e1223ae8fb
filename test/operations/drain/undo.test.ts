import { describe, expect, it } from 'vitest';
import type { Member } from '../../../src/cluster/model/member.js';
import { aMember } from '../../support/clusters.js';
import { ALL, type DrainRecipe, type Ended, play, publish, SYNC, synchronize } from './draining.js';

const STOPPED: Partial<Member> = { tags: ALL, state: 'stopped', replicationState: null };
const REMEMBERED = { status: { position: 1, slots: new Map(), retainSlots: ['pg3'] } };

function undo(recipe: DrainRecipe = {}): Promise<Ended> {
  return play({ ...recipe, typed: { undo: true, ...recipe.typed } });
}

describe('drain --undo', () => {
  it('waits until the tags are gone and the member streams', async () => {
    const ended = await undo({
      members: { pg3: STOPPED },
      world: { agents: { pg3: { state: 'stopped', replicationState: null } } },
      meanwhile: (world) => {
        world.clock.after(3000, () => {
          world.say('pg3', {});
          publish(world, 'pg3', { state: 'running', replicationState: 'streaming' });
        });
        world.clock.after(6000, () => publish(world, 'pg3', { tags: {} }));
      },
    });
    expect(ended).toMatchObject({ line: 'done', exit: 0 });
    expect(ended.steps.map((step) => step.split(' ')[0])).toEqual(['streaming', 'tags']);
    expect(ended.report).toMatchObject({
      verb: 'undo',
      ready: true,
      tags: ['nofailover', 'noloadbalance', 'nosync'],
      rest: null,
      timeline: 4,
    });
    expect(ended.world.sent).toBe(0);
  });

  it('is done at once if nothing is missing', async () => {
    expect(await undo()).toMatchObject({ line: 'done', report: { elapsedMs: 0, ready: true } });
  });

  it('does not wait for tags that the member always has', async () => {
    const recipe: DrainRecipe = { members: { pg3: { tags: { noloadbalance: true } } } };
    expect(await undo({ ...recipe, typed: { keep: ['noloadbalance'] } })).toMatchObject({ line: 'done' });
    const ended = await undo({ ...recipe, typed: { deadlineMs: 1000 } });
    expect(ended).toMatchObject({
      line: 'partial/tags-left',
      exit: 6,
      messages: ['pg3 still has the tag noloadbalance after 1.0 s'],
      next: ['take noloadbalance out of the tags in the patroni.yml of pg3, then ctl reload demo pg3'],
    });
  });

  it('waits until the sync set is whole', async () => {
    const ended = await undo({
      config: { ...SYNC, synchronous_node_count: 2 },
      standbys: ['pg1'],
      meanwhile: (world) => world.clock.after(2000, () => synchronize(world, 'pg1', 'pg3')),
    });
    expect(ended).toMatchObject({ line: 'done', report: { syncSet: ['pg1', 'pg3'] } });
    expect(ended.steps.map((step) => step.split(' ')[0])).toEqual(['sync-set']);
  });

  it('waits for a member that has no key yet, if there was one', async () => {
    const ended = await undo({
      members: { pg3: null },
      changes: REMEMBERED,
      meanwhile: (world) =>
        world.clock.after(2000, () => {
          world.say('pg3', {});
          world.become(({ members }) => ({ members: [...members, aMember('pg3')] }));
        }),
    });
    expect(ended.line).toBe('done');
    expect(ended.steps[0]).toContain('registered');
  });

  it('says that it has not come', async () => {
    const typed = { deadlineMs: 1000 };
    const ended = await undo({ members: { pg3: null }, changes: REMEMBERED, typed });
    expect(ended).toMatchObject({ line: 'partial/not-registered', next: ['start Patroni on pg3'] });
  });

  it('names the tags that it comes with', async () => {
    const ended = await undo({
      typed: { deadlineMs: 3000 },
      members: { pg3: null },
      changes: REMEMBERED,
      meanwhile: (world) =>
        world.clock.after(1000, () => {
          world.say('pg3', {});
          world.become(({ members }) => ({
            members: [...members, aMember('pg3', { tags: { nosync: true } })],
          }));
        }),
    });
    expect(ended).toMatchObject({
      line: 'partial/tags-left',
      next: ['take nosync out of the tags in the patroni.yml of pg3, then ctl reload demo pg3'],
    });
  });

  it('does not know a member that was never heard of', async () => {
    expect(await undo({ members: { pg3: null } })).toMatchObject({
      line: 'not-found/unknown-member',
      exit: 7,
    });
  });

  it('is partial if it does not stream', async () => {
    const typed = { deadlineMs: 1000 };
    const ended = await undo({ world: { agents: { pg3: null } }, typed });
    expect(ended).toMatchObject({
      line: 'partial/not-streaming',
      messages: ['the agent of pg3 does not answer after 1.0 s'],
    });
  });

  it('a dry run tells and does not wait', async () => {
    const ended = await undo({ members: { pg3: { tags: ALL } }, typed: { dryRun: true } });
    expect(ended).toMatchObject({ line: 'done', report: { ready: false, missing: [{ code: 'tags-left' }] } });
  });

  it('is cancelled by an interruption', async () => {
    const ended = await undo({
      members: { pg3: { tags: ALL } },
      meanwhile: ({ clock, interruption }) => clock.after(3000, () => interruption.interrupt()),
    });
    expect(ended).toMatchObject({ line: 'cancelled/interrupted', next: ['ctl drain demo pg3 --undo'] });
  });
});
