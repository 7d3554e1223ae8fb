import { beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.js';
import { parseCondition } from '../../../src/operations/wait/parse-condition.js';
import { waitForConditions } from '../../../src/operations/wait/wait.js';
import type { WaitEvent } from '../../../src/operations/wait/wait-report.js';
import { aCluster } from '../../support/clusters.js';
import { FakeAgents } from '../../support/fake-agents.js';
import { FakeChanges } from '../../support/fake-changes.js';
import { FakeInterruption } from '../../support/fake-interruption.js';
import { FakeDcs } from '../../support/fakes.js';
import { aStatus } from '../../support/statuses.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const AWAY = new Failure('unreachable', 'dcs-unreachable', 'no etcd endpoint answered.');
const REFUSED = new Failure('unreachable', 'dcs-auth', 'etcd refused the request.');

let clock: VirtualClock;
let changes: FakeChanges;
let interruption: FakeInterruption;
let events: WaitEvent[];

beforeEach(() => {
  clock = new VirtualClock();
  changes = new FakeChanges();
  interruption = new FakeInterruption();
  events = [];
});

function wait(
  dcs: FakeDcs,
  texts: readonly string[],
  { agents = new FakeAgents({}), deadlineMs = 60_000 } = {},
) {
  const conditions = texts.map((text) => parseCondition(text));
  const request = { scope: 'demo', group: null, command: 'wait', conditions, deadlineMs };
  return waitForConditions({ dcs, changes, agents, clock, interruption }, request, (event) =>
    events.push(event),
  );
}

describe('waitForConditions', () => {
  it('is done at once with what holds already', async () => {
    const report = await wait(new FakeDcs({ demo: aCluster() }), ['leader', 'streaming', 'members=3']);
    expect(report).toMatchObject({
      outcome: 'done',
      code: null,
      scope: 'demo',
      revision: 48_211,
      elapsedMs: 0,
    });
    expect(report.conditions.map(({ condition, holds }) => [condition, holds])).toEqual([
      ['leader', true],
      ['streaming', true],
      ['members=3', true],
    ]);
    expect(changes.isClosed).toBe(true);
  });

  it('ends at the change that etcd tells of, not at the next look', async () => {
    const dcs = new FakeDcs({ demo: aCluster() });
    clock.after(12_345, () => {
      dcs.become({ demo: aCluster({ leader: 'pg1' }) });
      changes.tell();
    });
    const report = await wait(dcs, ['leader=pg1']);
    expect(report).toMatchObject({ outcome: 'done', elapsedMs: 12_345 });
  });

  it('looks by itself while nobody tells', async () => {
    changes.isLive = false;
    const dcs = new FakeDcs({ demo: aCluster() });
    clock.after(7000, () => dcs.become({ demo: aCluster({ leader: 'pg1' }) }));
    const { outcome, elapsedMs } = await wait(dcs, ['leader=pg1']);
    expect(outcome).toBe('done');
    expect(elapsedMs).toBeGreaterThanOrEqual(7000);
    expect(elapsedMs).toBeLessThanOrEqual(7600);
  });

  it('wants all conditions at the same time', async () => {
    const dcs = new FakeDcs({ demo: aCluster() });
    clock.after(2000, () => {
      dcs.become({ demo: aCluster({ leader: 'pg1', config: {} }) });
      changes.tell();
    });
    clock.after(4000, () => {
      dcs.become({ demo: aCluster({ leader: 'pg3', config: {} }) });
      changes.tell();
    });
    const report = await wait(dcs, ['leader=pg1', 'members=2'], { deadlineMs: 6000 });
    expect(report).toMatchObject({ outcome: 'unknown', code: 'deadline', elapsedMs: 6000 });
    expect(report.conditions.map(({ observed }) => observed)).toEqual([
      'pg3 holds the lock',
      '3 registered: pg1, pg2, pg3',
    ]);
    expect(report.errors[0]?.message).toBe('not seen: leader=pg1, members=2 within 6.0 s.');
  });

  it('asks the agent of the leader for primary, and forgets what it said under another leader', async () => {
    const answers = { pg1: aStatus('pg1'), pg2: aStatus('pg2', { role: 'primary' }) };
    const agents = new FakeAgents(answers);
    const dcs = new FakeDcs({ demo: aCluster() });
    clock.after(2000, () => {
      dcs.become({ demo: aCluster({ leader: 'pg1', changes: { leader: { name: 'pg1', revision: 120 } } }) });
      changes.tell();
    });
    const waiting = wait(dcs, ['primary', 'leader=pg1'], { agents, deadlineMs: 5000 });
    expect(await waiting).toMatchObject({ outcome: 'unknown' });
    expect((await waiting).conditions[0]).toEqual({
      condition: 'primary',
      holds: false,
      observed: 'pg1 holds the lock and is still replica',
      source: 'agent',
    });
    expect(agents.asked.map(({ name }) => name)).toEqual(expect.arrayContaining(['pg1', 'pg2']));
  });

  it('survives an etcd that is away, and says so once', async () => {
    const dcs = new FakeDcs({ demo: aCluster() });
    clock.after(3000, () => {
      dcs.failWith(AWAY);
      changes.isLive = false;
    });
    clock.after(13_000, () => {
      dcs.become({ demo: aCluster({ leader: 'pg1' }) });
      changes.isLive = true;
      changes.tell();
    });
    const report = await wait(dcs, ['leader=pg1']);
    expect(report).toMatchObject({ outcome: 'done', elapsedMs: 13_000 });
    expect(report.warnings.map(({ message }) => message)).toEqual([
      'no etcd endpoint answered; waiting on, for etcd to come back',
    ]);
    expect(events.filter(({ kind }) => kind === 'etcd-back')).toHaveLength(1);
  });

  it('gives up with the last that was seen while etcd is away', async () => {
    const dcs = new FakeDcs({ demo: aCluster() });
    clock.after(3000, () => {
      dcs.failWith(AWAY);
      changes.isLive = false;
    });
    const report = await wait(dcs, ['leader=pg1'], { deadlineMs: 9000 });
    expect(report).toMatchObject({ outcome: 'unknown', code: 'deadline', elapsedMs: 9000 });
    expect(report.seenAt).toBe('2026-11-22T18:07:02.000Z');
    expect(report.conditions[0]).toMatchObject({ holds: false, observed: 'pg2 holds the lock' });
    expect(report.errors[0]?.next).toBe('bring back etcd first');
  });

  it('does not take what held before the outage for what holds now', async () => {
    const dcs = new FakeDcs({ demo: aCluster({ config: { pause: true } }) });
    clock.after(1000, () => {
      dcs.failWith(AWAY);
      changes.isLive = false;
    });
    const report = await wait(dcs, ['leader=pg2', 'resumed'], { deadlineMs: 3000 });
    expect(report).toMatchObject({ outcome: 'unknown' });
  });

  it('is unreachable if etcd has never answered, and ends at once if it refuses the login', async () => {
    const dcs = new FakeDcs({ demo: aCluster() });
    dcs.failWith(AWAY);
    const report = await wait(dcs, ['leader'], { deadlineMs: 4000 });
    expect(report).toMatchObject({
      outcome: 'unreachable',
      code: 'dcs-unreachable',
      revision: null,
      elapsedMs: 4000,
    });
    expect(report.conditions[0]?.observed).toBe('etcd has not answered yet');
    dcs.failWith(REFUSED);
    await expect(wait(dcs, ['leader'])).rejects.toBe(REFUSED);
    expect(changes.isClosed).toBe(true);
  });

  it('waits for a cluster that is yet to come, with a warning', async () => {
    const dcs = new FakeDcs({ other: aCluster() });
    clock.after(5000, () => {
      dcs.become({ demo: aCluster() });
      changes.tell();
    });
    const report = await wait(dcs, ['leader', 'members=3']);
    expect(report).toMatchObject({ outcome: 'done', elapsedMs: 5000 });
    expect(report.warnings).toMatchObject([
      {
        code: 'unknown-cluster',
        message: 'there is no cluster "demo" under /service/. Found: other. Waiting for it to come.',
      },
    ]);
  });

  it('does not wait for the pause of a cluster that does not exist', async () => {
    const waiting = wait(new FakeDcs({ dem: aCluster() }), ['leader', 'paused']);
    await expect(waiting).rejects.toMatchObject({ outcome: 'not-found', problem: { next: 'ctl wait dem' } });
  });

  it('warns of a member that is not registered', async () => {
    const report = await wait(new FakeDcs({ demo: aCluster() }), ['streaming=pg11'], { deadlineMs: 100 });
    expect(report.warnings).toMatchObject([
      { code: 'unknown-member', subject: 'pg11', next: 'did you mean streaming=pg1?' },
    ]);
  });

  it('ends at Ctrl-C with what is missing', async () => {
    clock.after(2500, () => interruption.interrupt());
    const report = await wait(new FakeDcs({ demo: aCluster() }), ['leader', 'paused']);
    expect(report).toMatchObject({ outcome: 'cancelled', code: 'interrupted', elapsedMs: 2500 });
    expect(report.errors[0]?.message).toBe('interrupted; not seen: paused. Nothing was sent.');
    expect(changes.isClosed).toBe(true);
  });

  it('tells every second what it waits for', async () => {
    await wait(new FakeDcs({ demo: aCluster() }), ['paused'], { deadlineMs: 3500 });
    const told = events.flatMap((event) => (event.kind === 'waiting' ? [event.elapsedMs] : []));
    expect(told).toEqual([1000, 2000, 3000]);
  });
});
