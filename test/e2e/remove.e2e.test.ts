import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import { type CtlRun, runCtl } from '../support/run-ctl.js';

let cluster: OwnCluster;
let state: string;

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'ctl-state-'));
  cluster = await ownCluster('rem', { members: 2, etcd: 1 });
});
afterAll(async () => {
  await cluster?.destroy();
  await rm(state, { recursive: true });
});

function ctl(...args: string[]): Promise<CtlRun> {
  return runCtl(['-c', cluster.sandbox.settings, ...args], { env: { XDG_STATE_HOME: state } });
}

describe('remove on a real cluster', () => {
  it('is refused while members answer', async () => {
    const before = Object.keys(await cluster.keys());
    const { exit, stdout } = await ctl('remove', 'rem', '--confirm', 'rem', '--json');
    expect({ exit, ...JSON.parse(stdout) }).toMatchObject({
      exit: 1,
      code: 'members-running',
      running: ['pg1', 'pg2'],
    });
    expect(Object.keys(await cluster.keys())).toEqual(expect.arrayContaining(before));
  });

  it('leaves no key of a stopped cluster, and a way back on which it elects a leader again', async () => {
    const { initialize, config } = await cluster.keys();
    for (const name of ['pg2', 'pg1'])
      await cluster.sandbox.mustCtl('sandbox', 'break', name, '--name', 'rem');
    const removed = await ctl('remove', 'rem', '--confirm', 'rem', '--json');
    const { dump, wayBack, keys, ...report } = JSON.parse(removed.stdout);
    expect(report).toMatchObject({ outcome: 'done', exit: 0, systemIdentifier: initialize, running: [] });
    expect(await cluster.keys()).toEqual({});
    expect((await stat(dump)).mode & 0o777).toBe(0o600);
    const saved: { readonly keys: readonly { readonly key: string }[] } = JSON.parse(
      await readFile(dump, 'utf8'),
    );
    expect(saved.keys.map(({ key }) => key)).toEqual(keys.map((name: string) => `/service/rem/${name}`));

    const [program, ...words] = String(wayBack).split(' ');
    expect(program).toBe('ctl');
    expect((await ctl(...words)).exit).toBe(0);
    expect(await cluster.keys()).toEqual({ initialize, config });
    await cluster.sandbox.mustCtl('sandbox', 'mend', '--name', 'rem');
    await cluster.untilWhole();
    expect(await cluster.keys()).toMatchObject({
      initialize,
      config,
      leader: expect.stringMatching(/^pg[12]$/),
    });

    const again = await ctl(...words, '--json');
    expect({ exit: again.exit, code: JSON.parse(again.stdout).code }).toEqual({
      exit: 1,
      code: 'cluster-exists',
    });
  });

  it('asks the three questions of patronictl, and ends with a wrong leader', async () => {
    const line = ['-c', cluster.sandbox.settings, 'remove', 'rem', '--even-if-running'];
    const input = 'rem\nYes I am aware\npg9\n';
    const { exit, stderr } = await runCtl(line, { env: { XDG_STATE_HOME: state }, input });
    expect(exit).toBe(1);
    expect(stderr).toContain(
      'Please confirm the cluster name to remove: ' +
        'You are about to remove all information in DCS for rem, please type: "Yes I am aware": ' +
        'This cluster currently is healthy. Please specify the leader name to continue: ' +
        'Error: You did not specify the current leader of the cluster\n',
    );
    expect(await cluster.keys()).toHaveProperty('leader');
  });
});
