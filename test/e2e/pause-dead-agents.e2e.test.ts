import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import { patronisFor } from '../support/patronis.js';
import { type CtlRun, expectExit, onceEtcdAnswers } from '../support/run-ctl.js';
import { emptyEtcd, fillEtcd, type SmallEtcd, smallEtcd } from '../support/small-etcd.js';

// Pause and resume while agents are dead, frozen or cannot write, as Patroni's own acceptance tests have it, and beyond.

describe.each(patronisFor('of the distribution'))('Patroni $version', ({ options }) => {
  let etcd: SmallEtcd;
  let cluster: OwnCluster;

  beforeAll(async () => {
    etcd = await smallEtcd();
    cluster = await ownCluster('quiet', {
      etcd: 1,
      etcdProgram: etcd.program,
      sync: 'on',
      ...(await options()),
    });
    // Long enough for the lock to outlive what is done while its holder is dead.
    await cluster.patchConfig({ ttl: 60 });
    await cluster.untilWhole();
  });
  afterAll(async () => {
    await cluster?.destroy();
    await etcd?.remove();
  });

  const ctl = (...args: string[]): Promise<CtlRun> => onceEtcdAnswers(() => cluster.sandbox.ctl(...args));
  const kill = (part: string): Promise<CtlRun> =>
    cluster.sandbox.mustCtl('sandbox', 'break', part, '--how', 'kill', '--name', 'quiet');
  const mend = (): Promise<CtlRun> => cluster.sandbox.mustCtl('sandbox', 'mend', '--name', 'quiet');
  const storedPause = async (): Promise<unknown> =>
    JSON.parse((await cluster.keys('config')).config ?? '{}').pause;
  const isPrimary = async (name: string): Promise<boolean> =>
    ['primary', 'master'].includes(String((await cluster.status(name)).role));
  const others = (name: string): string[] =>
    cluster.members.flatMap((member) => (member.name === name ? [] : [member.name]));

  /** Who led at first. */
  let former: string;

  describe('the basic failover in synchronous mode', () => {
    let follower: string;

    it('pauses, loses the agent of its leader, and is resumed by another', async () => {
      former = await cluster.leader();
      const paused = await ctl('pause', 'quiet');
      expectExit(0, paused);
      expect(paused.stdout).toBe('Success: cluster management is paused\n');
      await cluster.endAgent(former);
      const run = await ctl('resume', 'quiet');
      expectExit(0, run);
      expect(run.stdout).toMatch(/Success: cluster management is resumed\n$/);
      expect(run.stderr).toContain(`Member ${former} is not accessible`);
      expect(run.stderr).toMatch(new RegExp(`${former} has not acknowledged the resume.*cannot be reached`));
      expect(await storedPause()).toBeUndefined();
    });

    it('then the synchronous standby takes over, which the history tells', async () => {
      await eventually('a new leader', async () => (await cluster.leader()) !== former);
      const leader = await cluster.leader();
      follower = others(former).find((name) => name !== leader) ?? '';
      await eventually('a new primary', () => isPrimary(leader));
      await eventually('the history', async () =>
        (await ctl('history', 'quiet')).stdout.includes('recovery'),
      );
      await cluster.sql(leader, 'CREATE TABLE bar ()');
      await eventually('the table', async () => isThere(follower, 'bar'));
    });

    it('and the former primary, which has written since, is rewound', async () => {
      // Nobody is left who would acknowledge it synchronously.
      await cluster.sql(former, 'SET synchronous_commit = local; CREATE TABLE splitbrain ()');
      await mend();
      await cluster.untilWhole();
      await cluster.sql(await cluster.leader(), 'CREATE TABLE buz ()');
      await eventually('the table', async () => isThere(former, 'buz'));
      expect(await isThere(former, 'splitbrain')).toBe(false);
    });
  });

  describe('a primary and replicas in maintenance mode', () => {
    let leader: string;
    let idle: string;

    it('begins', async () => {
      leader = await cluster.leader();
      [idle = ''] = others(leader);
      // Patroni 3.0.2 starts what it has once rewound, and what it has not yet compared with its leader, pause or not: a new agent has
      // rewound nothing, and compares in its first cycle.
      await kill(`${idle}.agent`);
      await mend();
      await cyclesOf(idle, 3);
      expect(await cluster.leader()).toBe(leader);
      // One that has not noticed it yet would start what is killed.
      expectExit(0, await ctl('pause', 'quiet', '--wait'));
    });

    it('leaves a replica that was killed as it is until it is restarted', async () => {
      await untilKilled(idle);
      expect((await cluster.agent(idle, 'GET', '/replica')).status).toBe(503);
      expectExit(0, await ctl('restart', 'quiet', idle, '--force'));
      await eventually(
        'the replica',
        async () => (await cluster.agent(idle, 'GET', '/replica')).status === 200,
      );
    });

    it('reinitialises a replica and restarts the leader', async () => {
      const reinit = await ctl('reinit', 'quiet', idle, '--force', '--wait');
      expectExit(0, reinit);
      expect(reinit.stdout).toContain(`Success: reinitialize for member ${idle}`);
      const restart = await ctl('restart', 'quiet', leader, '--force');
      expectExit(0, restart);
      expect(restart.stdout).toContain(`Success: restart on member ${leader}`);
      await eventually('the primary', () => isPrimary(leader));
    });

    it('schedules no switchover before it is resumed', async () => {
      const at = new Date(Date.now() + 3_600_000).toISOString();
      const schedule = ['switchover', 'quiet', '--candidate', idle, '--scheduled', at, '--force'];
      const refused = await ctl(...schedule);
      expectExit(1, refused);
      expect(refused.stdout + refused.stderr).toContain("Can't schedule switchover in the paused state");
      expectExit(0, await ctl('resume', 'quiet'));
      await eventually('a synchronous standby', async () => {
        const { sync = '{}' } = await cluster.keys('sync');
        return JSON.parse(sync).sync_standby !== null;
      });
    });
  });

  describe('dead and frozen agents', () => {
    let leader: string;
    let first: string;
    let second: string;

    beforeAll(async () => {
      await cluster.untilWhole();
      leader = await cluster.leader();
      [first = '', second = ''] = others(leader);
    });

    it('a frozen leader is passed over, notices it later, and is no reason to wait', async () => {
      await cluster.freezeAgent(leader);
      const run = await ctl('pause', '--reason', 'kernel update');
      expectExit(0, run);
      expect(run.stdout).toBe('Success: cluster management is paused\n');
      expect(run.stderr).toContain(`Member ${leader} is not accessible`);
      expect(await storedPause()).toBe(true);
      await cluster.thawAgent(leader);
      expectExit(0, await ctl('pause', '--wait'));
      await cluster.freezeAgent(leader);
      const via = await ctl('resume', '--via', second);
      expectExit(0, via);
      expect(via.stderr).toMatch(new RegExp(`${leader} has not acknowledged the resume`));
      expect(via.elapsedMs).toBeLessThan(12_000);
      await cluster.thawAgent(leader);
      // The agent that stood still has nothing in its hands.
      expectExit(0, await ctl('pause', '--wait'));
      expectExit(0, await ctl('resume', '--wait', '--yes'));
      expect(await storedPause()).toBeUndefined();
    });

    it('a dead leader and a dead replica leave one who can', async () => {
      await kill(`${leader}.agent`);
      await kill(`${first}.agent`);
      const run = await ctl('pause', '--reason', 'kernel update', '--for', '30min');
      expectExit(0, run);
      expect(run.stdout).toBe('Success: cluster management is paused\n');
      for (const name of [leader, first]) expect(run.stderr).toContain(`Member ${name} is not accessible`);
      const document = JSON.parse((await ctl('list', '--json')).stdout);
      expect(document.clusters[0]).toMatchObject({
        paused: true,
        pause: { reason: 'kernel update', known: 'noted' },
      });
    });

    it('--wait alone wants all', async () => {
      const run = await ctl('pause', '--wait', '--deadline', '4s', '--json');
      expectExit(6, run);
      const { outcome, code, members } = JSON.parse(run.stdout);
      expect({ outcome, code }).toEqual({ outcome: 'partial', code: 'not-acknowledged' });
      expect(members).toContainEqual({ member: second, acknowledged: true });
    });

    it('without any agent nothing is written, and each is named', async () => {
      await kill(`${second}.agent`);
      const before = await cluster.keys('config');
      const run = await ctl('resume', '--yes');
      expectExit(4, run);
      for (const name of [leader, first, second]) expect(run.stderr).toMatch(new RegExp(`${name} .*refused`));
      expect(await cluster.keys('config')).toEqual(before);
    });

    it('with nobody who leads any agent will do', async () => {
      await eventually('no leader', async () => (await cluster.keys('leader')).leader === undefined);
      // Started in maintenance mode, nobody takes the lock but the primary that is still running.
      await mend();
      expectExit(0, await ctl('resume', '--wait', '--yes'));
      await cluster.untilWhole();
    });
  });

  describe('an etcd without room', () => {
    it('is why, not somebody else, and nothing is changed', async () => {
      const [endpoint = ''] = cluster.recorded.etcd;
      await fillEtcd(endpoint);
      try {
        const before = await cluster.keys('config');
        for (const args of [['pause'], ['pause', '--via', others(await cluster.leader())[0] ?? '']]) {
          const run = await ctl(...args);
          expectExit(4, run);
          expect(run.stderr).toContain('etcd has the alarm NOSPACE and refuses writes');
          expect(run.stderr).toContain('ctl doctor quiet');
        }
        const demoted = await ctl('demote-cluster', 'quiet', '--restore-command', '/bin/false', '--force');
        expectExit(4, demoted);
        expect(demoted.stderr).toContain('etcd has the alarm NOSPACE');
        const [candidate = ''] = others(await cluster.leader());
        for (const args of [['switchover'], ['failover'], ['failover', '--via-dcs', '--allow-data-loss']]) {
          const run = await ctl(...args, 'quiet', '--candidate', candidate, '--force');
          expectExit(1, run);
          expect(run.stderr).toContain('etcd refuses writes (alarm NOSPACE)');
        }
        expect(await cluster.keys('failover')).toEqual({});
        expect(await cluster.keys('config')).toEqual(before);
      } finally {
        await emptyEtcd(endpoint);
      }
      await eventually('a pause', async () => (await ctl('pause')).exit === 0);
      expectExit(0, await ctl('resume', '--yes'));
    });
  });

  async function cyclesOf(name: string, count: number): Promise<void> {
    const seen = new Set<unknown>();
    const isEnough = async (): Promise<boolean> => {
      const { state, dcs_last_seen: at } = await cluster.status(name);
      if (state === 'running') seen.add(at);
      return seen.size > count;
    };
    await eventually('cycles of its agent', isEnough);
  }

  /**
   * Until a process that was killed is reaped, which takes up to seconds where the first process of the machine does it in turns,
   * Patroni takes it for alive; one that looks in that moment starts it again, pause or not. It looks seldom here.
   */
  async function untilKilled(name: string): Promise<void> {
    const isDown = async (): Promise<boolean> =>
      ['stopped', 'crashed'].includes(String((await cluster.memberKey(name)).state));
    await cluster.patchConfig({ loop_wait: 10 });
    for (let attempt = 1; attempt <= 4 && !(await isDown()); attempt += 1) {
      await kill(`${name}.postgres`);
      await eventually('its key', isDown, 25_000).catch(() => {});
    }
    expect(await isDown()).toBe(true);
    await cluster.patchConfig({ loop_wait: 2 });
  }

  async function isThere(name: string, table: string): Promise<boolean> {
    return (await cluster.sql(name, `SELECT to_regclass('${table}') IS NOT NULL`)) === 't';
  }
});
