import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askRuntime } from '../../src/adapters/haproxy/ask-runtime.js';
import { type Behaviour, pass } from '../support/agent-behaviours.js';
import { interpose, type StandIn } from '../support/agent-stand-in.js';
import { eventually } from '../support/eventually.js';
import { type Fates, type Leaving, type LeavingRun, startLeaving } from '../support/leaving-reader.js';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import { patronisFor } from '../support/patronis.js';
import { sampleOf } from '../support/sample.js';

// Whoever reads goes away: before ctl has written anything, when an agent has got the request and does not answer yet, and when it has
// answered. Each time the work is seen to be done, by asking etcd and the agents, and the exit code is the true one.

const PIPES: Fates = { stdout: 'leaves', stderr: 'leaves' };
const TERMINAL: Fates = { stdout: 'terminal', stderr: 'terminal' };
const CLOSED: Fates = { stdout: 'closed', stderr: 'closed' };
const FULL: Fates = { stdout: 'full', stderr: 'full' };

type Moment = 'before' | 'during' | 'after';

/** What is done, and how it is seen that it was done. */
interface Change {
  readonly name: string;
  args(): Promise<readonly string[]>;
  /** Called before; what it returns throws, for a while or for good, unless it was done. */
  watch(): Promise<() => Promise<void>>;
}

describe.each(patronisFor('newest'))('Patroni $version', ({ version, options }) => {
  let cluster: OwnCluster;
  let standIns: readonly StandIn[] = [];
  let state: string;
  const isNew = version === 'newest';
  const name = isNew ? 'leaves4' : 'leaves3';

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), 'ctl-state-'));
    cluster = await ownCluster(name, { members: 2, etcd: 1, ...(await options()) });
    await cluster.untilWhole();
    for (const member of cluster.members) standIns = [...standIns, await interpose(cluster, member.name)];
  });
  afterAll(async () => {
    await cluster?.destroy();
    for (const standIn of standIns) await standIn.close();
    await rm(state, { recursive: true });
  });

  const start = (args: readonly string[], fates: Fates): Leaving =>
    startLeaving(['-c', cluster.sandbox.settings, ...args], fates, { env: { XDG_STATE_HOME: state } });

  /** Runs it with a reader who goes away then. */
  async function run(args: readonly string[], moment: Moment, fates: Fates): Promise<LeavingRun> {
    let arrive = (): void => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    let leave = (): void => {};
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const behaviours: Readonly<Record<Moment, Behaviour>> = {
      before: pass,
      during: async (exchange) => {
        arrive();
        await left;
        await pass(exchange);
      },
      after: async (exchange) => {
        await pass(exchange);
        arrive();
      },
    };
    for (const standIn of standIns) standIn.behave(behaviours[moment]);
    const ctl = start(args, fates);
    // What is written to etcd passes no agent: then the first text is the moment.
    const begun = ctl.until(/./).catch(() => {});
    const asksAgents = !['edit-config', 'config'].includes(args[0] ?? '');
    if (moment !== 'before') await Promise.race([asksAgents ? arrived : begun, ctl.ended]);
    ctl.leave();
    await new Promise((resolve) => setTimeout(resolve, 100));
    leave();
    const end = await ctl.ended;
    for (const standIn of standIns) standIn.behave(pass);
    return end;
  }

  const document = async (...args: string[]) =>
    JSON.parse((await cluster.sandbox.ctl(...args, '--json')).stdout);
  const ttl = async () => JSON.parse((await cluster.keys('config')).config ?? '{}').ttl;
  const replica = async (): Promise<string> => {
    const leader = await cluster.leader();
    return cluster.members.find((each) => each.name !== leader)?.name ?? '';
  };
  /** The change of the configuration, and the entry of the journal about it. */
  const untilNoted = async (wanted: unknown, command: RegExp): Promise<void> => {
    expect(await ttl()).toBe(wanted);
    const { revisions } = await document('config', 'log', name);
    expect(revisions[0].command).toMatch(command);
  };
  const paused = async (): Promise<readonly unknown[]> =>
    Promise.all(cluster.members.map(async (each) => (await cluster.status(each.name)).pause ?? false));
  const requests = (path: string): number =>
    standIns.flatMap((standIn) => standIn.writes()).filter((each) => each.path.startsWith(path)).length;
  const isSent = (path: string) => async () => {
    const before = requests(path);
    return async () => expect(requests(path)).toBe(before + 1);
  };

  let next = 30;
  const CHANGES: readonly Change[] = [
    {
      name: 'edit-config',
      args: async () => {
        next += 1;
        return ['edit-config', name, '-s', `ttl=${next}`, '--yes'];
      },
      watch: async () => async () => untilNoted(next, /edit-config/),
    },
    {
      name: 'config undo',
      args: async () => ['config', 'undo', name, '--yes'],
      watch: async () => {
        const before = await ttl();
        return async () => {
          expect(await ttl()).not.toBe(before);
          await untilNoted(await ttl(), /undo/);
        };
      },
    },
    {
      name: 'pause',
      args: async () => ['pause', name, '--wait'],
      watch: async () => async () => expect(await paused()).toEqual([true, true]),
    },
    {
      name: 'resume',
      args: async () => ['resume', name, '--wait'],
      watch: async () => async () => expect(await paused()).toEqual([false, false]),
    },
    {
      name: 'reload',
      args: async () => ['reload', name, await replica(), '--force'],
      watch: isSent('/reload'),
    },
    {
      name: 'restart',
      args: async () => ['restart', name, await replica(), '--force'],
      watch: async () => {
        const member = await replica();
        const before = (await cluster.status(member)).postmaster_start_time;
        return async () => expect((await cluster.status(member)).postmaster_start_time).not.toBe(before);
      },
    },
    {
      name: 'reinit',
      args: async () => ['reinit', name, await replica(), '--force', '--wait'],
      watch: isSent('/reinitialize'),
    },
    {
      name: 'switchover',
      args: async () => ['switchover', name, '--candidate', await replica(), '--force'],
      watch: async () => {
        const candidate = await replica();
        return async () => expect(await cluster.leader()).toBe(candidate);
      },
    },
    {
      name: 'switchover --scheduled',
      args: async () => {
        const at = new Date(Date.now() + 3_600_000).toISOString();
        return ['switchover', name, '--candidate', await replica(), '--scheduled', at, '--force'];
      },
      watch: async () => async () => expect(await cluster.keys('failover')).toHaveProperty('failover'),
    },
    {
      name: 'flush',
      args: async () => ['flush', name, 'switchover', '--force'],
      watch: async () => async () => expect((await cluster.keys('failover')).failover ?? '{}').toBe('{}'),
    },
    {
      name: 'failover',
      args: async () => ['failover', name, '--candidate', await replica(), '--force', '--allow-data-loss'],
      watch: async () => {
        const candidate = await replica();
        return async () => expect(await cluster.leader()).toBe(candidate);
      },
    },
    ...(isNew
      ? [
          {
            name: 'demote-cluster',
            args: async () => ['demote-cluster', name, '--restore-command', '/bin/false', '--yes'],
            watch: async () => async () =>
              expect((await cluster.keys('config')).config).toContain('standby_cluster'),
          },
          {
            name: 'promote-cluster',
            args: async () => ['promote-cluster', name, '--yes'],
            watch: async () => async () =>
              expect((await cluster.keys('config')).config).not.toContain('standby_cluster'),
          },
        ]
      : []),
  ];

  const MOMENTS: readonly [Moment, Fates, number][] = [
    ['before', CLOSED, 0],
    ['before', FULL, 74],
    ['before', PIPES, 0],
    ['during', PIPES, 0],
    ['after', TERMINAL, 0],
  ];

  describe.each(sampleOf('moments', MOMENTS, 2))(
    'whose reader goes away %s the request: %j',
    (moment, fates, code) => {
      it.each(CHANGES)('$name is done, with the true exit code', async ({ name: change, args, watch }) => {
        // A standby cluster has no primary until it is promoted.
        if (change !== 'promote-cluster') await cluster.untilWhole(120_000);
        const isDone = await watch();
        const { exit, signal } = await run(await args(), moment, fates);
        await isDone();
        expect({ exit, signal }).toEqual({ exit: code, signal: null });
      });
    },
  );

  it('a refusal and a finding keep their code', async () => {
    const refused = await run(
      ['switchover', name, '--candidate', await cluster.leader(), '--force'],
      'before',
      PIPES,
    );
    expect(refused.exit).toBe(1);
    for (const fates of [PIPES, CLOSED, FULL]) {
      const critical = await run(
        ['check', name, '--only', 'members', '--critical-members', '5:'],
        'before',
        fates,
      );
      expect({ fates, exit: critical.exit }).toEqual({ fates, exit: 2 });
    }
  });

  it('Ctrl-C under tee gives the members back to HAProxy', async () => {
    await cluster.untilWhole();
    const socket = join(cluster.directory, 'haproxy', 'stats.sock');
    const drained = async (): Promise<string[]> => {
      const answer = await askRuntime({ path: socket }, 'show stat', 2000);
      if (!('text' in answer)) throw answer.error;
      return answer.text.split('\n').filter((line) => /,(DRAIN|MAINT)\b/.test(line));
    };
    expect(await drained()).toEqual([]);
    const member = await replica();
    const client = cluster.sql(member, 'SELECT pg_sleep(1)');
    const args = ['restart', name, member, '--rolling', '--haproxy', '--yes', '--exec', 'sleep 20'];
    const ctl = start(args, PIPES);
    await eventually('the member is taken out', async () => (await drained()).length > 0);
    ctl.leave();
    process.kill(ctl.pid, 'SIGINT');
    const { exit, signal } = await ctl.ended;
    expect({ exit, signal }).toEqual({ exit: 6, signal: null });
    await client;
    await eventually('the member is back', async () => (await drained()).length === 0);
  });

  it('a watch ends, and a wait goes on', async () => {
    const watch = start(['list', name, '-W'], PIPES);
    await watch.until(/Leader/);
    watch.leave();
    expect(await watch.ended).toMatchObject({ exit: 0, signal: null });
    const onTerminal = start(['list', name, '-w', '600'], TERMINAL);
    await onTerminal.until(/Leader/);
    onTerminal.leave();
    expect(await onTerminal.ended).toMatchObject({ exit: 0, signal: null });
    const wait = start(['wait', name, '--for', 'members=9', '--deadline', '4s'], TERMINAL);
    await wait.until(/members=9/);
    wait.leave();
    expect(await wait.ended).toMatchObject({ exit: 5, signal: null });
  });

  it('remove leaves nothing behind but the file with which it can be undone', async () => {
    for (const { name: member } of cluster.members)
      await cluster.sandbox.mustCtl('sandbox', 'break', member, '--name', name);
    const before = (await readdir(state, { recursive: true })).length;
    const { exit, signal } = await run(['remove', name, '--confirm', name], 'before', PIPES);
    expect({ exit, signal }).toEqual({ exit: 0, signal: null });
    expect(await cluster.keys()).toEqual({});
    expect((await readdir(state, { recursive: true })).length).toBeGreaterThan(before);
  });
});
