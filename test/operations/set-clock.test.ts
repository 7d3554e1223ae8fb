import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/operations/report.js';
import { parseCondition } from '../../src/operations/wait/parse-condition.js';
import { waitForConditions } from '../../src/operations/wait/wait.js';
import { aCluster, aMember, PRIMARY } from '../support/clusters.js';
import { FakeAgents } from '../support/fake-agents.js';
import { FakeChanges } from '../support/fake-changes.js';
import { FakeInterruption } from '../support/fake-interruption.js';
import { answered } from '../support/fake-orders.js';
import { FakeDcs } from '../support/fakes.js';
import { aStatus } from '../support/statuses.js';
import { VirtualClock } from '../support/virtual-clock.js';
import { ALL_WELL, play } from './change-leader/scenario.js';
import { DEMOTED, REMOTE, RoleWorld } from './cluster-role/role-world.js';
import { play as drain } from './drain/draining.js';
import { editing } from './edit-config/editing.js';
import { PauseWorld } from './pause/pausing.js';
import { ROLL, restartIn } from './restart/restart-world.js';

const HOURS_MS = 2 * 3_600_000;
const NEVER = 3_600_000;
/** After the start of a command, while it waits. */
const SET_AT_MS = 300;

interface Settable {
  after(ms: number, happen: () => void): void;
  set(byMs: number): void;
}

type SetClock = (clock: Settable) => void;

/** A command that waits on a clock that somebody sets meanwhile. */
type Run = (setClock: SetClock) => Promise<(Report & { readonly elapsedMs: number }) | null>;

async function wait(setClock: SetClock, condition: string) {
  const clock = new VirtualClock();
  setClock(clock);
  const dcs = new FakeDcs({ demo: aCluster() });
  clock.after(3000, () => dcs.become({ demo: aCluster({ leader: 'pg1' }) }));
  const conditions = [parseCondition(condition)];
  const request = { scope: 'demo', group: null, command: 'wait', conditions, deadlineMs: 5000 };
  const ports = { dcs, changes: new FakeChanges(), agents: new FakeAgents({}) };
  return waitForConditions(
    { ...ports, clock, interruption: new FakeInterruption() },
    request,
    () => undefined,
  );
}

async function pause(setClock: SetClock, acknowledge: Readonly<Record<string, number | null>>) {
  const world = new PauseWorld({ acknowledge });
  setClock(world.clock);
  return world.pause({ wait: true });
}

const COMMANDS: readonly (readonly [name: string, outcome: string, run: Run])[] = [
  ['wait, for what comes', 'done', (set) => wait(set, 'leader=pg1')],
  ['wait, for what never comes', 'unknown', (set) => wait(set, 'leader=pg9')],
  [
    'switchover',
    'done',
    async (set) => (await play({ course: ALL_WELL, prepare: ({ clock }) => set(clock) })).report,
  ],
  [
    'switchover whose leader never stops',
    'unknown',
    async (set) =>
      (
        await play({
          typed: { deadlineMs: 20_000 },
          course: {
            ...ALL_WELL,
            stopping: NEVER,
            released: NEVER,
            locked: NEVER,
            writable: NEVER,
            back: NEVER,
          },
          prepare: ({ clock }) => set(clock),
        })
      ).report,
  ],
  [
    'switchover with the former leader lost',
    'done',
    async (set) =>
      (await play({ course: { ...ALL_WELL, back: NEVER }, prepare: ({ clock }) => set(clock) })).report,
  ],
  ['pause --wait', 'done', (set) => pause(set, { pg3: 2000 })],
  ['pause --wait with a laggard', 'partial', (set) => pause(set, { pg3: null })],
  [
    'demote-cluster',
    'done',
    async (set) => {
      const world = new RoleWorld({ remote: 'standby', course: [DEMOTED] });
      set(world.clock);
      return world.demote(REMOTE);
    },
  ],
  [
    'demote-cluster that nobody carries out',
    'unknown',
    async (set) => {
      const world = new RoleWorld({ remote: 'standby' });
      set(world.clock);
      return world.demote(REMOTE);
    },
  ],
  ['restart', 'done', async (set) => (await restartIn({ prepare: ({ clock }) => set(clock) })).report],
  [
    'restart --rolling',
    'done',
    async (set) =>
      (await restartIn({ request: { rolling: ROLL }, prepare: ({ clock }) => set(clock) })).report,
  ],
  [
    'restart of a member that does not come back',
    'unknown',
    async (set) =>
      (
        await restartIn({
          request: { names: ['pg3'] },
          course: async (world, { member }) => {
            world.become(member, { state: 'stopping', startedAt: null });
            await world.clock.sleep(NEVER);
            return answered(503, 'restart failed');
          },
          prepare: ({ clock }) => set(clock),
        })
      ).report,
  ],
  [
    'drain that nobody helps',
    'partial',
    async (set) => (await drain({ meanwhile: ({ clock }) => set(clock) })).report,
  ],
  [
    'edit-config --wait',
    'unknown',
    async (set) => {
      const config = { ttl: 30, loop_wait: 10 };
      const members = [aMember('pg1', PRIMARY), aMember('pg2')];
      const statuses = { pg1: aStatus('pg1', { dcsLastSeen: 1 }), pg2: aStatus('pg2', { dcsLastSeen: 1 }) };
      const world = editing({ config, cluster: aCluster({ config, leader: 'pg1', members }), statuses });
      set(world.ports.clock);
      return world.run({ sets: ['ttl=40'], unattended: true, wait: true });
    },
  ],
];

describe.each(COMMANDS)('%s', (_, outcome, run) => {
  it.each([
    ['back', -HOURS_MS],
    ['forward', HOURS_MS],
  ])('takes as long and ends the same with the clock set %s meanwhile', async (_direction, byMs) => {
    const undisturbed = await run(() => {});
    const report = await run((clock) => clock.after(SET_AT_MS, () => clock.set(byMs)));
    expect(report).toMatchObject({
      outcome,
      code: undisturbed?.code ?? null,
      elapsedMs: undisturbed?.elapsedMs,
    });
    expect(undisturbed?.elapsedMs).toBeGreaterThan(SET_AT_MS);
  });
});
