import { chown, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { mustExecute } from '../support/execute.js';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import { packagedPatroni } from '../support/packaged-patroni.js';
import { BINARY, type CtlRun, cleanEnvironment, runCtl } from '../support/run-ctl.js';

// Flush and reload ride along: they change nothing that matters here.

const MB = 1024 ** 2;
const AT = '2030-01-01T10:00:00+00:00';
let cluster: OwnCluster;

beforeAll(async () => {
  const { patroni } = await packagedPatroni('sid');
  cluster = await ownCluster('rei', { members: 3, etcd: 1, patroni });
});
afterAll(() => cluster?.destroy());

function ctl(...args: string[]): Promise<CtlRun> {
  return runCtl(['-c', cluster.sandbox.settings, ...args]);
}

/** As in a terminal: everything that is printed, line by line, what is written over included. */
async function inTerminal(...args: string[]): Promise<string[]> {
  const line = [process.execPath, BINARY, '-c', cluster.sandbox.settings, ...args].join(' ');
  const env = cleanEnvironment({ TERM: 'xterm' });
  const printed = await mustExecute('script', ['-qec', line, '/dev/null'], { env });
  return stripVTControlCharacters(printed).split(/[\r\n]+/);
}

async function replicas(): Promise<string[]> {
  const leader = await cluster.leader();
  return cluster.members.map(({ name }) => name).filter((name) => name !== leader);
}

/** A file that base backups take along, and that costs nothing; it goes with the test. */
async function addBallast(name: string, bytes: number): Promise<void> {
  const data = join(cluster.member(name).directory, 'data');
  const file = join(data, 'ballast');
  await writeFile(file, '');
  await truncate(file, bytes);
  const { uid, gid } = await stat(data);
  await chown(file, uid, gid);
  onTestFinished(() => rm(file));
}

describe('flush', () => {
  it('takes back a scheduled switchover, by the agent of the leader', async () => {
    expect((await ctl('switchover', 'rei', '--scheduled', AT, '--yes')).exit).toBe(0);
    expect((await ctl('flush', 'rei', 'switchover')).stdout).toBe('Success: scheduled switchover deleted\n');
    expect(await cluster.keys('failover')).toEqual({ failover: '{}' });
    expect((await ctl('flush', 'rei', 'switchover')).stdout).toBe('No pending scheduled switchover\n');
  });

  it('takes back scheduled restarts', async () => {
    const [name = ''] = await replicas();
    await cluster.agent(name, 'POST', '/restart', { schedule: AT });
    expect((await ctl('flush', 'rei', 'restart', '--dry-run', '--json')).exit).toBe(0);
    const { exit, stdout } = await ctl('flush', 'rei', 'restart', '--yes');
    expect(exit).toBe(0);
    expect(stdout).toContain(`Success: flush scheduled restart for member ${name}\n`);
    expect(stdout.match(/^No scheduled restart for member pg\d$/gm)).toHaveLength(2);
    expect(await cluster.status(name)).not.toHaveProperty('scheduled_restart');
  });

  it('takes back a switchover without any agent, if it is told to', async () => {
    expect((await ctl('switchover', 'rei', '--scheduled', AT, '--yes')).exit).toBe(0);
    expect((await ctl('flush', 'rei', 'switchover', '--via-dcs', '--json')).exit).toBe(0);
    expect(await cluster.keys('failover')).toEqual({ failover: '{}' });
  });
});

describe('reload', () => {
  it('waits until PostgreSQL has read its configuration again', async () => {
    const before = Date.now();
    const { exit, stdout } = await ctl('reload', 'rei', '--yes', '--wait', '--json');
    const { members } = JSON.parse(stdout);
    expect(exit).toBe(0);
    expect(members).toHaveLength(3);
    for (const { outcome, evidence, configLoadedAt, pendingRestart } of members) {
      expect({ outcome, evidence, pendingRestart }).toEqual({
        outcome: 'done',
        evidence: 'sql',
        pendingRestart: false,
      });
      expect(Date.parse(configLoadedAt)).toBeGreaterThan(before - 1000);
    }
  });
});

describe('reinit', () => {
  it('shows how far a limited base backup is, and ends when the member streams', async () => {
    const [name = ''] = await replicas();
    await cluster.editAgent(name, 'postgresql', {
      basebackup: [{ checkpoint: 'fast' }, { 'max-rate': '50M' }],
    });
    await addBallast(await cluster.leader(), 400 * MB);
    const startedAt = (await cluster.status(name)).postmaster_start_time;
    expect((await ctl('reload', 'rei', name, '--yes', '--wait')).exit).toBe(0);
    const lines = await inTerminal('reinit', 'rei', name, '--wait', '--yes');
    const percents = lines.flatMap((line) => {
      const [, percent] = /(\d+) % of \d+ MB from pg\d/.exec(line) ?? [];
      return percent === undefined ? [] : [Number(percent)];
    });
    expect(new Set(percents).size).toBeGreaterThanOrEqual(5);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect(lines.some((line) => /, \d+ MB\/s, [\d.]+ s left/.test(line))).toBe(true);
    expect(lines).toEqual(
      expect.arrayContaining([
        `Success: reinitialize for member ${name}`,
        `Waiting for reinitialize to complete on: ${name}`,
        `Reinitialize is completed on: ${name}`,
      ]),
    );
    const status = await cluster.status(name);
    expect(status).toMatchObject({ state: 'running', replication_state: 'streaming' });
    expect(status.postmaster_start_time).not.toBe(startedAt);
  });

  it('is not done to the leader, and never to all because none was named', async () => {
    const leader = await cluster.leader();
    const wrong = await ctl('reinit', 'rei', leader, '--yes');
    expect(wrong.exit).toBe(1);
    expect(wrong.stderr).toContain('Error: No replica among provided members');
    const nobody = await ctl('reinit', 'rei', '--force');
    expect({ exit: nobody.exit, stderr: nobody.stderr }).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('no member was named'),
    });
  });

  it('knows whom Patroni would copy from', async () => {
    const [first = '', second = ''] = await replicas();
    await cluster.setTag(second, { clonefrom: true });
    const sourcesOf = async (...options: string[]): Promise<string[]> => {
      const { stdout } = await ctl('reinit', 'rei', first, '--dry-run', '--json', ...options);
      return JSON.parse(stdout).plans[0].targets[0].sources.map(({ member }: { member: string }) => member);
    };
    expect(await sourcesOf()).toEqual([second]);
    expect(await sourcesOf('--from-leader')).toEqual([await cluster.leader()]);
  });

  it('is partial, and says so, if PostgreSQL does not start afterwards', async () => {
    const [, name = ''] = await replicas();
    const file = join(cluster.member(name).directory, 'patroni.yml');
    const { postgresql } = parse(await readFile(file, 'utf8'), { version: '1.1' });
    const parameters = { ...postgresql.parameters, shared_preload_libraries: 'no_such_library' };
    await cluster.editAgent(name, 'postgresql', { parameters });
    expect((await ctl('reload', 'rei', name, '--yes', '--wait')).exit).toBe(0);
    const { exit, stdout } = await ctl('reinit', 'rei', name, '--wait', '--yes', '--json');
    expect({ exit, ...JSON.parse(stdout) }).toMatchObject({
      exit: 6,
      outcome: 'partial',
      code: 'start-failed',
      members: [{ member: name, outcome: 'partial', code: 'start-failed', status: 200, attempts: 1 }],
    });
  });
});
