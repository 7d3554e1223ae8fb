import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type CheckTiming, predictReaction, timingFor } from '../../src/cluster/haproxy/check-timing.js';
import { eventually } from '../support/eventually.js';
import { type HaproxyServer, startHaproxy } from '../support/haproxy-server.js';
import { startWriter } from '../support/independent-writer.js';
import { median } from '../support/median.js';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import { packagedPatroni } from '../support/packaged-patroni.js';
import { freePort } from '../support/ports.js';
import { runCtl } from '../support/run-ctl.js';

const NAME = 'pushed';
const ROUNDS = 10;

/** The checks of many tutorials, and what ctl writes for a leisurely HAProxy. */
const TIMINGS: readonly (readonly [string, CheckTiming])[] = [
  ['of the usual sample', { inter: 3000, fastinter: 3000, downinter: 3000, rise: 2, fall: 3 }],
  ['of --reaction 4s', timingFor(4000)],
];

let cluster: OwnCluster;
let haproxy: HaproxyServer;
let writePort: number;

beforeAll(async () => {
  const { patroni } = await packagedPatroni('sid');
  cluster = await ownCluster(NAME, { etcd: 1, patroni });
});

afterEach(() => haproxy?.stop());
afterAll(() => cluster?.destroy());

async function start({ inter, fastinter, downinter, rise, fall }: CheckTiming): Promise<void> {
  writePort = await freePort();
  const { stdout } = await cluster.sandbox.mustCtl(
    ...['haproxy', 'config', NAME, '--write', `127.0.0.1:${writePort}`],
    ...['--read', `127.0.0.1:${await freePort()}`, '--stats-page', `127.0.0.1:${await freePort()}`],
    ...['--stats-socket', '/FOLDER/stats.sock'],
  );
  const times = `inter ${inter} fastinter ${fastinter} downinter ${downinter} fall ${fall} rise ${rise}`;
  haproxy = await startHaproxy(
    stdout
      .replace(/^ +(user|group) haproxy\n/gm, '')
      .replace('/FOLDER', '{folder}')
      .replace(/default-server .* rise \d+/g, `default-server ${times}`),
  );
}

const ctl = (...args: string[]) =>
  runCtl(args, { env: { PATRONICTL_CONFIG_FILE: cluster.sandbox.settings, CTL_HAPROXY: haproxy.socket } });

/** How long an independent client cannot write through HAProxy. */
async function gap(...options: string[]): Promise<number> {
  await cluster.untilWhole();
  await eventually('a content HAProxy', async () => (await ctl('haproxy', 'check', NAME)).exit === 0);
  const leader = await cluster.leader();
  const candidate = cluster.members.find(({ name }) => name !== leader)?.name ?? '';
  const writer = await startWriter([{ ...cluster.writeAddress, port: writePort }]);
  const run = await ctl('switchover', NAME, '--candidate', candidate, '--yes', '--json', ...options);
  expect(run.exit, run.stdout).toBe(0);
  const { gapMs } = await writer.stop();
  expect(await writer.missingRows()).toEqual([]);
  return gapMs;
}

it.each(TIMINGS)(
  '--push-route saves at least half of the predicted delay of the checks %s, in the median of 10',
  async (_, timing) => {
    await start(timing);
    const plain: number[] = [];
    const pushed: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      plain.push(await gap());
      pushed.push(await gap('--push-route'));
    }
    const { typical } = predictReaction(timing).up;
    const told = `without: ${plain.join(', ')}; with: ${pushed.join(', ')} ms; predicted ${typical} ms`;
    console.log(`median ${median(plain)} and ${median(pushed)} ms; ${told}`);
    expect(median(plain) - median(pushed), told).toBeGreaterThanOrEqual(typical / 2);
  },
);
