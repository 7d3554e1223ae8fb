import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { execute } from '../support/execute.js';
import { type PackagedPatroni, packagedPatroni } from '../support/packaged-patroni.js';
import { freePort } from '../support/ports.js';
import { runCtl } from '../support/run-ctl.js';

// The shared sandbox runs the newest packaged Patroni; nothing here changes it.

const env = { CTL_SANDBOX_HOME: inject('sandboxHome') };
const settings = join(env.CTL_SANDBOX_HOME, 'shared', 'patronictl.yml');
let packaged: PackagedPatroni;

beforeAll(async () => {
  packaged = await packagedPatroni('sid');
});

describe('version', () => {
  it('is one line without a cluster, and needs no settings', async () => {
    const { exit, stdout, stderr } = await runCtl(['version']);
    expect({ exit, stdout, stderr }).toEqual({ exit: 0, stdout: 'ctl version 0.1.0\n', stderr: '' });
    // An etcd that does not exist is not asked.
    expect((await runCtl(['-d', `127.0.0.1:${await freePort()}`, 'version', '--json'])).exit).toBe(0);
  });

  it.each([[[]], [['pg2']], [['pg3', 'pg1']]])('of members %s are those of patronictl', async (members) => {
    const line = ['-c', settings, 'version', 'shared', ...members];
    const theirs = await execute(packaged.patronictl, line);
    const { exit, stdout } = await runCtl(line);
    expect(exit).toBe(0);
    expect(stdout).toBe(theirs.stdout.replace(/^patronictl version .*/, 'ctl version 0.1.0'));
    expect(stdout).toContain(`: Patroni ${packaged.version} PostgreSQL 1`);
  });

  it('is one document', async () => {
    const { exit, stdout } = await runCtl(['-c', settings, 'version', 'shared', '--json']);
    expect(exit).toBe(0);
    const { members, ...envelope } = JSON.parse(stdout);
    expect(envelope).toMatchObject({ outcome: 'done', scope: 'shared', ctl: '0.1.0', node: process.version });
    expect(members).toHaveLength(3);
    for (const member of members) {
      expect(member).toMatchObject({ reachable: true, patroniVersion: packaged.version, problem: null });
    }
  });

  it.each([
    [['shared', 'pg4'], 'the cluster "shared" has no member "pg4"; members: pg1, pg2, pg3.'],
    [['pg1'], /"pg1" is a member of shared: ctl -c \S+ version shared\n/],
  ])('does not know %s', async (names, text) => {
    const { exit, stdout, stderr } = await runCtl(['-c', settings, 'version', ...names]);
    expect({ exit, stdout }).toEqual({ exit: 7, stdout: '' });
    expect(stderr).toMatch(text);
  });
});
