import { describe, expect, it } from 'vitest';
import type { BaseBackup } from '../../../src/cluster/evidence/server-activity.js';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import type { Failure } from '../../../src/errors.js';
import type { AgentReply } from '../../../src/operations/ports/agent-order.js';
import { reinitialize } from '../../../src/operations/reinit/reinit.js';
import type { ReinitEvent } from '../../../src/operations/reinit/reinit-report.js';
import type { ReinitializeRequest } from '../../../src/operations/reinit/reinit-request.js';
import { NOTHING_TYPED } from '../../../src/operations/typed-words.js';
import { reinitEventView, reinitView } from '../../../src/views/reinit/reinit.js';
import { aCluster } from '../../support/clusters.js';
import { FakeAgents } from '../../support/fake-agents.js';
import { FakeInterruption } from '../../support/fake-interruption.js';
import { FakeNotes } from '../../support/fake-notes.js';
import {
  answered,
  denied,
  doubtful,
  FakeOrders,
  notSent,
  type SentOrder,
} from '../../support/fake-orders.js';
import { type ExpectedQuestion, FakeQuestions } from '../../support/fake-questions.js';
import { FakeServers, someActivity } from '../../support/fake-servers.js';
import { FakeClock, FakeDcs } from '../../support/fakes.js';
import { A_PIPE } from '../../support/screens.js';
import { aStatus } from '../../support/statuses.js';

const MB = 1024 ** 2;
const request: ReinitializeRequest = {
  scope: 'demo',
  group: null,
  citus: false,
  names: ['pg3'],
  role: 'replica',
  action: 'reinitialize',
  command: 'reinit',
  typed: NOTHING_TYPED,
  unattended: true,
  dryRun: false,
  fromLeader: false,
  wait: false,
  cancelsRunning: false,
  allowsDataLoss: false,
  deadlineMs: null,
};
const WHICH = 'Which member do you want to reinitialize [pg1, pg3]?';
const SURE = 'Are you sure you want to reinitialize members pg3?';
const CANCEL = 'Do you want to cancel it and reinitialize anyway?';
const BUSY = answered(503, 'reinitialize already in progress');

type Answer = (sent: SentOrder) => AgentReply;

/** pg2 leads; pg3 does not start. */
function world(
  answer: Answer = () => answered(200, 'reinitialize started'),
  questions: readonly ExpectedQuestion[] = [],
) {
  const clock = new FakeClock();
  const servers = new FakeServers(clock, new Map([[15402, 'writable']]));
  servers.activities.set(15402, someActivity());
  const statuses: Record<string, MemberStatus> = {
    pg1: aStatus('pg1'),
    pg2: aStatus('pg2', {
      role: 'primary',
      replicationState: null,
      replication: [{ name: 'pg1', state: 'streaming', syncState: 'async' }],
    }),
    pg3: aStatus('pg3', {
      state: 'start failed',
      serverVersion: null,
      startedAt: null,
      replicationState: null,
    }),
  };
  const orders = new FakeOrders(answer);
  const ports = {
    dcs: new FakeDcs({ demo: aCluster() }),
    clock,
    questions: new FakeQuestions(questions),
    agents: new FakeAgents(statuses),
    orders,
    notes: new FakeNotes(),
    servers,
    copySources: { readCopyFacts: async () => null, tryReplication: async () => null },
    interruption: new FakeInterruption(),
  };
  /** From so many seconds on. */
  const then = (second: number, name: string, changes: Partial<MemberStatus>): void =>
    clock.after(second * 1000, () => {
      statuses[name] = aStatus(name, changes);
    });
  const sending = (second: number, backup: Partial<BaseBackup> | null): void =>
    clock.after(second * 1000, () => {
      const full = { pid: 7, age: 1, clientAddress: '127.0.0.1', phase: 'streaming database files' };
      const bytes = { totalBytes: 500 * MB, sentBytes: 0 };
      const baseBackups = backup === null ? [] : [{ ...full, ...bytes, ...backup }];
      servers.activities.set(15402, someActivity({ baseBackups }));
    });
  return { ports, orders, statuses, clock, then, sending };
}

type World = ReturnType<typeof world>;

async function run({ ports }: Pick<World, 'ports'>, changes: Partial<ReinitializeRequest> = {}) {
  const events: ReinitEvent[] = [];
  const report = await reinitialize(ports, { ...request, ...changes }, (event) => events.push(event));
  const lines = events
    .filter(({ kind }) => !['topology', 'plan'].includes(kind))
    .map((event) => reinitEventView(event, A_PIPE).result ?? '');
  return { report, events, printed: lines.join('') + reinitView(report) };
}

async function failureOf(where: World, changes: Partial<ReinitializeRequest>) {
  const { outcome, problem } = await run(where, changes).then(
    () => expect.unreachable('no failure'),
    (thrown: Failure) => thrown,
  );
  expect(where.orders.sent).toEqual([]);
  return { outcome, code: problem.code, next: problem.next };
}

describe('reinit without --wait', () => {
  it('is accepted, in the words of patronictl', async () => {
    const where = world();
    const { report, printed } = await run(where);
    expect(report).toMatchObject({
      outcome: 'accepted',
      code: null,
      errors: [],
      plans: [{ group: null, leader: 'pg2', targets: [{ member: 'pg3' }], remaining: ['pg1', 'pg2'] }],
      members: [{ member: 'pg3', outcome: 'accepted', status: 200, attempts: null }],
    });
    expect(printed).toBe(
      'Success: reinitialize for member pg3\n' +
        'accepted. The copy continues in the background. Follow: ctl list demo -W\n',
    );
    expect(where.orders.sent).toMatchObject([
      { member: 'pg3', order: { verb: 'reinitialize', force: false, fromLeader: false } },
    ]);
  });

  it('does not cancel what is running only because it does not ask', async () => {
    const where = world(() => BUSY);
    const { report, printed } = await run(where, {
      fromLeader: true,
      typed: { args: ['pg2', 'pg3'], options: { 'from-leader': true } },
    });
    expect(report).toMatchObject({
      outcome: 'refused',
      code: 'already-in-progress',
      errors: [{ next: 'ctl reinit demo pg3 --from-leader --cancel-running' }],
    });
    expect(printed).toBe(
      'Failed: reinitialize for member pg3, status code=503, (reinitialize already in progress)\n',
    );
    expect(where.orders.sent).toHaveLength(1);
  });

  it('cancels it if it is told to', async () => {
    const where = world();
    await run(where, { cancelsRunning: true });
    expect(where.orders.sent).toMatchObject([{ order: { force: true } }]);
  });

  it.each([true, false])('asks whether to cancel it: %s', async (cancels) => {
    const busyOnce: Answer = ({ order }) =>
      'force' in order && order.force ? answered(200, 'reinitialize started') : BUSY;
    const where = world(busyOnce, [
      [SURE, true],
      [CANCEL, cancels],
    ]);
    const { report } = await run(where, { unattended: false });
    expect(report.outcome).toBe(cancels ? 'accepted' : 'refused');
    expect(where.orders.sent).toHaveLength(cancels ? 2 : 1);
  });

  it.each<[AgentReply, string, string]>([
    [answered(503, 'Cluster has no leader, can not reinitialize'), 'refused', 'no-leader'],
    [answered(503, 'I am the leader, can not reinitialize'), 'refused', 'member-is-leader'],
    [answered(503, 'restart already in progress'), 'refused', 'already-in-progress'],
    [answered(400, 'x'), 'refused', 'agent-refused'],
    [answered(404, 'x'), 'refused', 'agent-refused'],
    [answered(409, 'x'), 'refused', 'agent-refused'],
    [answered(412, 'x'), 'refused', 'agent-refused'],
    [answered(500, 'x'), 'unknown', 'agent-answer'],
    [answered(501, 'x'), 'refused', 'agent-refused'],
    [answered(503, 'x'), 'unknown', 'agent-answer'],
    [denied('pg3'), 'unreachable', 'agent-auth'],
    [notSent('pg3'), 'unreachable', 'agent-unreachable'],
    [doubtful('pg3'), 'unknown', 'agent-reply-lost'],
  ])('%j', async (reply, outcome, code) => {
    const { report } = await run(world(() => reply));
    expect(report).toMatchObject({ outcome, code, members: [{ outcome, code }] });
    expect(report.errors).toHaveLength(1);
  });

  it('looks at the member when the answer was lost', async () => {
    const where = world(() => doubtful('pg3'));
    where.then(2, 'pg3', { state: 'creating replica', serverVersion: null });
    expect((await run(where)).report).toMatchObject({ outcome: 'accepted', code: null });
    expect(where.orders.sent).toHaveLength(1);
  });

  it('is partial if one of two agents is silent', async () => {
    const where = world();
    delete where.statuses.pg1;
    const { report } = await run(where, { names: ['pg1', 'pg3'] });
    expect(report).toMatchObject({ outcome: 'partial', code: 'agent-unreachable' });
    expect(where.orders.sent.map(({ member }) => member)).toEqual(['pg3']);
  });
});

describe('which members', () => {
  it('is asked if none is named', async () => {
    const where = world(undefined, [
      [WHICH, 'pg3'],
      [SURE, true],
    ]);
    const { report, events } = await run(where, { names: [], unattended: false });
    expect(report).toMatchObject({ outcome: 'accepted', members: [{ member: 'pg3' }] });
    expect(events.filter(({ kind }) => kind === 'topology')).toHaveLength(1);
  });

  it.each<[string, Partial<ReinitializeRequest>, readonly ExpectedQuestion[], string, string]>([
    ['nobody is asked', { names: [] }, [], 'usage', 'no-member'],
    ['a dry run', { names: [], dryRun: true, unattended: false }, [], 'usage', 'no-member'],
    ['nobody is there', { names: [], unattended: false }, [], 'usage', 'no-member'],
    ['Enter', { names: [], unattended: false }, [[WHICH, '']], 'usage', 'no-member'],
    ['nonsense', { names: [], unattended: false }, [[WHICH, 'pg9']], 'not-found', 'unknown-member'],
    ['a wrong name among others', { names: ['pg3', 'pg9'] }, [], 'not-found', 'unknown-member'],
    ['the leader', { names: ['pg2'] }, [], 'refused', 'wrong-role'],
    ['No', { unattended: false }, [[SURE, false]], 'cancelled', 'cancelled'],
  ])('%s', async (_, changes, questions, outcome, code) => {
    expect(await failureOf(world(undefined, questions), changes)).toMatchObject({ outcome, code });
  });
});

describe('what is refused before anything is sent', () => {
  it.each<[string, (where: World) => void, string, string | null]>([
    [
      'nobody leads',
      ({ ports }) => ports.dcs.become({ demo: aCluster({ leader: null }) }),
      'no-leader',
      'ctl list demo',
    ],
    [
      'no healthy copy would be left',
      ({ statuses }) => {
        delete statuses.pg1;
        delete statuses.pg2;
      },
      'no-healthy-copy',
      'ctl reinit demo pg3 --wait --allow-data-loss',
    ],
  ])('%s', async (_, prepare, code, next) => {
    const where = world();
    prepare(where);
    const { report } = await run(where, {
      wait: true,
      typed: { args: ['pg3'], options: { wait: true } },
    });
    expect(report).toMatchObject({ outcome: 'refused', code, errors: [{ next }], members: [] });
    expect(where.orders.sent).toEqual([]);
  });

  it('but a dry run says that it would be done', async () => {
    const where = world();
    const { report, printed } = await run(where, { dryRun: true, unattended: false });
    expect(report).toMatchObject({ outcome: 'done', dryRun: true, members: [] });
    expect(printed).toBe('Dry run: nothing was sent.\n');
    expect(where.orders.sent).toEqual([]);
  });

  it('a cluster whose leader has changed since', async () => {
    const where = world(undefined, [[SURE, true]]);
    const { confirm } = where.ports.questions;
    where.ports.questions.confirm = (...asked) => {
      where.ports.dcs.become({ demo: aCluster({ leader: 'pg1' }) });
      return confirm.apply(where.ports.questions, asked);
    };
    expect(await failureOf(where, { unattended: false })).toMatchObject({
      outcome: 'conflict',
      code: 'state-changed',
    });
  });
});

describe('reinit --wait', () => {
  const copying = { state: 'creating replica', serverVersion: null, replicationState: null, startedAt: null };
  const back = { startedAt: '2026-11-22 18:08:00+00:00' };

  it('shows how far it is, and is done when the member streams', async () => {
    const where = world();
    where.then(1, 'pg3', copying);
    for (let second = 1; second <= 9; second += 1)
      where.sending(second, { sentBytes: second * 50 * MB, age: second });
    where.sending(10, null);
    where.then(10, 'pg3', { ...copying, state: 'starting' });
    where.then(11, 'pg3', { ...back, replicationState: null });
    where.then(13, 'pg3', back);
    const { report, events, printed } = await run(where, { wait: true });
    expect(report).toMatchObject({
      outcome: 'done',
      code: null,
      members: [
        {
          member: 'pg3',
          outcome: 'done',
          attempts: 1,
          source: 'pg2',
          sentBytes: 450 * MB,
          totalBytes: 500 * MB,
          timeline: 4,
          phases: [
            { phase: 'requested', atMs: 0 },
            { phase: 'copying' },
            { phase: 'starting' },
            { phase: 'following' },
            { phase: 'back' },
          ],
        },
      ],
    });
    expect(printed).toBe(
      'Success: reinitialize for member pg3\n' +
        'Waiting for reinitialize to complete on: pg3\n' +
        'Reinitialize is completed on: pg3\n',
    );
    const percents = events.flatMap((event) =>
      event.kind === 'progress' ? event.states.flatMap(({ percent }) => percent ?? []) : [],
    );
    expect(percents.length).toBeGreaterThanOrEqual(5);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    const texts = events.flatMap((event) => reinitEventView(event, A_PIPE).passing ?? []);
    expect(texts).toContainEqual(
      expect.stringMatching(/^ {2}pg3: \d+ % of 500 MB from pg2, \d+ MB\/s, [\d.]+ s left \([\d.]+ s\)$/),
    );
  });

  it('shows the time alone without SQL', async () => {
    const where = world();
    where.ports.servers.activities.clear();
    where.then(1, 'pg3', copying);
    where.then(8, 'pg3', back);
    const { report, events } = await run(where, { wait: true });
    expect(report).toMatchObject({ outcome: 'done', members: [{ source: null, sentBytes: null }] });
    expect(events.flatMap((event) => reinitEventView(event, A_PIPE).passing ?? [])).toContainEqual(
      expect.stringMatching(/^ {2}pg3: creating replica \([\d.]+ s\)$/),
    );
  });

  it('is partial when the member does not start', async () => {
    const where = world();
    where.then(1, 'pg3', copying);
    where.then(5, 'pg3', { ...copying, state: 'start failed' });
    const { report, printed } = await run(where, { wait: true });
    expect(report).toMatchObject({
      outcome: 'partial',
      code: 'start-failed',
      members: [{ code: 'start-failed' }],
    });
    expect(printed).toContain('Reinitialize is not completed on: pg3 (its PostgreSQL is "start failed"');
  });

  it('is unknown at the deadline, and when it is interrupted', async () => {
    const where = world();
    where.then(1, 'pg3', copying);
    expect((await run(where, { wait: true, deadlineMs: 5000 })).report).toMatchObject({
      outcome: 'unknown',
      code: 'deadline',
    });
    const other = world();
    other.then(1, 'pg3', copying);
    other.clock.after(4000, () => other.ports.interruption.interrupt());
    expect((await run(other, { wait: true })).report).toMatchObject({
      outcome: 'unknown',
      code: 'interrupted',
    });
  });

  it('waits for several at the same time, and says so again whenever one is done', async () => {
    const where = world();
    for (const name of ['pg1', 'pg3']) where.then(1, name, copying);
    where.then(4, 'pg3', back);
    where.then(8, 'pg1', back);
    const { report, printed } = await run(where, { wait: true, names: ['pg1', 'pg3'], allowsDataLoss: true });
    expect(report).toMatchObject({ outcome: 'done', members: [{ member: 'pg1' }, { member: 'pg3' }] });
    expect(printed).toContain(
      'Waiting for reinitialize to complete on: pg1, pg3\n' +
        'Reinitialize is completed on: pg3\n' +
        'Waiting for reinitialize to complete on: pg1\n' +
        'Reinitialize is completed on: pg1\n',
    );
  });

  it('does not wait for those that were refused', async () => {
    const where = world(({ member }) => (member === 'pg1' ? BUSY : answered(200, 'reinitialize started')));
    where.then(1, 'pg3', copying);
    where.then(4, 'pg3', back);
    const { report } = await run(where, { wait: true, names: ['pg1', 'pg3'], allowsDataLoss: true });
    expect(report.members.map(({ outcome }) => outcome)).toEqual(['refused', 'done']);
    expect(report.outcome).toBe('partial');
  });

  it('goes on while etcd is away', async () => {
    const where = world();
    where.then(1, 'pg3', copying);
    where.clock.after(2000, () => where.ports.dcs.become({}));
    where.then(6, 'pg3', back);
    expect((await run(where, { wait: true })).report.outcome).toBe('done');
  });
});
