import { describe, expect, it } from 'vitest';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import type { AgentReply } from '../../../src/operations/ports/agent-order.js';
import { type ReloadRequest, reload } from '../../../src/operations/reload/reload.js';
import type { ReloadEvent } from '../../../src/operations/reload/reload-report.js';
import { NOTHING_TYPED } from '../../../src/operations/typed-words.js';
import { reloadEventView, reloadView } from '../../../src/views/reload/reload.js';
import { aCluster } from '../../support/clusters.js';
import { FakeAgents } from '../../support/fake-agents.js';
import { FakeInterruption } from '../../support/fake-interruption.js';
import { FakeNotes } from '../../support/fake-notes.js';
import { answered, denied, doubtful, FakeOrders, notSent } from '../../support/fake-orders.js';
import { FakeQuestions } from '../../support/fake-questions.js';
import { FakeServers, someActivity } from '../../support/fake-servers.js';
import { FakeClock, FakeDcs } from '../../support/fakes.js';
import { A_PIPE } from '../../support/screens.js';
import { aStatus } from '../../support/statuses.js';

const LATER = '2026-11-22T18:07:05+00:00';
const request: ReloadRequest = {
  scope: 'demo',
  group: null,
  citus: false,
  names: ['pg1'],
  role: 'any',
  action: 'reload',
  typed: NOTHING_TYPED,
  command: 'reload',
  unattended: true,
  dryRun: false,
  wait: false,
  deadlineMs: null,
};

/** loop_wait is 5 s; PostgreSQL of pg1 tells of itself if `sql`. */
function world(answer: (member: string) => AgentReply, { sql = true, questions = new FakeQuestions() } = {}) {
  const clock = new FakeClock();
  const servers = new FakeServers(clock, new Map([[15401, sql ? 'writable' : 'refusing']]));
  servers.activities.set(15401, someActivity());
  const statuses: Record<string, MemberStatus> = {};
  for (const name of ['pg1', 'pg2', 'pg3']) statuses[name] = aStatus(name, { dcsLastSeen: 1000 });
  const orders = new FakeOrders(({ member }) => answer(member));
  const interruption = new FakeInterruption();
  const dcs = new FakeDcs({ demo: aCluster({ config: { loop_wait: 5 } }) });
  const notes = new FakeNotes();
  const ports = {
    dcs,
    clock,
    notes,
    questions,
    agents: new FakeAgents(statuses),
    orders,
    servers,
    interruption,
  };
  const loads = (): void => void servers.activities.set(15401, someActivity({ configLoadedAt: LATER }));
  const turns = (dcsLastSeen: number): void => {
    statuses.pg1 = aStatus('pg1', { dcsLastSeen });
  };
  return { ports, orders, statuses, interruption, clock, loads, turns };
}

async function run(ports: ReturnType<typeof world>['ports'], changes: Partial<ReloadRequest> = {}) {
  const events: ReloadEvent[] = [];
  const report = await reload(ports, { ...request, ...changes }, (event) => events.push(event));
  const printed = events.map((event) =>
    event.kind === 'topology' ? '' : (reloadEventView(event, A_PIPE).result ?? ''),
  );
  return { report, events, printed: printed.join('') + reloadView(report) };
}

const accepts = () => answered(202, 'reload scheduled');

describe('reload', () => {
  it('is accepted, in the words of patronictl with the configured loop_wait', async () => {
    const { ports, orders } = world(accepts);
    const { report, printed } = await run(ports, { names: [] });
    expect(report).toMatchObject({ outcome: 'accepted', code: null, wait: false, errors: [] });
    expect(printed).toBe(
      ['pg1', 'pg2', 'pg3']
        .map((name) => `Reload request received for member ${name} and will be processed within 5 seconds\n`)
        .join(''),
    );
    expect(orders.sent.map(({ member, order }) => [member, order])).toEqual(
      ['pg1', 'pg2', 'pg3'].map((name) => [name, { verb: 'reload' }]),
    );
  });

  it('is done when there was nothing to do', async () => {
    const { report, printed } = await run(world(() => answered(200, 'nothing changed')).ports);
    expect(report).toMatchObject({ outcome: 'done' });
    expect(printed).toBe('No changes to apply on member pg1\n');
  });

  it.each([
    [answered(400, 'x'), 'refused', 'agent-refused'],
    [answered(404, 'x'), 'refused', 'agent-refused'],
    [answered(409, 'x'), 'refused', 'agent-refused'],
    [answered(412, 'x'), 'refused', 'agent-refused'],
    [answered(500, 'x'), 'unknown', 'agent-answer'],
    [answered(501, 'x'), 'refused', 'agent-refused'],
    [answered(503, 'x'), 'unknown', 'agent-answer'],
    [denied('pg1'), 'unreachable', 'agent-auth'],
    [notSent('pg1'), 'unreachable', 'agent-unreachable'],
    [doubtful('pg1'), 'unknown', 'agent-reply-lost'],
  ] as const)('%j is %s', async (reply, outcome, code) => {
    const { ports } = world(() => reply);
    const { report, printed } = await run(ports);
    expect(report).toMatchObject({ outcome, code, members: [{ outcome, code }] });
    expect(report.errors).toHaveLength(1);
    if (reply.kind !== 'answered') return;
    const isRefused = outcome === 'refused';
    const said = isRefused ? 'x' : 'x; whether it was done is not known';
    expect(printed).toBe(
      `${isRefused ? 'Failed' : 'Unknown'}: reload for member pg1, status code=${reply.status}, (${said})\n`,
    );
  });

  it('does not ask an agent that is silent or somebody else’s', async () => {
    const { ports, orders } = world(accepts);
    const someoneElse = { code: 'agent-is-someone-else', message: 'is pg9', subject: 'pg2', next: null };
    const agents = new FakeAgents({ pg2: someoneElse, pg3: aStatus('pg3') });
    const { report } = await run({ ...ports, agents }, { names: [] });
    expect(report).toMatchObject({ outcome: 'partial', code: 'agent-unreachable' });
    expect(report.members.map(({ outcome }) => outcome)).toEqual(['unreachable', 'refused', 'accepted']);
    expect(orders.sent.map(({ member }) => member)).toEqual(['pg3']);
  });

  it('sends nothing after a No, and in a dry run', async () => {
    const question = 'Are you sure you want to reload members pg1?';
    const { ports, orders } = world(accepts, { questions: new FakeQuestions([[question, false]]) });
    await expect(run(ports, { unattended: false })).rejects.toMatchObject({ message: 'Aborted reload' });
    const { report, printed } = await run(ports, { dryRun: true });
    expect(report).toMatchObject({ outcome: 'done', dryRun: true });
    expect(printed).toBe('Would be asked to reload: pg1\nDry run: nothing was sent.\n');
    expect(orders.sent).toEqual([]);
  });
});

describe('reload --wait', () => {
  it('is done when PostgreSQL has read its configuration', async () => {
    const { ports, clock, loads } = world(accepts);
    clock.after(3000, loads);
    const { report, printed } = await run(ports, { wait: true });
    expect(report).toMatchObject({
      outcome: 'done',
      members: [{ outcome: 'done', evidence: 'sql', configLoadedAt: LATER, pendingRestart: false }],
    });
    expect(printed).toContain(`Reloaded: PostgreSQL of pg1 read its configuration at ${LATER}\n`);
  });

  it('does not take cycles of the agent for it where PostgreSQL can be asked', async () => {
    const { ports, clock, turns } = world(accepts);
    for (const second of [1, 6, 11]) clock.after(second * 1000, () => turns(1000 + second));
    expect((await run(ports, { wait: true })).report).toMatchObject({
      outcome: 'unknown',
      code: 'not-proved',
    });
  });

  it('takes two cycles of the agent, and no less than loop_wait, without SQL', async () => {
    const { ports, clock, turns } = world(accepts, { sql: false });
    for (const second of [1, 6]) clock.after(second * 1000, () => turns(1000 + second));
    const start = clock.monotonicMs();
    const { report } = await run(ports, { wait: true });
    expect(report).toMatchObject({ outcome: 'done', members: [{ evidence: 'agent', configLoadedAt: null }] });
    expect(clock.monotonicMs() - start).toBeGreaterThan(6000);
  });

  it('is unknown at the deadline, and when it is interrupted', async () => {
    const { ports, clock } = world(accepts);
    const start = clock.monotonicMs();
    expect((await run(ports, { wait: true, deadlineMs: 4000 })).report).toMatchObject({
      outcome: 'unknown',
      code: 'not-proved',
    });
    expect(clock.monotonicMs() - start).toBeLessThan(6000);
    const other = world(accepts);
    other.clock.after(2000, () => other.interruption.interrupt());
    expect((await run(other.ports, { wait: true })).report).toMatchObject({
      outcome: 'unknown',
      code: 'interrupted',
    });
  });

  it('finds out about a lost answer', async () => {
    const { ports, clock, loads } = world(doubtful);
    clock.after(2000, loads);
    expect((await run(ports, { wait: true })).report).toMatchObject({ outcome: 'done' });
  });

  it('says what waits for a restart', async () => {
    const { ports, clock, loads, statuses } = world(accepts);
    clock.after(1000, () => {
      loads();
      statuses.pg1 = aStatus('pg1', { pendingRestart: true });
    });
    const { report } = await run(ports, { wait: true });
    expect(report.warnings).toMatchObject([
      { code: 'pending-restart', next: 'ctl restart demo pg1 --pending' },
    ]);
  });

  it('tells what it waits for', async () => {
    const { ports, clock, loads } = world(accepts);
    clock.after(4000, loads);
    const { events } = await run(ports, { wait: true });
    const waiting = events.filter(({ kind }) => kind === 'waiting');
    expect(waiting.length).toBeGreaterThan(1);
    expect(waiting[0]).toMatchObject({ members: ['pg1'] });
  });
});
