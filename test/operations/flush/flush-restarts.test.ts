import { describe, expect, it } from 'vitest';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import type { Failure } from '../../../src/errors.js';
import { type FlushRequest, flush, parseFlush } from '../../../src/operations/flush/flush.js';
import type { FlushEvent } from '../../../src/operations/flush/flush-report.js';
import type { AgentReply } from '../../../src/operations/ports/agent-order.js';
import { NOTHING_TYPED } from '../../../src/operations/typed-words.js';
import { flushEventView } from '../../../src/views/flush/flush.js';
import { aCluster, aMember, PRIMARY } from '../../support/clusters.js';
import { FakeAgents } from '../../support/fake-agents.js';
import { FakeEtcdHealth } from '../../support/fake-etcd-health.js';
import { FakeNotes } from '../../support/fake-notes.js';
import { answered, denied, doubtful, FakeOrders, notSent } from '../../support/fake-orders.js';
import { FakeQuestions } from '../../support/fake-questions.js';
import { FakeClock, FakeDcs } from '../../support/fakes.js';
import { A_PIPE } from '../../support/screens.js';
import { aStatus } from '../../support/statuses.js';

const AT = '2030-01-01T10:00:00+00:00';
const scheduledRestart = { at: AT, postgresVersion: null, filters: {} };
const request: FlushRequest = {
  scope: 'demo',
  names: [],
  target: 'restart',
  typed: { args: ['restart'], options: {} },
  group: null,
  citus: null,
  role: null,
  unattended: true,
  dryRun: false,
  viaDcs: false,
  deadlineMs: null,
};

/** pg1 and pg3 have a restart scheduled. */
function world(answer: (member: string) => AgentReply, questions = new FakeQuestions()) {
  const members = [
    aMember('pg1', { scheduledRestart }),
    aMember('pg2', PRIMARY),
    aMember('pg3', { scheduledRestart }),
  ];
  const statuses: Record<string, MemberStatus> = {
    pg1: aStatus('pg1', { scheduledRestartAt: AT }),
    pg2: aStatus('pg2'),
    pg3: aStatus('pg3', { scheduledRestartAt: AT }),
  };
  const cancel = (member: string): void => {
    statuses[member] = aStatus(member);
  };
  const orders = new FakeOrders(({ member }) => answer(member));
  const ports = {
    dcs: new FakeDcs({ demo: aCluster({ members }) }),
    clock: new FakeClock(),
    questions,
    agents: new FakeAgents(statuses),
    orders,
    notes: new FakeNotes(),
    etcdHealth: new FakeEtcdHealth(),
    failoverKey: {
      readLeaderLease: async () => 'ended' as const,
      write: () => expect.unreachable('written'),
    },
  };
  return { ports, orders, statuses, cancel };
}

async function run(ports: ReturnType<typeof world>['ports'], changes: Partial<FlushRequest> = {}) {
  const events: FlushEvent[] = [];
  const report = await flush(ports, { ...request, ...changes }, (event) => events.push(event));
  const lines = events.flatMap((event) =>
    event.kind === 'topology' ? [] : (flushEventView(event, A_PIPE).result ?? ''),
  );
  return { report, lines };
}

describe('the words behind flush', () => {
  it.each([
    ['demo restart', { scope: 'demo', names: [], target: 'restart' }],
    ['demo pg2 pg3 restart', { scope: 'demo', names: ['pg2', 'pg3'], target: 'restart' }],
    ['demo restart switchover', { scope: 'demo', names: ['restart'], target: 'switchover' }],
  ])('%s', (typed, expected) => {
    expect(parseFlush(typed.split(' '), request)).toEqual(expected);
  });

  it.each(['', 'demo', 'demo restart pg2', 'switchover'])('"%s" is a usage error', (typed) => {
    const words = typed.split(' ').filter(Boolean);
    expect(() => parseFlush(words, request)).toThrow(expect.objectContaining({ outcome: 'usage' }));
  });
});

describe('what a wrong flush could be', () => {
  it.each([
    ['', {}, 'ctl flush CLUSTER restart, or ctl flush CLUSTER switchover'],
    ['demo', {}, 'ctl flush demo restart, or ctl flush demo switchover'],
    ['demo', { group: 1 }, 'ctl flush demo --group 1 restart, or ctl flush demo --group 1 switchover'],
    ['switchover', { group: 1 }, 'ctl flush CLUSTER --group 1 switchover'],
    ['demo pg2', {}, 'ctl flush demo pg2 restart'],
    ['demo restart pg2', {}, 'ctl flush demo pg2 restart'],
    ['a;b pg2', {}, "ctl flush 'a;b' pg2 restart"],
    [
      'demo',
      { typed: { args: [], options: { role: ['replica'], 'dry-run': true } } },
      'ctl flush demo restart --role replica --dry-run, or ctl flush demo switchover --dry-run',
    ],
  ])('"%s" %j', (typed, changes, next) => {
    const words = typed.split(' ').filter(Boolean);
    expect(() => parseFlush(words, { group: null, typed: NOTHING_TYPED, ...changes })).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ next }) }),
    );
  });
});

describe('flush … restart', () => {
  it('asks those that have one, tells who had none, and says it in the words of patronictl', async () => {
    const { ports, orders, cancel } = world((member) => {
      cancel(member);
      return answered(200, 'scheduled restart deleted');
    });
    const { report, lines } = await run(ports);
    expect(report).toMatchObject({ outcome: 'done', code: null, errors: [], target: 'restart' });
    expect(lines.join('')).toBe(
      'Success: flush scheduled restart for member pg1\n' +
        'No scheduled restart for member pg2\n' +
        'Success: flush scheduled restart for member pg3\n',
    );
    expect(orders.sent.map(({ member, order }) => [member, order.verb])).toEqual([
      ['pg1', 'cancel-restart'],
      ['pg3', 'cancel-restart'],
    ]);
  });

  it('is done when nothing is scheduled', async () => {
    const { ports, orders } = world(() => expect.unreachable('sent'));
    const { report } = await run(ports, { names: ['pg2'] });
    expect(report).toMatchObject({ outcome: 'done', code: 'nothing-scheduled' });
    expect(orders.sent).toEqual([]);
  });

  it.each([
    [answered(404, 'no restarts are scheduled'), 'refused', 'agent-refused', 404],
    [answered(400, 'Bad Request'), 'refused', 'agent-refused', 400],
    [answered(500, 'error'), 'unknown', 'agent-answer', 500],
    [answered(503, 'error'), 'unknown', 'agent-answer', 503],
    [denied('pg1'), 'unreachable', 'agent-auth', null],
    [notSent('pg1'), 'unreachable', 'agent-unreachable', null],
    [doubtful('pg1'), 'unknown', 'agent-reply-lost', null],
  ] as const)('%j while the agent still has it: %s', async (reply, outcome, code, status) => {
    const { ports } = world(() => reply);
    const { report, lines } = await run(ports, { names: ['pg1'] });
    expect(report).toMatchObject({ outcome, code, members: [{ member: 'pg1', outcome, status }] });
    expect(report.errors).toHaveLength(1);
    expect(lines).toEqual([
      expect.stringMatching(/^(Failed|Unknown): flush scheduled restart for member pg1, /),
    ]);
  });

  it('tells of a 404 whose restart is gone meanwhile that none is scheduled', async () => {
    const { ports, cancel } = world((member) => {
      cancel(member);
      return answered(404, 'no restarts are scheduled');
    });
    const { report, lines } = await run(ports, { names: ['pg1'] });
    expect(report).toMatchObject({ outcome: 'done', code: 'nothing-scheduled' });
    expect(lines).toEqual([`No scheduled restart for member pg1 (that of ${AT} is gone meanwhile)\n`]);
  });

  it('is done if the answer was lost and none is scheduled any more', async () => {
    const { ports, cancel } = world((member) => {
      cancel(member);
      return doubtful(member);
    });
    expect((await run(ports, { names: ['pg1'] })).report).toMatchObject({
      outcome: 'done',
      code: 'nothing-scheduled',
    });
  });

  it('is partial if one of two agents is silent', async () => {
    const { ports, statuses, cancel } = world((member) => {
      cancel(member);
      return answered(200, 'scheduled restart deleted');
    });
    delete statuses.pg3;
    const { report } = await run(ports, { names: ['pg1', 'pg3'] });
    expect(report).toMatchObject({ outcome: 'partial', code: 'agent-unreachable' });
    expect(report.members).toMatchObject([{ outcome: 'done' }, { outcome: 'unreachable', scheduledAt: AT }]);
  });

  it('sends nothing to an agent that is another member', async () => {
    const { ports, orders, statuses } = world(() => expect.unreachable('sent'));
    const agents = new FakeAgents({
      ...statuses,
      pg1: { code: 'agent-is-someone-else', message: 'is pg9', subject: 'pg1', next: null },
    });
    const { report } = await run({ ...ports, agents }, { names: ['pg1'] });
    expect(report).toMatchObject({ outcome: 'refused', code: 'agent-is-someone-else' });
    expect(orders.sent).toEqual([]);
  });

  it('asks before it acts, and a No ends it', async () => {
    const question = 'Are you sure you want to flush members pg1, pg2, pg3?';
    const { ports, orders } = world(() => expect.unreachable('sent'), new FakeQuestions([[question, false]]));
    await expect(run(ports, { unattended: false })).rejects.toMatchObject({
      outcome: 'cancelled',
      message: 'Aborted flush',
    } satisfies Partial<Failure>);
    expect(orders.sent).toEqual([]);
  });

  it('shows and sends nothing in a dry run', async () => {
    const { ports } = world(() => expect.unreachable('sent'));
    const { report, lines } = await run(ports, { dryRun: true, unattended: false });
    expect(report).toMatchObject({ outcome: 'done', dryRun: true });
    expect(lines[0]).toBe(`Would be flushed: the restart of pg1 at ${AT}\n`);
  });

  it('says that the cluster is paused', async () => {
    const { ports } = world(() => answered(200, ''));
    ports.dcs.become({ demo: aCluster({ config: { pause: true } }) });
    expect((await run(ports)).report.warnings).toMatchObject([{ code: 'paused' }]);
  });

  it('has no way through etcd', async () => {
    const { ports } = world(() => expect.unreachable('sent'));
    await expect(run(ports, { viaDcs: true })).rejects.toMatchObject({ outcome: 'usage' });
  });
});
