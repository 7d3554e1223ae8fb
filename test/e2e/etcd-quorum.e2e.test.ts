import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type OwnSandbox, ownSandbox } from '../support/own-sandbox.js';

let sandbox: OwnSandbox;

beforeAll(async () => {
  sandbox = await ownSandbox('quorum', '--members', '1', '--etcd', '3');
});
afterAll(() => sandbox.destroy());

/** The names of all etcd members, the leader first. */
async function leaderFirst(): Promise<readonly [string, ...string[]]> {
  const { etcd3 } = parse(await readFile(sandbox.settings, 'utf8'));
  const looks = etcd3.hosts.map(async (host: string, index: number) => {
    const answer = await fetch(`http://${host}/v3/maintenance/status`, { method: 'POST', body: '{}' });
    const { leader, header } = JSON.parse(await answer.text());
    return { name: `e${index + 1}`, isLeader: leader === header.member_id };
  });
  const members: readonly { readonly name: string; readonly isLeader: boolean }[] = await Promise.all(looks);
  const [leader, ...others] = [...members].sort((a, b) => Number(b.isLeader) - Number(a.isLeader));
  if (!leader?.isLeader) throw new Error('etcd has no leader');
  return [leader.name, ...others.map(({ name }) => name)];
}

describe('an etcd that loses members', () => {
  let leader: string;
  let follower: string;

  beforeAll(async () => {
    [leader, follower = ''] = await leaderFirst();
  });

  it('answers with one of three frozen, in under 2 s', async () => {
    await sandbox.mustCtl('sandbox', 'break', follower, '--how', 'freeze', '--name', 'quorum');
    const { exit, stdout, elapsedMs } = await sandbox.ctl('list', '-f', 'tsv');
    expect(exit).toBe(0);
    expect(stdout).toContain('quorum\tpg1\t');
    expect(elapsedMs).toBeLessThan(2000);
  });

  it('says that the quorum is lost, member by member, within the deadline', async () => {
    // An etcd that is asked to stop may wait for the frozen one.
    await sandbox.mustCtl('sandbox', 'break', leader, '--how', 'kill', '--name', 'quorum');
    const { exit, stdout, stderr, elapsedMs } = await sandbox.ctl('list');
    expect({ exit, stdout }).toEqual({ exit: 4, stdout: '' });
    expect(stderr).toContain('unreachable: etcd has no quorum');
    expect(stderr).toMatch(/^ {2}127\.0\.0\.1:\d+ {3}accepts the connection but does not answer$/m);
    expect(stderr).toMatch(/^ {2}127\.0\.0\.1:\d+ {3}connection refused$/m);
    expect(stderr).toMatch(/^ {2}127\.0\.0\.1:\d+ {3}answers, but knows no etcd leader$/m);
    expect(elapsedMs).toBeLessThan(5500);
  });

  it('shows with --stale what one member last knew, and says so', async () => {
    const { exit, stdout, stderr } = await sandbox.ctl('list', '--stale', '--json');
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      warnings: [{ code: 'using-sandbox' }, { code: 'stale-read' }],
      clusters: [{ scope: 'quorum', consistency: 'serializable' }],
    });
    expect(stderr).toContain('using the running sandbox');
    const text = await sandbox.ctl('list', '--stale');
    expect(text.stderr).toContain('this is what one etcd member last knew');
  });

  it('is well again after mend', async () => {
    await sandbox.mustCtl('sandbox', 'mend', '--name', 'quorum');
    const { exit, stdout } = await sandbox.ctl('list', '--json');
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ clusters: [{ consistency: 'linearizable' }] });
  });

  it('answers with its leader frozen, as soon as there is another one', async () => {
    const [frozen] = await leaderFirst();
    await sandbox.mustCtl('sandbox', 'break', frozen, '--how', 'freeze', '--name', 'quorum');
    const { exit, stdout, elapsedMs } = await sandbox.ctl('list', '--json');
    expect(exit).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ clusters: [{ consistency: 'linearizable' }] });
    // etcd takes 1 to 2 s to find that its leader is gone, and the same again if a vote ends in a tie.
    expect(elapsedMs).toBeLessThan(5500);
  });
});
