import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDeafListener } from '../support/deaf-listener.js';
import { eventually } from '../support/eventually.js';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import { type CtlRun, runCtl } from '../support/run-ctl.js';
import { readStatus, untilNamed } from '../support/status-document.js';
import type { Address } from '../support/writer-address.js';

let cluster: OwnCluster;

/** With a place for what it remembers. */
const ctl = (...args: string[]): Promise<CtlRun> => {
  const { home } = cluster.sandbox;
  return runCtl(args, { env: { CTL_SANDBOX_HOME: home, XDG_STATE_HOME: home } });
};
const mustCtl = (...args: string[]): Promise<CtlRun> => cluster.sandbox.mustCtl(...args);

beforeAll(async () => {
  cluster = await ownCluster('truth');
});
afterAll(() => cluster.destroy());

async function otherMembers(): Promise<readonly [string, string]> {
  const leader = await cluster.leader();
  const [first, second] = cluster.members.map(({ name }) => name).filter((name) => name !== leader);
  if (first === undefined || second === undefined) throw new Error('three members are needed');
  return [first, second];
}

/** Back to a cluster of which there is nothing to say. */
async function untilHealthy(): Promise<void> {
  await eventually('a healthy cluster', async () => {
    const { verdict, findings } = await readStatus(ctl);
    return verdict === 'healthy' && findings.length === 0;
  });
}

describe('a healthy cluster', () => {
  it('is told with every source, and nothing is found', async () => {
    await untilHealthy();
    const { exit, document, cluster: told } = await readStatus(ctl);
    expect(exit).toBe(0);
    expect(document).toMatchObject({ outcome: 'done', verdict: 'healthy', code: null });
    const leader = await cluster.leader();
    expect(told).toMatchObject({
      scope: 'truth',
      writes: { state: 'up', via: [leader], leader },
      paused: false,
      forecast: { leader, cannot: [] },
      dcs: { state: 'present', votingMembers: 3, alarms: [] },
      findings: [],
    });
    expect(told.dcs.endpoints.map(({ answered }) => answered)).toEqual([true, true, true]);
    const roles = told.members.map(({ roles }) => [roles.dcs, roles.agent, roles.sql].join(' '));
    expect(roles.sort()).toEqual([
      'leader primary read-write',
      'replica replica read-only',
      'replica replica read-only',
    ]);
    expect(told.saturation).toMatchObject({ member: leader, syncWaits: 0, archiver: null });
  });

  it('is told in words', async () => {
    const { exit, stdout } = await ctl('status');
    const leader = await cluster.leader();
    expect(exit).toBe(0);
    expect(stdout).toMatch(new RegExp(`^WRITES UP +via ${leader}, .*not paused$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^IF ${leader} FAILS +pg\\d or pg\\d take over in about`, 'm'));
    expect(stdout).toMatch(/^ETCD 3 of 3 +leader e\d, .*no alarm, \d+ ms$/m);
    expect(stdout).toMatch(/^healthy$/m);
  });
});

describe('a setting that waits for a restart', () => {
  it('is named and is no error', async () => {
    await cluster.patchConfig({ postgresql: { parameters: { max_connections: 60 } } });
    const { exit, finding } = await untilNamed(ctl, 'pending-restart');
    expect({ exit, severity: finding.severity }).toEqual({ exit: 0, severity: 'warning' });
    await cluster.patchConfig({ postgresql: { parameters: { max_connections: 50 } } });
    await untilHealthy();
  });
});

describe('a leader that has no connection left', () => {
  it.each([
    { who: 'for clients', isFull: false, said: /^pg\d refuses clients: .* most have \d+ of shop \(till\)/ },
    {
      who: 'for anybody',
      isFull: true,
      said: /^pg\d refuses logins, even those reserved for superusers/,
    },
  ])('$who is named within 5 s', async ({ isFull, said }) => {
    const leader = await cluster.leader();
    await cluster.sql(leader, "DROP ROLE IF EXISTS shop; CREATE ROLE shop LOGIN PASSWORD 'shop'");
    const superuser = cluster.addressOf(leader);
    const shop = { ...superuser, user: 'shop', password: 'shop' };
    const sessions = await openSessions(shop);
    if (isFull) sessions.push(...(await openSessions(superuser)));
    try {
      const { exit, verdict, finding, elapsedMs } = await untilNamed(ctl, 'connections-exhausted');
      expect({ exit, verdict, subject: finding.subject }).toEqual({
        exit: 3,
        verdict: 'degraded',
        subject: leader,
      });
      expect(finding.message).toMatch(said);
      expect(elapsedMs).toBeLessThan(5000);
    } finally {
      await Promise.all(sessions.map((each) => each.end()));
    }
    await untilHealthy();
    await cluster.sql(leader, 'DROP ROLE shop');
  });

  /** As many as the server lets in. */
  async function openSessions(login: Address): Promise<Client[]> {
    const open: Client[] = [];
    for (;;) {
      const client = new Client({ ...login, application_name: 'till' });
      client.on('error', () => {});
      try {
        await client.connect();
      } catch {
        return open;
      }
      open.push(client);
    }
  }
});

describe('strict synchronous mode without a standby', () => {
  it('is named, writes are blocked', async () => {
    const [first, second] = await otherMembers();
    await Promise.all([first, second].map((name) => cluster.setTag(name, { nosync: true })));
    await cluster.patchConfig({ synchronous_mode: true, synchronous_mode_strict: true });
    const { exit, cluster: told } = await untilNamed(ctl, 'sync-strict-no-standby');
    expect({ exit, state: told.writes.state }).toEqual({ exit: 3, state: 'blocked' });
    await cluster.patchConfig({ synchronous_mode: null, synchronous_mode_strict: null });
  });
});

describe('one agent frozen, and another whose port never accepts', () => {
  it('status, list, version and doctor end within 5 s, with what there is', async () => {
    const [frozen, deaf] = await otherMembers();
    const listener = await startDeafListener();
    const address = `127.0.0.1:${listener.port}`;
    await cluster.editAgent(deaf, 'restapi', { connect_address: address });
    await eventually(`${deaf} publishes ${address}`, async () =>
      String((await cluster.memberKey(deaf)).api_url).includes(address),
    );
    await cluster.freezeAgent(frozen);
    const [status, list, version, doctor] = [
      await ctl('status', '--json'),
      await ctl('list'),
      await ctl('version', 'truth'),
      await ctl('doctor'),
    ];
    const elapsed = [status, list, version, doctor].map(({ elapsedMs }) => elapsedMs);
    expect(Math.max(...elapsed)).toBeLessThan(5000);
    for (const name of [frozen, deaf]) {
      expect(version.stdout).toContain(`${name}: failed to get version`);
      expect(doctor.stdout).toMatch(new RegExp(`^ +member-silent +${name}`, 'm'));
    }
    const { findings, cluster: told } = await readStatus(ctl);
    const silent = findings.filter(({ code }) => code === 'member-silent').map(({ subject }) => subject);
    expect(silent).toEqual([frozen, deaf].sort());
    const rows = told.members.filter(({ name }) => name === frozen || name === deaf);
    expect(rows.map(({ agent, roles }) => [agent?.answered, roles.sql])).toEqual([
      [false, 'read-only'],
      [false, 'read-only'],
    ]);
    expect([status, list, version, doctor].map(({ exit }) => exit)).toEqual([3, 0, 6, 3]);
    expect((await ctl('status')).stdout).toMatch(new RegExp(`^ +${deaf} +replica / silent / ro`, 'm'));
    await cluster.thawAgent(frozen);
    await cluster.editAgent(deaf, 'restapi', { connect_address: cluster.member(deaf).api });
    listener.close();
    await untilHealthy();
  });
});

describe('a paused cluster whose leader has vanished', () => {
  it('has no leader, and then two primaries', async () => {
    const leader = await cluster.leader();
    await mustCtl('pause', 'truth', '--wait');
    await cluster.freezeAgent(leader);
    await eventually('the lock runs out', async () => !('leader' in (await cluster.keys('leader'))));
    const { exit, findings } = await untilNamed(ctl, 'no-leader');
    expect(exit).toBe(3);
    expect(findings.map(({ code }) => code)).toContain('unmanaged-primary');
    const named = await ctl('status');
    expect(named.stdout).toMatch(new RegExp(`^. ${leader} +– / silent / rw`, 'm'));

    await cluster.patchConfig({ pause: null });
    await eventually('another leader', async () => (await cluster.leader()) !== leader);
    await eventually('two primaries', async () => (await readStatus(ctl)).cluster.writes.via.length === 2);
    const { finding } = await untilNamed(ctl, 'unmanaged-primary');
    expect(finding).toMatchObject({ severity: 'error', subject: leader });
    await cluster.thawAgent(leader);
  });
});

describe('etcd', () => {
  it('without a quorum: what it remembers is told as what was, within 5 s', async () => {
    await mustCtl('sandbox', 'break', 'e2', '--how', 'freeze', '--name', 'truth');
    await mustCtl('sandbox', 'break', 'e3', '--how', 'freeze', '--name', 'truth');
    const { exit, elapsedMs, cluster: told } = await untilNamed(ctl, 'dcs-no-quorum');
    expect(exit).toBe(3);
    expect(elapsedMs).toBeLessThan(5000);
    expect(told.dcs.state).toBe('stale');
    expect(told.members.map(({ registered }) => registered)).toEqual([null, null, null]);
    expect((await ctl('status')).stdout).not.toMatch(/^. pg\d +leader/m);
    const doctor = await ctl('doctor');
    expect({ exit: doctor.exit, named: doctor.stdout.includes('dcs-no-quorum') }).toEqual({
      exit: 3,
      named: true,
    });
    expect(doctor.elapsedMs).toBeLessThan(5000);
  });

  it('gone: the members are asked where they were last seen, within 5 s', async () => {
    await mustCtl('sandbox', 'break', 'e1', '--how', 'freeze', '--name', 'truth');
    const { exit, elapsedMs, cluster: told } = await untilNamed(ctl, 'dcs-unreachable');
    expect(exit).toBe(3);
    expect(elapsedMs).toBeLessThan(5000);
    expect(told.dcs.state).toBe('unread');
    expect(told.members.map(({ name, agent }) => [name, agent?.answered])).toEqual([
      ['pg1', true],
      ['pg2', true],
      ['pg3', true],
    ]);
    await mustCtl('sandbox', 'mend', '--name', 'truth');
  });
});
