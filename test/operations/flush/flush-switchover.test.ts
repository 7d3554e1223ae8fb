import { describe, expect, it } from 'vitest';
import type { FailoverRequest } from '../../../src/cluster/model/cluster.js';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import { type FlushRequest, flush } from '../../../src/operations/flush/flush.js';
import type { AgentReply } from '../../../src/operations/ports/agent-order.js';
import type { FailoverWrite, WriteOutcome } from '../../../src/operations/ports/dcs-ports.js';
import { flushEventView, flushView } from '../../../src/views/flush/flush.js';
import { aCluster } from '../../support/clusters.js';
import { FakeAgents } from '../../support/fake-agents.js';
import { FakeEtcdHealth, NOSPACE } from '../../support/fake-etcd-health.js';
import { FakeNotes } from '../../support/fake-notes.js';
import { answered, denied, doubtful, FakeOrders, notSent } from '../../support/fake-orders.js';
import { FakeQuestions } from '../../support/fake-questions.js';
import { FakeClock, FakeDcs } from '../../support/fakes.js';
import { A_PIPE } from '../../support/screens.js';
import { aStatus } from '../../support/statuses.js';

const AT = '2030-01-01T10:00:00+00:00';
const request: FlushRequest = {
  scope: 'demo',
  names: [],
  target: 'switchover',
  typed: { args: ['switchover'], options: {} },
  group: null,
  citus: null,
  role: null,
  unattended: false,
  dryRun: false,
  viaDcs: false,
  deadlineMs: null,
};

/** Scheduled with revision 50, unless null. */
function clusterWith(failover: Partial<FailoverRequest> | null) {
  const full = failover && { leader: 'pg2', candidate: null, scheduledAt: AT, revision: 50, ...failover };
  return { demo: aCluster({ changes: { failover: full, failoverRevision: full?.revision ?? 60 } }) };
}

function world(answer: (member: string, dcs: FakeDcs) => AgentReply) {
  const dcs = new FakeDcs(clusterWith({}));
  const statuses: Record<string, MemberStatus> = {};
  for (const name of ['pg1', 'pg2', 'pg3']) statuses[name] = aStatus(name);
  const orders = new FakeOrders(({ member }) => answer(member, dcs));
  const written: FailoverWrite[] = [];
  const writing: { outcome: WriteOutcome } = { outcome: { kind: 'written', revision: 61 } };
  const failoverKey = {
    readLeaderLease: async () => 'ended' as const,
    write: async (_: unknown, write: FailoverWrite) => {
      written.push(write);
      return writing.outcome;
    },
  };
  const notes = new FakeNotes();
  const etcdHealth = new FakeEtcdHealth();
  const [agents, questions, clock] = [new FakeAgents(statuses), new FakeQuestions(), new FakeClock()];
  return {
    ports: { dcs, clock, questions, agents, orders, notes, failoverKey, etcdHealth },
    etcdHealth,
    orders,
    statuses,
    written,
    writing,
  };
}

async function run(ports: ReturnType<typeof world>['ports'], changes: Partial<FlushRequest> = {}) {
  let printed = '';
  const report = await flush(ports, { ...request, ...changes }, (event) => {
    printed += flushEventView(event, A_PIPE).result ?? '';
  });
  return { report, printed: printed + flushView(report) };
}

const deleted = (_: string, dcs: FakeDcs): AgentReply => {
  dcs.become(clusterWith(null));
  return answered(200, 'scheduled switchover deleted');
};

describe('flush … switchover', () => {
  it('asks the agent of the leader, and nobody who operates', async () => {
    const { ports, orders } = world(deleted);
    const { report, printed } = await run(ports);
    expect(report).toMatchObject({
      outcome: 'done',
      code: null,
      members: null,
      switchover: { scheduledAt: AT, from: 'pg2', to: null, asked: [{ member: 'pg2', status: 200 }] },
    });
    expect(printed).toBe('Success: scheduled switchover deleted\n');
    expect(orders.sent).toMatchObject([{ member: 'pg2', order: { verb: 'cancel-switchover' } }]);
  });

  it.each([{}, { dryRun: true }, { viaDcs: true }])(
    'is done when nothing is scheduled: %j',
    async (flags) => {
      const { ports, orders, written } = world(() => expect.unreachable('sent'));
      ports.dcs.become(clusterWith(null));
      const { report, printed } = await run(ports, flags);
      expect(report).toMatchObject({ outcome: 'done', code: 'nothing-scheduled' });
      expect(printed).toBe('No pending scheduled switchover\n');
      expect([orders.sent, written]).toEqual([[], []]);
    },
  );

  it('leaves a failover that is not scheduled alone', async () => {
    const { ports } = world(() => expect.unreachable('sent'));
    ports.dcs.become(clusterWith({ scheduledAt: null }));
    expect((await run(ports)).report).toMatchObject({ outcome: 'done', code: 'nothing-scheduled' });
  });

  it('goes on to the next member while agents are silent, do not want or cannot', async () => {
    const { ports, orders, statuses } = world((member, dcs) =>
      member === 'pg1' ? answered(503, 'no DCS') : deleted(member, dcs),
    );
    delete statuses.pg2;
    const { report, printed } = await run(ports);
    expect(report.outcome).toBe('done');
    expect(orders.sent.map(({ member }) => member)).toEqual(['pg1', 'pg3']);
    expect(printed).toBe(
      'Failed: member=pg2, (127.0.0.1:8008: no answer)\n' +
        'Unknown: member=pg1, status_code=503, (no DCS; whether it was done is not known)\n' +
        'Success: scheduled switchover deleted\n',
    );
  });

  it.each([
    ['refused', 'agent-refused', answered(400, '')],
    ['refused', 'agent-refused', answered(404, 'no switchover is scheduled')],
    ['unknown', 'not-proved', answered(409, 'Conflict')],
    ['unknown', 'agent-answer', answered(503, 'no DCS')],
    ['unknown', 'agent-answer', answered(200, '')],
    ['unknown', 'agent-answer', answered(302, 'elsewhere')],
    ['unknown', 'agent-answer', answered(500, '')],
    ['unknown', 'agent-answer', answered(503, '')],
    ['unreachable', 'agent-unreachable', denied('pg2')],
    ['unreachable', 'agent-unreachable', notSent('pg2')],
    ['unknown', 'agent-reply-lost', doubtful('pg2')],
  ])('is %s, %s if all agents end like this and etcd holds it still: %j', async (outcome, code, reply) => {
    const { ports, orders, written } = world(() => reply);
    expect((await run(ports)).report).toMatchObject({ outcome, code });
    expect(orders.sent).toHaveLength(3);
    expect(written).toEqual([]);
  });

  it.each([
    ['it alone kept agents from writing', {}, 'unreachable', 'dcs-refused'],
    ['an answer is lost besides', { pg1: doubtful('pg1') }, 'unknown', 'not-proved'],
  ])('names the alarm of etcd if %s', async (_, replies: Record<string, AgentReply>, outcome, code) => {
    const { ports, etcdHealth } = world((member) => replies[member] ?? answered(409, 'Conflict'));
    etcdHealth.alarms = [NOSPACE];
    const { report } = await run(ports);
    expect(report).toMatchObject({ outcome, code });
    const named = report.errors.some(({ message }) => message.includes('etcd has the alarm NOSPACE'));
    expect(named).toBe(code === 'dcs-refused');
  });

  it('names the way through etcd when no agent could be asked', async () => {
    const { ports, statuses } = world(() => expect.unreachable('sent'));
    for (const name of Object.keys(statuses)) delete statuses[name];
    const { report } = await run(ports);
    expect(report.outcome).toBe('unreachable');
    expect(report.errors.at(-1)?.next).toBe('ctl flush demo switchover --via-dcs (writes to etcd directly)');
  });

  it.each([
    [404, ''],
    [409, 'Failed: member=pg2, status_code=409, (x)\n'],
    [503, 'Unknown: member=pg2, status_code=503, (x; whether it was done is not known)\n'],
  ])('tells after a %i that it is gone, and not that it was deleted', async (status, before) => {
    const { ports, orders } = world((_, dcs) => {
      dcs.become(clusterWith(null));
      return answered(status, 'x');
    });
    const { report, printed } = await run(ports);
    expect(report).toMatchObject({ outcome: 'done', code: 'nothing-scheduled' });
    expect(printed).toBe(`${before}No pending scheduled switchover (that of ${AT} is gone meanwhile)\n`);
    expect(orders.sent).toHaveLength(1);
  });

  it('looks at etcd first when the answer was lost', async () => {
    const { ports, orders } = world((member, dcs) => {
      dcs.become(clusterWith(null));
      return doubtful(member);
    });
    expect((await run(ports)).report).toMatchObject({ outcome: 'done' });
    expect(orders.sent).toHaveLength(1);
  });

  it('does not touch another one that somebody has scheduled meanwhile', async () => {
    const { ports, orders } = world((_, dcs) => {
      dcs.become(clusterWith({ revision: 70 }));
      return answered(409, 'Conflict');
    });
    expect((await run(ports)).report).toMatchObject({ outcome: 'conflict', code: 'state-changed' });
    expect(orders.sent).toHaveLength(1);
  });

  it('does not trust a 200 whose effect is not there', async () => {
    const { ports } = world(() => answered(200, 'scheduled switchover deleted'));
    expect((await run(ports)).report).toMatchObject({ outcome: 'unknown', code: 'not-proved' });
  });

  it('sends nothing in a dry run', async () => {
    const { ports } = world(() => expect.unreachable('sent'));
    const { printed } = await run(ports, { dryRun: true });
    expect(printed).toBe(`Dry run: nothing was sent. The switchover at ${AT} from pg2 would be deleted.\n`);
  });

  it('does not care which members are named, if they are members', async () => {
    const { ports, orders } = world(deleted);
    expect((await run(ports, { names: ['pg3'] })).report.outcome).toBe('done');
    expect(orders.sent.map(({ member }) => member)).toEqual(['pg2']);
    await expect(run(ports, { names: ['pg7'] })).rejects.toMatchObject({ outcome: 'not-found' });
  });
});

describe('flush … switchover --via-dcs', () => {
  it.each([
    [{ kind: 'written', revision: 61 }, 'done', null],
    [{ kind: 'changed-meanwhile' }, 'conflict', 'state-changed'],
    [
      { kind: 'doubtful', problem: { code: 'dcs-reply-lost', message: '', subject: null, next: null } },
      'unknown',
      'dcs-reply-lost',
    ],
  ] as const)('%j: %s', async (written, outcome, code) => {
    const { ports, orders, writing, written: writes } = world(() => expect.unreachable('sent'));
    writing.outcome = written;
    expect((await run(ports, { viaDcs: true })).report).toMatchObject({ outcome, code });
    expect(orders.sent).toEqual([]);
    expect(writes).toEqual([
      { leader: null, candidate: null, scheduledAt: null, failoverRevision: 50, leaderRevision: 90 },
    ]);
  });
});
