import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { KeyWatch } from '../support/key-watch.js';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import type { CtlRun } from '../support/run-ctl.js';

// One cluster through a switchover, a pause and the loss of an agent, as `wait` and `check` see it.

/** From etcd's own word of the change to the end of the process. */
const AT_MOST_MS = 200;

let cluster: OwnCluster;
let leader: string;
let candidate: string;
let folder: string;

beforeAll(async () => {
  cluster = await ownCluster('tide', { etcd: 1 });
  await cluster.untilWhole();
  leader = await cluster.leader();
  candidate = cluster.members.map(({ name }) => name).find((name) => name !== leader) ?? '';
  folder = await mkdtemp(join(tmpdir(), 'ctl-check-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await cluster.destroy();
});

const ctl = (...args: string[]): Promise<CtlRun> =>
  cluster.sandbox.ctl(...args, '-c', cluster.sandbox.settings);

/** A wait that began in time, and when it ended. */
async function waiting(...conditions: string[]): Promise<{ readonly run: CtlRun; readonly endedAt: number }> {
  const run = await ctl('wait', ...conditions.flatMap((each) => ['--for', each]));
  return { run, endedAt: Date.now() };
}

describe('check of a healthy cluster', () => {
  it('is OK as a whole, with figures for graphs', async () => {
    const { exit, stdout } = await ctl('check');
    expect(exit).toBe(0);
    expect(stdout).toMatch(
      /^OK - tide: nothing found \| errors=0;;;0 warnings=0;;;0 members=3;;;0 replicas=2;;;0 lag_/,
    );
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    const document = JSON.parse((await ctl('check', '--json')).stdout);
    expect(document).toMatchObject({ exit: 0, state: 'OK', clusters: [{ scope: 'tide', state: 'OK' }] });
  });

  it('is OK in each single check', async () => {
    const names =
      'leader,replicas,members,agents,sync,lag,maintenance,schedule,pending-restart,timeline,config,version,etcd';
    const { exit, stdout } = await ctl('check', '--only', names);
    expect(exit).toBe(0);
    for (const name of names.split(',')) expect(stdout).toContain(`\nOK ${name}: `);
  });

  it('obeys thresholds, and says UNKNOWN to wrong ones', async () => {
    const warned = await ctl('check', '--warning-replicas', '3:', '--critical-replicas', '1:');
    expect(warned).toMatchObject({ exit: 1, stdout: expect.stringContaining('replicas=2;3:;1:;0') });
    expect(await ctl('check', '--only', 'members', '--critical-members', '@3')).toMatchObject({ exit: 2 });
    const wrong = await ctl('check', '--critical-lag', '16mb');
    expect(wrong).toMatchObject({ exit: 3, stdout: expect.stringMatching(/^UNKNOWN - "16mb"/) });
    expect((await ctl('check', '--nonsense', '--json')).exit).toBe(3);
    const document = JSON.parse((await ctl('check', '--only', 'nonsense', '--json')).stdout);
    expect(document).toMatchObject({ outcome: 'usage', exit: 3, clusters: null });
  });
});

describe('wait through a switchover', () => {
  it('ends soon after etcd knows, for each condition that etcd can see', async () => {
    const stateFile = join(folder, 'state.json');
    expect(await ctl('check', '--only', 'timeline', '--state-file', stateFile)).toMatchObject({ exit: 0 });
    const before = Number((await cluster.memberKey(leader)).timeline);
    const [endpoint = ''] = cluster.recorded.etcd;
    const watch = await KeyWatch.start(endpoint, `/service/${cluster.recorded.name}/`);
    const waits = [
      waiting(`leader=${candidate}`, `role=${leader}:replica`, `role=${candidate}:leader`),
      waiting(`timeline=${before + 1}`),
    ] as const;
    // All of them watch before it begins.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const { status } = await cluster.agent(leader, 'POST', '/switchover', { leader, candidate });
    expect(status).toBe(200);
    const [locked, promoted] = await Promise.all(waits);
    watch.stop();
    const lockedAt = watch.firstMs('/leader', (value) => value === candidate);
    const promotedAt = watch.firstMs(`/members/${candidate}`, (value) => {
      const { role, timeline } = JSON.parse(value ?? '{}');
      return ['primary', 'master'].includes(role) && timeline > before;
    });
    for (const { run } of [locked, promoted]) expect(run.exit).toBe(0);
    const late = {
      locked: locked.endedAt - lockedAt,
      promoted: promoted.endedAt - promotedAt,
    };
    console.log('ms from the change to the end of ctl:', JSON.stringify(late));
    for (const ms of Object.values(late)) expect(ms).toBeLessThan(AT_MOST_MS);
    const changed = await ctl('check', '--only', 'timeline', '--state-file', stateFile, '--save');
    expect(changed).toMatchObject({ exit: 2, stdout: expect.stringContaining('the leader has changed') });
    expect(await ctl('check', '--only', 'timeline', '--state-file', stateFile)).toMatchObject({ exit: 0 });
    expect(JSON.parse(await readFile(stateFile, 'utf8')).clusters).toHaveProperty('/service/tide');
  });

  it('waits until all is well again', async () => {
    const run = await ctl(
      'wait',
      '--for',
      'primary',
      '--for',
      'streaming',
      '--for',
      'lag=1MB',
      '--for',
      'members=3',
      '--for',
      'resumed',
      '--json',
    );
    expect(run).toMatchObject({ exit: 0 });
    const { conditions } = JSON.parse(run.stdout);
    expect(conditions[0]).toMatchObject({ observed: `${candidate} is the primary`, source: 'agent' });
    expect(conditions[3]).toMatchObject({ holds: true, observed: '3 registered: pg1, pg2, pg3' });
    await cluster.untilWhole();
  });
});

describe('wait and check of a cluster that is not well', () => {
  it('sees a pause, which warns only who asks for it', async () => {
    const paused = ctl('wait', '--for', 'paused');
    expect(await ctl('pause', '--wait')).toMatchObject({ exit: 0 });
    expect(await paused).toMatchObject({
      exit: 0,
      stdout: expect.stringMatching(/^yes {2}paused {2}paused\n/),
    });
    expect(await ctl('check')).toMatchObject({ exit: 0 });
    expect(await ctl('check', '--only', 'maintenance')).toMatchObject({ exit: 1 });
    const resumed = ctl('wait', '--for', 'resumed');
    expect(await ctl('resume', '--wait')).toMatchObject({ exit: 0 });
    expect(await resumed).toMatchObject({ exit: 0 });
  });

  it('gives up at its deadline with what it saw last', async () => {
    const run = await ctl('wait', '--for', 'sync', '--for', 'leader', '--deadline', '2s');
    expect(run).toMatchObject({
      exit: 5,
      stdout: expect.stringMatching(
        new RegExp(
          `^no {3}sync {4}synchronous mode is off\nyes {2}leader {2}${candidate} holds the lock\ngiven up after 2\\.0 s`,
        ),
      ),
      stderr: expect.stringContaining('unknown: not seen: sync within 2.0 s.'),
    });
    expect(run.elapsedMs).toBeLessThan(4000);
  });

  it('is CRITICAL with an agent that stands still, and ends in time', async () => {
    await cluster.freezeAgent(leader);
    const [all, agents, first] = await Promise.all([
      ctl('check'),
      ctl('check', '--only', 'agents'),
      ctl('check', '--only', 'leader'),
    ]);
    expect(all).toMatchObject({
      exit: 2,
      stdout: expect.stringMatching(/^CRITICAL - tide: .*member-silent/),
    });
    expect(agents).toMatchObject({ exit: 2, stdout: expect.stringContaining('2 of 3 members alive') });
    expect(first).toMatchObject({ exit: 0 });
    for (const { elapsedMs } of [all, agents, first]) expect(elapsedMs).toBeLessThan(6000);
    await cluster.thawAgent(leader);
    await eventually('everybody answers', async () => (await ctl('check', '--only', 'agents')).exit === 0);
  });

  it('survives an etcd that is away for a while, and says so', async () => {
    const wait = ctl('wait', '--for', 'paused', '--deadline', '40s');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await cluster.sandbox.mustCtl('sandbox', 'break', 'e1', '--how', 'kill', '--name', 'tide');
    const [all, first] = await Promise.all([ctl('check'), ctl('check', '--only', 'leader')]);
    expect(all).toMatchObject({
      exit: 2,
      stdout: expect.stringMatching(/^CRITICAL - tide: .*dcs-unreachable/),
    });
    expect(first).toMatchObject({
      exit: 3,
      stdout: expect.stringMatching(/^UNKNOWN - tide: etcd cannot be read/),
    });
    await cluster.sandbox.mustCtl('sandbox', 'mend', 'e1', '--name', 'tide');
    await eventually('etcd', async () => (await ctl('pause', '--wait')).exit === 0, 20_000);
    const run = await wait;
    expect(run).toMatchObject({ exit: 0 });
    expect(run.stderr).toContain('no etcd endpoint answered; waiting on, for etcd to come back');
    expect(run.stderr).toContain('etcd answers again after');
  });
});
