import { afterAll, beforeAll, expect, it } from 'vitest';
import { ctl } from '../../bench/programs.js';
import { usageOf } from '../../bench/usage.js';
import { EtcdServer } from '../support/etcd-server.js';
import { median } from '../support/median.js';
import { fleetName, seedFleet } from '../support/seeded-fleet.js';

const SIZES = [10, 100, 1000, 3000];
const RUNS = 5;

let etcd: EtcdServer;

beforeAll(async () => {
  etcd = await EtcdServer.start();
});
afterAll(() => etcd.stop());

/** Medians. */
function costOf(...args: string[]): { readonly ms: number; readonly mib: number } {
  const program = ctl(['-d', etcd.address, ...args]);
  const runs = Array.from({ length: RUNS }, () => usageOf(program));
  return { ms: median(runs.map(({ wallMs }) => wallMs)), mib: median(runs.map(({ peakMib }) => peakMib)) };
}

it('list --all takes time in proportion to the fleet, and little memory', async () => {
  const figures: { size: number; oneMs: number; allMs: number; mib: number }[] = [];
  let seeded = 0;
  for (const size of SIZES) {
    await seedFleet(etcd, size, seeded);
    seeded = size;
    const one = costOf('list', fleetName(1), '--json');
    const all = costOf('list', '--all', '--json');
    figures.push({ size, oneMs: one.ms, allMs: all.ms, mib: all.mib });
  }
  console.table(figures);
  const [, hundred = 0, thousand = 0, most = 0] = figures.map(({ oneMs, allMs }) => allMs - oneMs);
  expect(thousand).toBeLessThan(1000);
  expect(most).toBeLessThan(3000);
  expect(figures.at(-1)?.mib).toBeLessThan(250);
  // Ten times as many, and three times, with room for noise.
  expect(thousand).toBeLessThan(20 * Math.max(30, hundred));
  expect(most).toBeLessThan(4.5 * thousand);
});
