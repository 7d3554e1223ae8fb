import { describe, expect, it } from 'vitest';
import { type Probes, startProbes } from '../../../src/operations/downtime/probe-writes.js';
import { type FakeServerState, FakeServers } from '../../support/fake-servers.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const at = (...ports: readonly number[]) => ports.map((port) => ({ host: '127.0.0.1', port }));

/** A cluster of three, the leader at port 1, and a balancer at port 9. */
function start(states: Readonly<Record<number, FakeServerState>> = {}) {
  const clock = new VirtualClock();
  const begin = clock.monotonicMs();
  const known: Readonly<Record<number, FakeServerState>> = {
    1: 'writable',
    2: 'standby',
    3: 'standby',
    9: 'writable',
    ...states,
  };
  const servers = new FakeServers(
    clock,
    new Map(Object.entries(known).map(([port, state]) => [Number(port), state])),
  );
  servers.connectMs = 5;
  return {
    clock,
    servers,
    elapsed: () => clock.monotonicMs() - begin,
    probe: (...routes: readonly (readonly number[])[]) =>
      startProbes(
        { servers, clock },
        routes.map((ports, index) => ({ name: `r${index}`, addresses: at(...ports) })),
      ),
  };
}

/** Between two writes. */
async function untilIdle(clock: VirtualClock, servers: FakeServers): Promise<void> {
  while (servers.running > 0) await clock.sleep(1);
}

async function stopOne(probes: Probes) {
  const [measured] = await probes.stop();
  if (measured === undefined) throw new Error('no route');
  return measured;
}

describe('a route that is up', () => {
  it('gets a write every 10 ms, on one connection', async () => {
    const { clock, servers, probe } = start();
    const probes = probe([9]);
    expect(await probes.ready()).toEqual([{ route: 'r0', ready: true, reason: null }]);
    await clock.sleep(2000);
    expect(servers.mostRunning).toBe(1);
    expect(servers.open).toBe(1);
    const measured = await stopOne(probes);
    expect(measured).toMatchObject({ route: 'r0', unavailable: null, gapMs: 0, failures: 0, reasons: [] });
    expect(measured.attempts).toBeGreaterThanOrEqual(196);
    expect(measured.attempts).toBeLessThanOrEqual(203);
    expect(servers.open).toBe(0);
  });

  it('has connections to the standbys from the beginning, and does not take their answers for failures', async () => {
    const { clock, servers, probe } = start();
    const probes = probe([1, 2, 3]);
    expect(await probes.ready()).toMatchObject([{ ready: true }]);
    await clock.sleep(1000);
    expect(servers.open).toBe(3);
    expect(servers.begun.filter(({ port }) => port !== 1)).toHaveLength(2);
    expect(await stopOne(probes)).toMatchObject({ failures: 0, gapMs: 0, outages: 0 });
  });

  it('a dead standby does not delay it', async () => {
    const { probe, elapsed } = start({ 3: 'silent' });
    const probes = probe([1, 2, 3]);
    expect(await probes.ready()).toMatchObject([{ ready: true }]);
    expect(elapsed()).toBeLessThan(30);
    await probes.stop();
  });

  it('a slow write is no failure, but is seen in the resolution', async () => {
    const { clock, servers, probe } = start();
    const probes = probe([1, 2, 3]);
    await clock.sleep(500);
    servers.become(1, 'waiting');
    await clock.sleep(300);
    servers.become(1, 'writable');
    await clock.sleep(200);
    const { gapMs, failures, outages, resolutionMs } = await stopOne(probes);
    expect({ gapMs, failures, outages }).toEqual({ gapMs: 0, failures: 0, outages: 0 });
    expect(resolutionMs).toBeGreaterThan(280);
    expect(resolutionMs).toBeLessThan(400);
  });

  it('writes that are always slow are not doubled', async () => {
    const { clock, servers, probe } = start();
    servers.latencyMs = 80;
    const probes = probe([9]);
    await clock.sleep(2000);
    expect(servers.mostRunning).toBe(1);
    expect(await stopOne(probes)).toMatchObject({ failures: 0 });
  });
});

describe('a change of leader', () => {
  /** The leader stops at 1000, another accepts writes at `upAfterMs`. */
  async function change(stopped: FakeServerState, upAfterMs: number) {
    const { clock, servers, probe } = start();
    const probes = probe([1, 2, 3], [9]);
    const from = clock.monotonicMs() + 1000;
    clock.after(1000, () => {
      servers.become(1, stopped);
      servers.become(9, 'refusing');
    });
    clock.after(1000 + upAfterMs, () => servers.become(2, 'writable'));
    clock.after(1100 + upAfterMs, () => servers.become(9, 'writable'));
    await clock.sleep(1000 + upAfterMs / 2);
    expect(probes.isDown('r1')).toBe(true);
    expect(from - (probes.lastGoodMs('r1') ?? 0)).toBeLessThan(25);
    await clock.sleep(upAfterMs / 2 + 500);
    expect(probes.isDown('r0')).toBe(false);
    expect(probes.isDown('r1')).toBe(false);
    const edges = probes.attemptsOf('r0');
    const [direct, balanced] = await probes.stop();
    if (direct === undefined || balanced === undefined) throw new Error('no route');
    // To the members, and two through the balancer, which refuses them at once.
    expect(servers.mostRunning).toBeLessThanOrEqual(16 + 2);
    expect(servers.open).toBe(0);
    return { direct, balanced, edges, from, servers };
  }

  it.each<{ stopped: FakeServerState; upAfterMs: number; resolution: number }>([
    { stopped: 'refusing', upAfterMs: 700, resolution: 60 },
    { stopped: 'standby', upAfterMs: 90, resolution: 60 },
    { stopped: 'silent', upAfterMs: 5000, resolution: 60 },
    { stopped: 'silent', upAfterMs: 400, resolution: 60 },
  ])('$stopped, $upAfterMs ms', async ({ stopped, upAfterMs, resolution }) => {
    const { direct, balanced, from, servers } = await change(stopped, upAfterMs);
    for (const [measured, truth] of [
      [direct, upAfterMs],
      [balanced, upAfterMs + 100],
    ] as const) {
      expect(measured.outages).toBe(1);
      expect(Math.abs((measured.gapMs ?? Number.NaN) - truth)).toBeLessThanOrEqual(measured.resolutionMs);
      expect(measured.resolutionMs).toBeLessThan(resolution);
      expect(measured.lastGoodMs).toBeLessThanOrEqual(from + servers.latencyMs);
    }
    // The connection to the new leader was standing.
    expect((direct.firstGoodMs ?? 0) - from - upAfterMs).toBeLessThanOrEqual(21);
  });

  it('says why writes failed, the most frequent reason first', async () => {
    const { direct, balanced } = await change('refusing', 1000);
    expect(direct.reasons.map(({ reason }) => reason)).toEqual([
      'the server is in recovery',
      'Connection refused',
    ]);
    expect(balanced.reasons.map(({ reason }) => reason)).toEqual(['Connection refused']);
    expect(balanced.failures).toBeGreaterThan(45);
    expect(direct.failures).toBe(direct.reasons.reduce((sum, { count }) => sum + count, 0));
  });

  it('behind a balancer: a standby that is promoted is noticed without another login', async () => {
    const { clock, servers, probe } = start();
    servers.connectMs = 300;
    const probes = probe([9]);
    await probes.ready();
    const from = clock.monotonicMs();
    clock.after(500, () => servers.become(9, 'refusing'));
    clock.after(800, () => servers.become(9, 'standby'));
    clock.after(2000, () => servers.become(9, 'writable'));
    await clock.sleep(2500);
    const measured = await stopOne(probes);
    expect(measured.outages).toBe(1);
    expect((measured.firstGoodMs ?? Number.NaN) - from - 2000).toBeLessThanOrEqual(40);
    expect(measured.resolutionMs).toBeLessThanOrEqual(80);
  });

  it('keeps the attempts around the edges only', async () => {
    const { edges, direct } = await change('refusing', 10_000);
    expect(direct.failures).toBeGreaterThan(1000);
    expect(edges.length).toBeLessThan(70);
    const firstFailure = edges.findIndex(({ written }) => !written);
    expect(edges[firstFailure - 1]?.endedMs).toBe(direct.lastGoodMs);
    const lastFailure = edges.findLastIndex(({ written }) => !written);
    expect(edges[lastFailure + 1]?.endedMs).toBe(direct.firstGoodMs);
  });

  it('a commit that waits for a synchronous standby comes late, not twice', async () => {
    const { clock, servers, probe } = start();
    const probes = probe([1, 2, 3]);
    clock.after(1000, () => servers.become(1, 'refusing'));
    clock.after(1500, () => servers.become(2, 'waiting'));
    clock.after(4000, () => servers.become(2, 'writable'));
    await clock.sleep(4500);
    const measured = await stopOne(probes);
    expect(measured.outages).toBe(1);
    expect(Math.abs((measured.gapMs ?? Number.NaN) - 3000)).toBeLessThanOrEqual(measured.resolutionMs);
    expect(measured.resolutionMs).toBeLessThan(250);
    expect(servers.mostRunning).toBeLessThanOrEqual(16);
  });

  it('a connection that has died is found out by others beside it', async () => {
    const { clock, servers, probe } = start();
    const probes = probe([9]);
    clock.after(1000, () => servers.become(9, 'silent'));
    clock.after(1050, () => servers.become(9, 'writable'));
    await clock.sleep(2000);
    const measured = await stopOne(probes);
    expect(measured).toMatchObject({ outages: 1, failures: 1, reasons: [{ reason: 'no answer', count: 1 }] });
    expect(measured.gapMs).toBeGreaterThan(60);
    expect(measured.gapMs).toBeLessThan(110);
  });

  it('a server that stops ends its idle connections: the outage begins there, though its refusal comes late', async () => {
    const { clock, servers, probe } = start();
    const probes = probe([9]);
    await probes.ready();
    await clock.sleep(500);
    await untilIdle(clock, servers);
    const endedMs = clock.monotonicMs();
    servers.connectMs = 50;
    servers.become(9, 'refusing');
    servers.endIdle(9);
    clock.after(300, () => servers.become(9, 'writable'));
    await clock.sleep(600);
    const measured = await stopOne(probes);
    expect(measured).toMatchObject({ outages: 1 });
    const beginUncertainty = endedMs - (measured.lastGoodMs ?? 0) + servers.latencyMs;
    // The rest is the login of the end, and the interval before it.
    expect(measured.resolutionMs).toBeLessThanOrEqual(beginUncertainty + 50 + 10 + 50 + servers.latencyMs);
    expect(measured.reasons.map(({ reason }) => reason)).toContain('the connection was ended');
  });

  it('an idle connection that is ended while the server is well is no outage', async () => {
    const { clock, servers, probe } = start();
    const probes = probe([9]);
    await probes.ready();
    await clock.sleep(500);
    await untilIdle(clock, servers);
    servers.endIdle(9);
    await clock.sleep(500);
    expect(servers.logins).toBe(2);
    expect(await stopOne(probes)).toMatchObject({ outages: 0, failures: 0 });
  });

  it('an answer of a standby counts from when it was asked, not from the login before', async () => {
    const { clock, servers, probe } = start({ 9: 'refusing' });
    const probes = probe([9]);
    await clock.sleep(100);
    servers.connectMs = 40;
    servers.become(9, 'standby');
    await clock.sleep(200);
    const asked = probes.attemptsOf('r0').filter(({ reason }) => reason === 'the server is in recovery');
    expect(asked.length).toBeGreaterThan(0);
    for (const { startedMs, endedMs } of asked) expect(endedMs - startedMs).toBe(servers.latencyMs);
  });

  it('a login that takes long is waited for, and tells nothing of the server', async () => {
    const { clock, servers, probe } = start({ 9: 'refusing' });
    const probes = probe([9]);
    await clock.sleep(500);
    const before = servers.logins;
    servers.connectMs = 200;
    servers.become(9, 'writable');
    await clock.sleep(1000);
    expect(servers.logins - before).toBeLessThanOrEqual(2);
    await stopOne(probes);
  });

  it('a login beside the first good write is no failure', async () => {
    const { clock, servers, probe } = start();
    const probes = probe([1, 2, 3]);
    await clock.sleep(500);
    servers.become(1, 'refusing');
    await clock.sleep(200);
    servers.become(1, 'standby');
    servers.connectMs = 400;
    await clock.sleep(300);
    servers.become(2, 'writable');
    await clock.sleep(300);
    const measured = await stopOne(probes);
    expect(measured.reasons.map(({ reason }) => reason)).not.toContain('no answer');
  });

  it('that nobody was asked is no failure', async () => {
    const { clock, servers, probe } = start();
    const probes = probe([9]);
    await clock.sleep(500);
    servers.become(9, 'closed');
    await clock.sleep(100);
    servers.become(9, 'writable');
    await clock.sleep(100);
    const measured = await stopOne(probes);
    expect(measured).toMatchObject({ failures: 0, outages: 0 });
    // But nobody knows of that time.
    expect(measured.resolutionMs).toBeGreaterThan(100);
  });

  it('two outages', async () => {
    const { clock, servers, probe } = start();
    const probes = probe([9]);
    for (const ms of [1000, 3000]) {
      clock.after(ms, () => servers.become(9, 'refusing'));
      clock.after(ms + 500, () => servers.become(9, 'writable'));
    }
    await clock.sleep(4000);
    const measured = await stopOne(probes);
    expect(measured.outages).toBe(2);
    expect(Math.abs((measured.gapMs ?? Number.NaN) - 2500)).toBeLessThanOrEqual(measured.resolutionMs);
  });
});

describe('a route that is not up', () => {
  it('says why at once, and is not measured', async () => {
    const { clock, probe, elapsed } = start({ 1: 'refusing' });
    const probes = probe([1, 2], [9]);
    const reason = 'Connection refused';
    expect(await probes.ready()).toEqual([
      { route: 'r0', ready: false, reason },
      { route: 'r1', ready: true, reason: null },
    ]);
    expect(elapsed()).toBeLessThan(30);
    await clock.sleep(500);
    expect(await probes.stop()).toMatchObject([
      { unavailable: reason, gapMs: null, lastGoodMs: null, firstGoodMs: null },
      { unavailable: null, gapMs: 0 },
    ]);
  });

  it('is silent: after a second', async () => {
    const { probe, elapsed } = start({ 9: 'silent' });
    const probes = probe([9]);
    expect(await probes.ready()).toEqual([{ route: 'r0', ready: false, reason: 'no answer in 1000 ms' }]);
    expect(elapsed()).toBeLessThan(1050);
    await probes.stop();
  });

  it('has no address', async () => {
    const { probe } = start();
    const probes = probe([]);
    expect(await probes.ready()).toEqual([{ route: 'r0', ready: false, reason: 'no address is known' }]);
    expect(await probes.stop()).toMatchObject([{ unavailable: 'no address is known', attempts: 0 }]);
  });

  it('comes up later: since when it was down is not known', async () => {
    const { clock, servers, probe } = start({ 1: 'standby' });
    const begin = clock.monotonicMs();
    const probes = probe([1, 2, 3]);
    clock.after(700, () => servers.become(3, 'writable'));
    await clock.sleep(1000);
    const measured = await stopOne(probes);
    expect(measured).toMatchObject({ unavailable: null, gapMs: null, lastGoodMs: null });
    expect((measured.firstGoodMs ?? 0) - begin).toBeLessThan(725);
  });
});

describe('the end', () => {
  it.each<FakeServerState>(['writable', 'refusing', 'silent', 'waiting'])(
    'comes within 200 ms, twice the same: %s',
    async (state) => {
      const { clock, servers, probe, elapsed } = start();
      const probes = probe([1, 2, 3], [9]);
      await clock.sleep(1000);
      for (const port of [1, 9]) servers.become(port, state);
      await clock.sleep(500);
      const before = elapsed();
      const measured = await probes.stop();
      expect(elapsed() - before).toBeLessThanOrEqual(200);
      expect(await probes.stop()).toEqual(measured);
      expect(measured.map(({ gapMs }) => gapMs)).toEqual(state === 'writable' ? [0, 0] : [null, null]);
      const begun = servers.begun.length;
      await clock.sleep(2000);
      expect(servers.begun).toHaveLength(begun);
      expect(servers.open).toBe(0);
    },
  );

  it('comes before the first answer', async () => {
    const { probe, servers } = start({ 9: 'silent' });
    expect(await probe([9]).stop()).toMatchObject([{ unavailable: 'no answer', gapMs: null }]);
    expect(servers.begun).toHaveLength(1);
  });
});
