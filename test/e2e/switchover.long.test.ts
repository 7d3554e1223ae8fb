import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Interposed, interpose } from '../support/agent-stand-in.js';
import { changeDocument } from '../support/change-document.js';
import { eventually } from '../support/eventually.js';
import { startWriter } from '../support/independent-writer.js';
import { median } from '../support/median.js';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import { packagedPatroni } from '../support/packaged-patroni.js';
import { startPgbench } from '../support/pgbench.js';
import { BINARY, cleanEnvironment } from '../support/run-ctl.js';

// Repetitions of what test/e2e/switchover.e2e.test.ts does once.

let cluster: OwnCluster;
let standIns: readonly Interposed[];

beforeAll(async () => {
  const { patroni } = await packagedPatroni('sid');
  cluster = await ownCluster('rounds', { etcd: 1, patroni });
  standIns = await Promise.all(cluster.members.map(({ name }) => interpose(cluster, name)));
});
afterAll(async () => {
  await Promise.all(standIns.map((standIn) => standIn.withdraw()));
  await cluster.destroy();
});
beforeEach(() => cluster.untilWhole());

const writes = () => standIns.flatMap((standIn) => standIn.writes());

async function nextCandidate(): Promise<string> {
  const leader = await cluster.leader();
  return cluster.members.find(({ name }) => name !== leader)?.name ?? '';
}

describe('ten switchovers under load', () => {
  it.each(['direct', 'HAProxy'])(
    'are measured as an independent client measures them, in 9 of 10: %s',
    async (route) => {
      const { recorded, env } = cluster;
      const load = await startPgbench(recorded.writePort, env, recorded.bin);
      const rounds: string[] = [];
      let agreed = 0;
      for (let round = 0; round < 10; round += 1) {
        await cluster.untilWhole();
        const writer = await startWriter(route === 'direct' ? cluster.addresses : [cluster.writeAddress]);
        const candidate = await nextCandidate();
        const run = await cluster.sandbox.ctl(
          'switchover',
          'rounds',
          '--candidate',
          candidate,
          '--yes',
          '--json',
        );
        const { downtime, exit } = changeDocument(run);
        expect(exit).toBe(0);
        const measured = downtime?.find((each) => each.route === route);
        const { gapMs } = await writer.stop();
        const [down, resolution] = [Number(measured?.downMs), Number(measured?.resolutionMs)];
        expect(await writer.missingRows()).toEqual([]);
        rounds.push(`${down} ±${resolution}, independent ${gapMs}`);
        if (resolution <= 100 && Math.abs(down - gapMs) <= resolution) agreed += 1;
      }
      await load.stop();
      console.log(`${route}: ${rounds.join('; ')}`);
      expect(agreed, rounds.join('; ')).toBeGreaterThanOrEqual(9);
    },
  );
});

describe('ten switchovers without load', () => {
  it('are on the wire in half a second, and end half a second after the end', async () => {
    const toWire: number[] = [];
    const toExit: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      await cluster.untilWhole();
      const candidate = await nextCandidate();
      const startedMs = Date.now();
      const seen = firstSeenPrimary(candidate);
      const args = ['switchover', 'rounds', '--candidate', candidate, '--yes', '--json', '--wait', 'primary'];
      const { exit } = changeDocument(await cluster.sandbox.ctl(...args));
      const exitedMs = Date.now();
      expect(exit).toBe(0);
      const [sent] = writes().filter(({ atMs }) => atMs >= startedMs);
      toWire.push(Number(sent?.atMs) - startedMs);
      toExit.push(exitedMs - (await seen));
    }
    console.log(`to the wire: ${toWire.join(', ')} ms; to the exit: ${toExit.join(', ')} ms`);
    expect(median(toWire)).toBeLessThanOrEqual(500);
    expect(median(toExit)).toBeLessThanOrEqual(500);
  });

  /** When the member's own agent first says that it is not in recovery. */
  async function firstSeenPrimary(name: string): Promise<number> {
    for (;;) {
      const { role, state } = await cluster.status(name).catch(() => ({ role: null, state: null }));
      if (role === 'primary' && state === 'running') return Date.now();
      await sleep(20);
    }
  }
});

describe('twenty switchovers whose ctl is killed', () => {
  it('were asked for once at most, and --follow tells how they ended', async () => {
    const random = seeded(20_261_122);
    for (let round = 0; round < 20; round += 1) {
      await cluster.untilWhole();
      const candidate = await nextCandidate();
      const before = writes().length;
      const lifetimeMs = Math.floor(random() * 5000);
      await killedAfter(lifetimeMs, ['switchover', 'rounds', '--candidate', candidate, '--yes']);
      const what = `round ${round}, killed after ${lifetimeMs} ms`;
      const followed = changeDocument(
        await cluster.sandbox.ctl('switchover', 'rounds', '--follow', '--json'),
      );
      expect(writes().length - before, what).toBeLessThanOrEqual(1);
      expect(followed.exit, `${what}: ${JSON.stringify(followed)}`).toBe(0);
      await eventually(
        `${what}: the history says the same`,
        async () => {
          const [timeline, , , , newLeader] = (await cluster.history()).at(-1) ?? [];
          const isFirst = timeline === undefined;
          return isFirst || (newLeader === followed.newLeader && Number(timeline) + 1 === followed.timeline);
        },
        15_000,
      );
      expect(await cluster.leader(), what).toBe(followed.newLeader);
    }
  });

  async function killedAfter(ms: number, args: readonly string[]): Promise<void> {
    const env = cleanEnvironment({ CTL_SANDBOX_HOME: cluster.sandbox.home });
    const child = spawn(process.execPath, [BINARY, ...args], { env, stdio: 'ignore' });
    const ended = new Promise((resolve) => child.on('close', resolve));
    const timer = setTimeout(() => child.kill('SIGKILL'), ms);
    await ended;
    clearTimeout(timer);
  }
});

/** The same sequence of numbers between 0 and 1 each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
