import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askRuntime } from '../../src/adapters/haproxy/ask-runtime.js';
import { changeDocument } from '../support/change-document.js';
import { eventually } from '../support/eventually.js';
import { mustExecute } from '../support/execute.js';
import { type HaproxyServer, rejection, startHaproxy } from '../support/haproxy-server.js';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import { newestHaproxy } from '../support/packaged-haproxy.js';
import { freePort } from '../support/ports.js';
import { BINARY, cleanEnvironment, runCtl } from '../support/run-ctl.js';

const NAME = 'balanced';
const NOWHERE = '/nonexistent/stats.sock';

let cluster: OwnCluster;
/** A second HAProxy, the newest, with the configuration that ctl wrote. */
let second: HaproxyServer;
let ports: { readonly write: number; readonly read: number };
let socket: string;

beforeAll(async () => {
  cluster = await ownCluster(NAME, { etcd: 1 });
  socket = join(cluster.directory, 'haproxy', 'stats.sock');
  ports = { write: await freePort(), read: await freePort() };
  const program = await newestHaproxy();
  const text = await generated();
  expect(await rejection(text.replaceAll('{folder}', '/tmp'))).toBeNull();
  expect(await rejection(text.replaceAll('{folder}', '/tmp'), program)).toBeNull();
  second = await startHaproxy(text, program);
});

afterAll(async () => {
  await second?.stop();
  await cluster?.destroy();
});

beforeEach(async () => {
  await cluster.untilWhole();
  await untilChecked();
});

async function generated(): Promise<string> {
  const { stdout } = await cluster.sandbox.mustCtl(
    ...['haproxy', 'config', NAME, '--reaction', '2s'],
    ...['--write', `127.0.0.1:${ports.write}`, '--read', `127.0.0.1:${ports.read}`],
    ...['--stats-socket', '/FOLDER/stats.sock', '--stats-page', `127.0.0.1:${await freePort()}`],
  );
  // The account is for a HAProxy that root starts.
  return stdout.replace(/^ +(user|group) haproxy\n/gm, '').replace('/FOLDER', '{folder}');
}

/** With these HAProxies instead of that of the sandbox. */
function ctlWith(stats: readonly string[], ...args: string[]) {
  const env = { PATRONICTL_CONFIG_FILE: cluster.sandbox.settings, CTL_HAPROXY: stats.join(',') };
  return runCtl(args, { env });
}

const checkBoth = () => ctlWith([socket, second.socket], 'haproxy', 'check', NAME, '--json');

async function untilChecked(): Promise<void> {
  await eventually(
    'both HAProxies without a finding',
    async () => JSON.parse((await checkBoth()).stdout).findings.length === 0,
    10_000,
  );
}

async function ask(port: number, statement: string): Promise<string> {
  const psql = join(cluster.recorded.bin, 'psql');
  const env = { ...cluster.env, PGPASSWORD: cluster.recorded.superuser.password };
  return (await mustExecute(psql, ['-wp', `${port}`, '-AtqX', '-c', statement], { env })).trim();
}

async function replica(): Promise<string> {
  const leader = await cluster.leader();
  return cluster.members.find(({ name }) => name !== leader)?.name ?? '';
}

/** The states that only an order takes back, of all servers of a HAProxy. */
async function forced(path: string): Promise<string[]> {
  const answer = await askRuntime({ path }, 'show servers state', 2000);
  const text = 'text' in answer ? answer.text : '';
  const rows = text.split('\n').filter((line) => /^\d+ \S+ /.test(line));
  return rows.map((row) => row.split(' ')[6] ?? '');
}

async function switchOver(stats: readonly string[], ...args: string[]) {
  const run = await ctlWith(
    stats,
    ...['switchover', NAME, '--candidate', await replica(), '--yes', '--json', ...args],
  );
  const document = JSON.parse(run.stdout);
  expect(changeDocument(run)).toMatchObject({ exit: 0, outcome: 'done' });
  return document;
}

it('the generated configuration serves writes and reads', async () => {
  expect(await ask(ports.write, 'SELECT pg_is_in_recovery()')).toBe('f');
  expect(await ask(ports.read, 'SELECT pg_is_in_recovery()')).toBe('t');
});

it('shows where they send connections, beside the roles', async () => {
  const { stdout } = await ctlWith([socket, second.socket], 'haproxy', 'status', NAME, '--json');
  const { leader, balancers } = JSON.parse(stdout);
  expect(leader).toBe(await cluster.leader());
  expect(balancers).toHaveLength(2);
  for (const { servers } of balancers) {
    const up = servers.filter(
      (each: { isUp: boolean; purpose: string }) => each.isUp && each.purpose === 'write',
    );
    expect(up).toMatchObject([{ member: leader, dcsRole: 'leader', agentRole: 'primary' }]);
  }
});

describe('a switchover', () => {
  // Busy cores make HAProxy or ctl late now and then.
  it('is over for clients within the predicted time', { retry: 2 }, async () => {
    const { phases, routing, newLeader, warnings } = await switchOver([socket, second.socket]);
    const at = (phase: string): number =>
      phases.find((each: { phase: string }) => each.phase === phase)?.atMs ?? Number.NaN;
    // 1 s for the second one with --reaction 2s, and the time between two looks of ctl.
    expect(at('routed') - at('locked')).toBeLessThanOrEqual(1000 + 500);
    expect(routing).toMatchObject([
      { balancer: socket, pushed: null },
      { balancer: second.socket, pushed: null },
    ]);
    expect(phases).toContainEqual({ phase: 'routed', atMs: at('routed'), member: newLeader });
    expect(warnings).toEqual([]);
  });

  it('--push-route tells them at once, and forces nothing', async () => {
    const { phases, routing, warnings } = await switchOver([socket, second.socket], '--push-route');
    expect(routing).toMatchObject([{ pushed: true }, { pushed: true }]);
    const at = (phase: string): number =>
      phases.find((each: { phase: string }) => each.phase === phase)?.atMs ?? Number.NaN;
    expect(at('routed') - at('writable')).toBeLessThanOrEqual(500);
    expect(warnings).toEqual([]);
    await untilChecked();
    expect(new Set([...(await forced(socket)), ...(await forced(second.socket))])).toEqual(new Set(['0']));
  });

  it.each([
    ['half of the HAProxies', () => [socket, NOWHERE], [true, false]],
    ['all of the HAProxies', () => [NOWHERE], [false]],
  ])('--push-route with %s down is a switchover all the same', async (_, stats, pushed) => {
    const { routing, warnings } = await switchOver(stats(), '--push-route');
    expect(routing.map((each: { pushed: boolean }) => each.pushed)).toEqual(pushed);
    expect(warnings.map(({ code }: { code: string }) => code)).toEqual(['haproxy-unreachable']);
    await untilChecked();
    expect(new Set([...(await forced(socket)), ...(await forced(second.socket))])).toEqual(new Set(['0']));
  });

  it('--push-route killed when the former leader is left already leaves nothing forced', async () => {
    const moment = 'lock released';
    const args = ['switchover', NAME, '--candidate', await replica(), '--yes', '--push-route'];
    const env = cleanEnvironment({
      PATRONICTL_CONFIG_FILE: cluster.sandbox.settings,
      CTL_HAPROXY: `${socket},${second.socket}`,
    });
    const child = spawn(process.execPath, [BINARY, ...args], { env });
    let said = '';
    await new Promise<void>((resolve) => {
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk;
        if (said.includes(moment)) child.kill('SIGKILL');
      });
      child.on('close', () => resolve());
    });
    expect(said).toContain(moment);
    expect(said).not.toContain('HAProxy sends to');
    await cluster.untilWhole();
    await untilChecked();
    expect(new Set([...(await forced(socket)), ...(await forced(second.socket))])).toEqual(new Set(['0']));
  });
});

describe('a member', () => {
  it('is drained with its clients, which is noted and found, and comes back', async () => {
    const name = await replica();
    const clients = [1, 2, 3, 4].map(() => ask(ports.read, 'SELECT pg_sleep(60)').catch(() => 'sent away'));
    await eventually('a client of it', async () => {
      const { stdout } = await ctlWith([second.socket], 'haproxy', 'status', NAME, '--json');
      const { servers } = JSON.parse(stdout).balancers[0];
      return servers.some(
        (each: { member: string; sessions: number }) => each.member === name && each.sessions > 0,
      );
    });
    const tags = { nofailover: true, noloadbalance: true, nosync: true };
    await cluster.setTag(name, tags);
    const draining = ctlWith([socket, second.socket], 'drain', NAME, name, '--haproxy', '--json');
    await eventually(
      'both HAProxies without it',
      async () =>
        [...(await forced(socket)), ...(await forced(second.socket))].filter((each) => each !== '0')
          .length === 4,
    );
    for (const each of cluster.members) {
      await cluster.sql(
        each.name,
        `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'`,
      );
    }
    expect(await Promise.all(clients)).toEqual(Array(4).fill('sent away'));
    const document = JSON.parse((await draining).stdout);
    expect(document).toMatchObject({ exit: 0, ready: true });
    expect(document.haproxy).toHaveLength(4);
    for (const each of document.haproxy) expect(each).toMatchObject({ state: 'drain', sessions: 0 });
    expect(document.steps.map(({ step }: { step: string }) => step)).toContain('sessions');

    const { findings } = JSON.parse((await checkBoth()).stdout);
    const left = findings.filter(({ code }: { code: string }) => code === 'haproxy-left-drained');
    expect(left).toHaveLength(4);
    for (const { message } of left) expect(message).toMatch(/ by \S+@\S+ at \d{4}-/);

    await cluster.setTag(name, { nofailover: null, noloadbalance: null, nosync: null });
    const warned = await ctlWith([socket, second.socket], 'drain', NAME, name, '--undo', '--json');
    expect(JSON.parse(warned.stdout).warnings).toMatchObject([{ code: 'haproxy-left-drained' }]);
    const back = await ctlWith([socket, second.socket], 'drain', NAME, name, '--undo', '--haproxy', '--json');
    expect(JSON.parse(back.stdout)).toMatchObject({ exit: 0, warnings: [] });
    await untilChecked();
    const again = await ctlWith([socket, second.socket], 'drain', NAME, name, '--undo', '--json');
    expect(JSON.parse(again.stdout).warnings).toEqual([]);
  });

  it('of a roll is taken out while it restarts', async () => {
    const name = await replica();
    const run = await ctlWith(
      [socket],
      ...['restart', NAME, name, '--rolling', '--haproxy', '--yes', '--json'],
    );
    expect(JSON.parse(run.stdout)).toMatchObject({ exit: 0, outcome: 'done' });
    await untilChecked();
    const { stdout } = await ctlWith(
      [NOWHERE],
      ...['restart', NAME, name, '--rolling', '--haproxy', '--yes', '--json'],
    );
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'refused', code: 'haproxy-unreachable' });
  });
});

it('finds a HAProxy that does not answer, with exit code 3', async () => {
  const { exit, stdout } = await ctlWith([socket, NOWHERE], 'haproxy', 'check', NAME);
  expect(exit).toBe(3);
  expect(stdout).toContain('error haproxy-unreachable: HAProxy /nonexistent/stats.sock cannot be asked');
  expect((await ctlWith([], 'haproxy', 'check', NAME)).exit).toBe(0);
  expect(dirname(socket)).toContain(cluster.directory);
});
