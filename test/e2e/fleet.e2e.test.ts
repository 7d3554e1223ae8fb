import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EtcdServer } from '../support/etcd-server.js';
import { type CtlRun, runCtl } from '../support/run-ctl.js';
import { fleetName, seedFleet } from '../support/seeded-fleet.js';

// An etcd full of clusters whose members nobody can reach.

const COUNT = 100;

let etcd: EtcdServer;

beforeAll(async () => {
  etcd = await EtcdServer.start();
  await seedFleet(etcd, COUNT);
  await etcd.put({
    [`/service/${fleetName(7)}/leader`]: 'pg2',
    [`/service/${fleetName(8)}/members/pg3`]: 'nonsense',
    [`/service/${fleetName(9)}/config`]: '{"pause": true}',
    [`/service-ctl/${fleetName(9)}/pause`]: '{}',
  });
  await etcd.post('kv/deleterange', {
    key: Buffer.from(`/service/${fleetName(6)}/leader`).toString('base64'),
  });
});
afterAll(() => etcd.stop());

const ctl = (...args: string[]): Promise<CtlRun> => runCtl(args, { env: { DCS_URL: etcd.address } });

describe('list --all', () => {
  it('is one document of all clusters as of one revision', async () => {
    const { exit, stdout } = await ctl('list', '-A', '--json');
    expect(exit).toBe(0);
    const { clusters, warnings } = JSON.parse(stdout);
    expect(clusters).toHaveLength(COUNT);
    expect(new Set(clusters.map(({ revision }: { revision: number }) => revision)).size).toBe(1);
    expect(clusters[5]).toMatchObject({ scope: fleetName(6), leader: null, verdict: 'down' });
    expect(clusters[8]).toMatchObject({ paused: true, pause: { known: 'not-noted' } });
    expect(warnings).toMatchObject([{ code: 'broken-key', subject: `/service/${fleetName(8)}/members/pg3` }]);
  });

  it('tells of each cluster what list tells of it alone', async () => {
    const [all, alone] = await Promise.all([
      ctl('list', '-A', '--json'),
      ctl('list', fleetName(7), '--json'),
    ]);
    expect(JSON.parse(all.stdout).clusters[6]).toEqual(JSON.parse(alone.stdout).clusters[0]);
  });

  it("prints patronictl's table of each to a pipe, and its formats", async () => {
    const { stdout } = await ctl('list', '--all');
    expect(stdout.match(/^\+ Cluster: fleet/gm)).toHaveLength(COUNT);
    const tsv = await ctl('list', '-A', '-f', 'tsv');
    expect(tsv.stdout.match(/^fleet00003\t/gm)).toHaveLength(3);
  });

  it('takes no names and no repetition beside it', async () => {
    expect(await ctl('list', '-A', 'demo')).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('--all is every cluster'),
    });
    expect(await ctl('list', '-A', '-W')).toMatchObject({ exit: 2 });
  });

  it('is an empty document of an empty namespace, and a failure without etcd', async () => {
    const empty = await runCtl(['list', '-A', '--json', '-d', `${etcd.address}/nowhere`]);
    expect(JSON.parse(empty.stdout)).toMatchObject({
      exit: 0,
      clusters: [],
      warnings: [{ code: 'no-clusters' }],
    });
    const dead = await runCtl(['list', '-A', '--json', '-d', '127.0.0.1:1', '--deadline', '1s']);
    expect(JSON.parse(dead.stdout)).toMatchObject({ exit: 4, code: 'dcs-unreachable', clusters: null });
  });
});

describe('clusters', () => {
  it('is a line for each, with its health', async () => {
    const { exit, stdout } = await ctl('clusters');
    expect(exit).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(COUNT + 1);
    expect(lines[6]).toMatch(/^fleet00006 +- +3 .* down: no leader, /);
    expect(lines.filter((line) => / healthy$/.test(line)).length).toBeGreaterThan(COUNT - 5);
    const { clusters } = JSON.parse((await ctl('clusters', '--json')).stdout);
    expect(clusters[8]).toMatchObject({ scope: fleetName(9), paused: true, members: 3 });
  });

  it('warns of an empty namespace', async () => {
    const run = await runCtl(['clusters', '-d', `${etcd.address}/nowhere`]);
    expect(run).toMatchObject({
      exit: 0,
      stdout: '',
      stderr: expect.stringContaining('no cluster under /nowhere/'),
    });
  });
});

describe('check --all and status --all', () => {
  it('say the worst of all, and name those that are not well', async () => {
    const [check, status] = await Promise.all([ctl('check', '-A'), ctl('status', '-A', '--json')]);
    expect(check).toMatchObject({
      exit: 2,
      stdout: expect.stringMatching(
        /^CRITICAL - 100 clusters: 100 critical \| clusters=100;;;0 critical=100;/,
      ),
    });
    expect(check.stdout).toMatch(/^CRITICAL - fleet00006: .*no-leader/m);
    expect(status.exit).toBe(3);
    const { clusters, verdict } = JSON.parse(status.stdout);
    expect(clusters).toHaveLength(COUNT);
    expect(verdict).toBe('down');
  });

  it('check what etcd alone knows of a fleet whose members are out of reach', async () => {
    const run = await ctl('check', '-A', '--only', 'maintenance', '--json');
    const { clusters } = JSON.parse(run.stdout);
    expect(run.exit).toBe(1);
    expect(clusters[0]).toMatchObject({ scope: fleetName(9), state: 'WARNING' });
    expect(clusters.filter(({ state }: { state: string }) => state === 'OK')).toHaveLength(COUNT - 1);
  });

  it('are UNKNOWN of an empty namespace, and without etcd', async () => {
    expect(await runCtl(['check', '-A', '-d', `${etcd.address}/nowhere`])).toMatchObject({
      exit: 3,
      stdout: 'UNKNOWN - there is no cluster under /nowhere/\n',
    });
    const dead = await runCtl(['check', '-A', '-d', '127.0.0.1:1']);
    expect(dead).toMatchObject({
      exit: 3,
      stdout: expect.stringMatching(/^UNKNOWN - no etcd endpoint answered/),
    });
  });
});
