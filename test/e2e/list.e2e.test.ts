import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { loadedParts } from '../support/loaded-packages.js';
import { type PackagedPatroni, packagedPatroni } from '../support/packaged-patroni.js';
import { runCtl } from '../support/run-ctl.js';
import { expectSameOutput } from '../support/same-moment.js';

// The shared sandbox runs the newest packaged Patroni; nothing here changes it.

const env = { CTL_SANDBOX_HOME: inject('sandboxHome') };
const settings = join(env.CTL_SANDBOX_HOME, 'shared', 'patronictl.yml');
let packaged: PackagedPatroni;

beforeAll(async () => {
  packaged = await packagedPatroni('sid');
  console.log(`agents and patronictl of the newest packaged Patroni: ${packaged.version}`);
});

describe('list on a living cluster', () => {
  it.each([
    ['json', []],
    ['tsv', []],
    ['yaml', []],
    ['pretty', []],
    ['pretty', ['-e']],
    ['json', ['-e']],
  ])('-f %s %s is patronictl character for character', async (format, extended) => {
    const line = ['-c', settings, 'list', '-f', format, ...extended];
    await expectSameOutput(packaged.patronictl, line);
  });

  it('prints the table of patronictl in a pipe', async () => {
    const { stdout } = await runCtl(['list'], { env });
    expect(stdout).toContain('+ Cluster: shared (');
    expect(
      stdout.match(/\| pg\d +\| 127\.0\.0\.1:\d+ \| (Leader|Replica) +\| (running|streaming) +\|/g),
    ).toHaveLength(3);
  });

  it.each([
    ['list', ['start', 'list']],
    ['status', ['start', 'list', 'status', 'grpc']],
    ['check', ['start', 'list', 'status', 'grpc']],
  ])('%s loads the parts of the bundle that are made for it', async (command, parts) => {
    expect([...(await loadedParts(['-c', settings, command]))].sort()).toEqual([...parts].sort());
  });

  it('uses the running sandbox when nothing is configured, and says so on stderr', async () => {
    const { exit, stderr } = await runCtl(['list'], { env });
    expect({ exit, stderr }).toEqual({
      exit: 0,
      stderr: 'warning: no configuration found; using the running sandbox "shared"\n',
    });
  });

  it('gives one document that the published schema accepts, and nothing else on stdout', async () => {
    const { exit, stdout } = await runCtl(['-c', settings, 'list', '--json']);
    expect(exit).toBe(0);
    const { clusters } = JSON.parse(stdout);
    expect(clusters).toMatchObject([
      {
        scope: 'shared',
        verdict: 'healthy',
        summary: '1 leader, 2 replicas streaming',
        consistency: 'linearizable',
      },
    ]);
    expect(clusters[0].members).toHaveLength(3);
  });

  it('shows no secret', async () => {
    const { stdout, stderr } = await runCtl(['-c', settings, 'list', '--json', '--debug']);
    const file = await readFile(settings, 'utf8');
    const secrets = [...file.matchAll(/password: (\S+)/g)].map((match) => match[1] ?? '');
    expect(secrets.length).toBeGreaterThan(0);
    for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
  });
});
