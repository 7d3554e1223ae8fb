import { describe, expect, it } from 'vitest';
import { Failure, type Problem } from '../../../src/errors.js';
import type { ListReport } from '../../../src/operations/listing/list-members.js';
import { watchMembers } from '../../../src/operations/listing/watch-members.js';
import { aCluster } from '../../support/clusters.js';
import { FakeNotes } from '../../support/fake-notes.js';
import { FakeClock, FakeDcs } from '../../support/fakes.js';

const REQUEST = { scopes: ['demo'], group: null, citus: false, command: 'list', everyMs: 2000 };
const REFUSED: Problem = {
  code: 'dcs-unreachable',
  message: 'connection refused',
  subject: 'h1:2379',
  next: null,
};
const UNREACHABLE = new Failure('unreachable', 'dcs-unreachable', 'no etcd endpoint answered.', {
  parts: [REFUSED],
});

const notes = new FakeNotes();

async function rounds(reports: AsyncIterable<ListReport>, count: number): Promise<ListReport[]> {
  const seen: ListReport[] = [];
  for await (const report of reports) {
    seen.push(report);
    if (seen.length === count) break;
  }
  return seen;
}

describe('watchMembers', () => {
  it('lists once without an interval', async () => {
    const reports = watchMembers(
      { dcs: new FakeDcs({ demo: aCluster() }), clock: new FakeClock(), notes },
      {
        ...REQUEST,
        everyMs: null,
      },
    );
    expect(await rounds(reports, 2)).toHaveLength(1);
  });

  it('lists again after each interval, what is there then', async () => {
    const dcs = new FakeDcs({ demo: aCluster() });
    const clock = new FakeClock();
    clock.after(3000, () => dcs.become({ demo: aCluster({ leader: 'pg1' }) }));
    const seen = await rounds(watchMembers({ dcs, clock, notes }, REQUEST), 3);
    expect(seen.map(({ at, clusters }) => [at, clusters?.[0]?.leader])).toEqual([
      ['2026-11-22T18:07:00.000Z', 'pg2'],
      ['2026-11-22T18:07:02.000Z', 'pg2'],
      ['2026-11-22T18:07:04.000Z', 'pg1'],
    ]);
  });

  it('reports a later round in which etcd is away, and goes on', async () => {
    const dcs = new FakeDcs({ demo: aCluster() });
    const clock = new FakeClock();
    clock.after(1000, () => dcs.failWith(UNREACHABLE));
    clock.after(3000, () => dcs.become({ demo: aCluster() }));
    const [, missed, again] = await rounds(watchMembers({ dcs, clock, notes }, REQUEST), 3);
    expect(missed).toEqual({
      outcome: 'unreachable',
      code: 'dcs-unreachable',
      warnings: [],
      errors: [UNREACHABLE.problem, REFUSED],
      at: '2026-11-22T18:07:02.000Z',
      clusters: null,
    });
    expect(again?.outcome).toBe('done');
  });

  it('reports a later round in which the cluster is gone, and goes on', async () => {
    const dcs = new FakeDcs({ demo: aCluster() });
    const clock = new FakeClock();
    clock.after(1000, () => dcs.become({}));
    const [, missed] = await rounds(watchMembers({ dcs, clock, notes }, REQUEST), 2);
    expect(missed).toMatchObject({ outcome: 'not-found', code: 'unknown-cluster', clusters: null });
  });

  it('ends if even the first round fails', async () => {
    const dcs = new FakeDcs({});
    dcs.failWith(UNREACHABLE);
    await expect(rounds(watchMembers({ dcs, clock: new FakeClock(), notes }, REQUEST), 2)).rejects.toBe(
      UNREACHABLE,
    );
  });

  it('does not swallow a bug', async () => {
    const bug = new TypeError('x is undefined');
    const dcs = new FakeDcs({ demo: aCluster() });
    const clock = new FakeClock();
    clock.after(1000, () => dcs.failWith(bug));
    await expect(rounds(watchMembers({ dcs, clock, notes }, REQUEST), 3)).rejects.toBe(bug);
  });
});
