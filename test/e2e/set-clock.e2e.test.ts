import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import { type FakeTime, fakeTime } from '../support/packaged-faketime.js';
import { patronisFor } from '../support/patronis.js';
import { type CtlRun, runCtl } from '../support/run-ctl.js';

// Somebody sets the clock of the operator's machine while ctl waits; the servers keep theirs.

const HOURS = 2 * 3600;
/** After the start of the program: it has begun to wait. */
const SET_AT_MS = 2000;

describe.each(patronisFor('newest'))('Patroni $version', ({ options }) => {
  let cluster: OwnCluster;
  let time: FakeTime;

  beforeAll(async () => {
    time = await fakeTime();
    cluster = await ownCluster('clock', { etcd: 1, ...(await options()) });
    await cluster.untilWhole();
  });
  afterAll(async () => {
    await cluster?.destroy();
    await time?.remove();
  });

  /** The clock is set while it runs. */
  async function ctl(byS: number, ...args: string[]): Promise<CtlRun> {
    await time.set(0);
    const timer = setTimeout(() => void time.set(byS), SET_AT_MS);
    try {
      return await runCtl(['-c', cluster.sandbox.settings, ...args], { env: time.env });
    } finally {
      clearTimeout(timer);
    }
  }

  async function replica(): Promise<string> {
    const leader = await cluster.leader();
    return cluster.members.map(({ name }) => name).find((name) => name !== leader) ?? '';
  }

  describe.each([
    ['back', -HOURS],
    ['forward', HOURS],
  ])('with the clock set %s', (_direction, byS) => {
    it.each<[string, (member: string) => string[], number]>([
      ['wait', () => ['wait', '--for', 'leader=nobody', '--deadline', '5'], 5],
      ['drain', (member) => ['drain', 'clock', member, '--yes', '--deadline', '5'], 6],
    ])('%s ends at its deadline, neither earlier nor later', async (_name, args, code) => {
      const { exit, stderr, elapsedMs } = await ctl(byS, ...args(await replica()));
      expect({ exit, stderr }).toMatchObject({ exit: code });
      expect(elapsedMs).toBeGreaterThan(5000);
      expect(elapsedMs).toBeLessThan(15_000);
    });

    it.each<[string, (member: string) => string[]]>([
      [
        'switchover',
        (member) => ['switchover', 'clock', '--candidate', member, '--yes', '--wait', 'all-streaming'],
      ],
      ['restart', (member) => ['restart', 'clock', member, '--yes']],
      ['pause', () => ['pause', 'clock', '--wait']],
      ['resume', () => ['resume', 'clock', '--wait', '--yes']],
      ['reload', (member) => ['reload', 'clock', member, '--yes', '--wait']],
      ['reinit', (member) => ['reinit', 'clock', member, '--yes', '--wait']],
    ])('%s is done, and took as long as it took', async (_name, args) => {
      const { exit, stdout, stderr, elapsedMs } = await ctl(byS, ...args(await replica()), '--json');
      const document = JSON.parse(stdout);
      expect({ exit, stderr, errors: document.errors }).toMatchObject({ exit: 0, errors: [] });
      for (const took of durationsIn(document)) {
        expect(took).toBeGreaterThanOrEqual(0);
        expect(took).toBeLessThanOrEqual(elapsedMs + 1);
      }
      await cluster.untilWhole();
    });
  });
});

/** Every `…Ms` of a document, but for sizes of time that were asked for. */
function durationsIn(value: unknown): number[] {
  if (Array.isArray(value)) return value.flatMap(durationsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    ['elapsedMs', 'restartMs', 'downMs', 'atMs'].includes(key) && typeof each === 'number'
      ? [each]
      : durationsIn(each),
  );
}
