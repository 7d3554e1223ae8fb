import { describe, expect, it } from 'vitest';
import { changeLeader } from '../../../src/operations/change-leader/change-leader.js';
import type { FakeServerState } from '../../support/fake-servers.js';
import { ALL_WELL, aRequest, play, type Recipe, World } from './scenario.js';

const SERVERS: ReadonlyMap<number, FakeServerState> = new Map([
  [15401, 'standby'],
  [15402, 'writable'],
  [15403, 'standby'],
]);

/** Writes fail from the stop of the leader until the new one accepts them. */
function moving(world: World): void {
  const { clock, servers } = world;
  const watch = world.orders.send.bind(world.orders);
  world.orders.send = (...sent) => {
    clock.after(600, () => servers.become(15402, 'refusing'));
    clock.after(2600, () => servers.become(15401, 'writable'));
    return watch(...sent);
  };
}

describe('measured downtime', () => {
  it('is what the writes tell, by the phases of the change', async () => {
    const { report, world } = await play({ typed: { routes: [] }, servers: SERVERS, prepare: moving });
    expect(report?.outcome).toBe('done');
    const [direct, ...others] = report?.downtime ?? [];
    expect(others).toEqual([]);
    expect(direct).toMatchObject({ route: 'direct', source: 'sql', outages: 1 });
    expect(Math.abs(Number(direct?.downMs) - 2000)).toBeLessThanOrEqual(Number(direct?.resolutionMs));
    expect(direct?.phases.map(({ phase }) => phase)).toEqual(
      expect.arrayContaining(['stopping', 'released', 'locked']),
    );
    expect(world.servers.open).toBe(0);
  });

  it('is what the agents tell where nobody can write', async () => {
    const { report, world } = await play({ typed: { routes: [], wait: 'primary' } });
    expect(report?.downtime).toMatchObject([{ route: 'direct', source: 'agent', outages: 1 }]);
    expect(world.servers.open).toBe(0);
  });

  it.each<{ name: string; recipe: Recipe }>([
    { name: 'if it is not wanted', recipe: { typed: { routes: null } } },
    {
      name: 'in a standby cluster, to which nobody writes',
      recipe: {
        typed: { routes: [], wait: 'primary' },
        cluster: { config: { standby_cluster: { host: '10.0.0.1' } } },
      },
    },
  ])('is not measured $name', async ({ recipe }) => {
    const { report, world } = await play({ ...recipe, servers: SERVERS });
    expect(report?.downtime).toBeNull();
    expect(world.servers.begun).toEqual([]);
  });

  it('ends with the request that was refused', async () => {
    const { report, world } = await play({
      typed: { routes: [] },
      servers: SERVERS,
      course: { requested: 150, dropped: 400 },
      reply: () => new Promise(() => {}),
    });
    expect(report?.code).toBe('request-dropped');
    expect(report?.downtime).toMatchObject([{ route: 'direct', downMs: 0, outages: 0 }]);
    expect(world.servers.open).toBe(0);
  });

  it('ends whatever goes wrong', async () => {
    const world = new World({ servers: SERVERS });
    const running = changeLeader(world.ports, aRequest({ routes: [] }), (event) => {
      if (event.kind === 'phase' && event.entry.phase === 'stopping') throw new TypeError('boom');
    });
    await expect(running).rejects.toThrow('boom');
    expect(world.servers.begun.length).toBeGreaterThan(0);
    expect(world.servers.open).toBe(0);
  });

  it('does not outlast the deadline by the patience for a balancer', async () => {
    const { report, world } = await play({
      typed: { routes: [], deadlineMs: 3000 },
      servers: SERVERS,
      course: { ...ALL_WELL, writable: 3_600_000, back: 3_600_000 },
      prepare: ({ clock, servers }) => clock.after(700, () => servers.become(15402, 'refusing')),
    });
    expect(report?.code).toBe('deadline');
    expect(report?.elapsedMs).toBeLessThan(4500);
    expect(world.servers.open).toBe(0);
  });
});
