import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import { packagedPatroni } from '../support/packaged-patroni.js';
import { type CtlRun, runCtl } from '../support/run-ctl.js';

/** Of a cluster whose scope goes on with the name of the one that is removed, and of a note that nobody knows. */
const OTHERS = { 'b/config': '{"ttl": 30}', 'b/initialize': '77', 'b/members/pg1': '{}', notes: 'x' };

describe.each<[string, string, () => Promise<string | undefined>]>([
  ['rem', 'the Patroni of this machine', async () => undefined],
  ['rem4', 'the newest Patroni', async () => (await packagedPatroni('sid')).patroni],
])('remove of %s on a real cluster of %s', (name, _, findPatroni) => {
  let cluster: OwnCluster;
  let state: string;

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), 'ctl-state-'));
    const patroni = await findPatroni();
    cluster = await ownCluster(name, { members: 2, etcd: 1, ...(patroni === undefined ? {} : { patroni }) });
  });
  afterAll(async () => {
    await cluster?.destroy();
    await rm(state, { recursive: true });
  });

  function ctl(...args: string[]): Promise<CtlRun> {
    return runCtl(['-c', cluster.sandbox.settings, ...args], { env: { XDG_STATE_HOME: state } });
  }

  async function remove(...args: string[]) {
    const { exit, stdout } = await ctl('remove', name, '--confirm', name, ...args, '--json');
    return { ...JSON.parse(stdout), exit };
  }

  async function putOthers(): Promise<void> {
    for (const [path, value] of Object.entries(OTHERS)) await cluster.putKey(path, value);
  }

  it('is refused while members answer', async () => {
    const before = Object.keys(await cluster.keys());
    expect(await remove()).toMatchObject({ exit: 1, code: 'members-running', running: ['pg1', 'pg2'] });
    expect(Object.keys(await cluster.keys())).toEqual(expect.arrayContaining(before));
  });

  it('leaves no key of a stopped cluster, and a way back on which it elects a leader again', async () => {
    const { initialize, config } = await cluster.keys();
    for (const member of ['pg2', 'pg1'])
      await cluster.sandbox.mustCtl('sandbox', 'break', member, '--name', name);
    await putOthers();
    expect(await remove()).toMatchObject({ exit: 1, code: 'foreign-keys', others: Object.keys(OTHERS) });
    expect(await cluster.keys()).toMatchObject({ initialize, config, ...OTHERS });

    const { dump, wayBack, keys, ...report } = await remove('--leave-others');
    expect(report).toMatchObject({ outcome: 'done', exit: 0, systemIdentifier: initialize, running: [] });
    expect(await cluster.keys()).toEqual(OTHERS);
    expect((await stat(dump)).mode & 0o777).toBe(0o600);
    const saved: { readonly keys: readonly { readonly key: string }[] } = JSON.parse(
      await readFile(dump, 'utf8'),
    );
    expect(saved.keys.map(({ key }) => key)).toEqual(keys.map((key: string) => `/service/${name}/${key}`));
    expect(keys.filter((key: string) => key in OTHERS)).toEqual([]);

    // It leads to the same settings by itself.
    const [program, ...words] = String(wayBack).split(' ');
    expect(program).toBe('ctl');
    expect((await cluster.sandbox.ctl(...words)).exit).toBe(0);
    expect(await cluster.keys()).toEqual({ initialize, config, ...OTHERS });
    await cluster.sandbox.mustCtl('sandbox', 'mend', '--name', name);
    await cluster.untilWhole();
    expect(await cluster.keys()).toMatchObject({
      initialize,
      config,
      leader: expect.stringMatching(/^pg[12]$/),
      ...OTHERS,
    });

    const { revisions } = JSON.parse((await cluster.sandbox.mustCtl('config', 'log', name, '--json')).stdout);
    expect(revisions.at(-1)).toMatchObject({ command: 'remove --restore', who: userInfo().username });

    const again = await cluster.sandbox.ctl(...words, '--json');
    expect({ exit: again.exit, code: JSON.parse(again.stdout).code }).toEqual({
      exit: 1,
      code: 'cluster-exists',
    });
  });

  it('asks the three questions of patronictl, and ends with a wrong leader', async () => {
    const line = ['-c', cluster.sandbox.settings, 'remove', name, '--even-if-running', '--leave-others'];
    const input = `${name}\nYes I am aware\npg9\n`;
    const { exit, stderr } = await runCtl(line, { env: { XDG_STATE_HOME: state }, input });
    expect(exit).toBe(1);
    expect(stderr).toContain(
      'Please confirm the cluster name to remove: ' +
        `You are about to remove all information in DCS for ${name}, please type: "Yes I am aware": ` +
        'This cluster currently is healthy. Please specify the leader name to continue: ' +
        'Error: You did not specify the current leader of the cluster\n',
    );
    expect(await cluster.keys()).toHaveProperty('leader');
  });

  it('notices a PostgreSQL that takes writes although its key is gone', async () => {
    const leader = await cluster.leader();
    const [replica = ''] = cluster.members.map((member) => member.name).filter((each) => each !== leader);
    await cluster.sandbox.mustCtl('sandbox', 'break', replica, '--name', name);
    await cluster.freezeAgent(leader);
    await eventually(
      'the end of the leases',
      async () =>
        Object.keys(await cluster.keys()).every((key) => key !== 'leader' && !key.startsWith('members/')),
      90_000,
    );
    expect(await cluster.sql(leader, 'SELECT pg_is_in_recovery()')).toBe('f');
    expect(await remove('--leave-others')).toMatchObject({
      exit: 1,
      code: 'unmanaged-primary',
      running: [leader],
    });
    expect(await cluster.keys()).toHaveProperty('initialize');
    await cluster.thawAgent(leader);
  });
});
