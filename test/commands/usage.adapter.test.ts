import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EtcdServer } from '../support/etcd-server.js';
import { runCtl } from '../support/run-ctl.js';

// What a newcomer types, through the built ctl: its help, and what is wrong with a command line in one wording.

const words = (typed: string): string[] => typed.split(' ');

describe('ctl help COMMAND', () => {
  it.each([
    ['help', '--help'],
    ['help list', 'list --help'],
    ['help config', 'config --help'],
    ['help config undo', 'config undo --help'],
    ['help sandbox up', 'sandbox up --help'],
    ['help switchover', 'switchover -h'],
  ])('%s prints what %s does', async (typed, same) => {
    const [one, other] = await Promise.all([runCtl(words(typed)), runCtl(words(same))]);
    expect([one.exit, one.stderr]).toEqual([0, '']);
    expect(one.stdout).toBe(other.stdout);
    expect(one.stdout).toContain('USAGE');
  });

  it('still has the exit codes', async () => {
    const run = await runCtl(['help', 'exit-codes', '--json']);
    expect(run.exit).toBe(0);
    expect(JSON.parse(run.stdout).exitCodes.length).toBeGreaterThan(10);
  });
});

describe('a usage error', () => {
  it.each([
    ['lst', "No such command 'lst'.", 'ctl list'],
    ['help nonsense', "No such command 'nonsense'.", 'ctl --help'],
    ['help lst', "No such command 'lst'.", 'ctl help list'],
    ['config lg', "No such command 'config lg'.", 'ctl config log'],
    ['sandbox stauts', "No such command 'sandbox stauts'.", 'ctl sandbox status'],
    ['haproxy chek', "No such command 'haproxy chek'.", 'ctl haproxy check'],
    [
      'switchover demo --candidat pg2',
      'No such option: --candidat',
      '--candidate; all: ctl switchover --help',
    ],
    ['list --foramt json', 'No such option: --foramt', '--format; all: ctl list --help'],
    ['list -x', 'No such option: -x', 'ctl list --help'],
    ['-x list', 'No such option: -x', 'ctl --help'],
    ['config undo --dry-rn', 'No such option: --dry-rn', '--dry-run; all: ctl config undo --help'],
    [
      'list --format jsn',
      "Invalid value for '--format': 'jsn' is not one of ",
      '--format json; all: ctl list --help',
    ],
    ['switchover --candidate', "Option '--candidate' requires an argument.", 'ctl switchover --help'],
    [
      'sandbox logs -n x',
      "Invalid value for '--lines': 'x' is not a whole number.",
      'ctl sandbox logs --help',
    ],
    ['sandbox break', "Missing argument 'COMPONENT'.", 'ctl sandbox break --help'],
    ['sandbox status a b', 'Got unexpected extra argument (b)', 'ctl sandbox status --help'],
  ])('%s', async (typed, message, next) => {
    const [plain, json] = await Promise.all([runCtl(words(typed)), runCtl([...words(typed), '--json'])]);
    expect([plain.exit, plain.stdout]).toEqual([2, '']);
    expect(plain.stderr).toContain(`Error: ${message}`);
    expect(plain.stderr).toContain(`next: ${next}\n`);
    const [error] = JSON.parse(json.stdout).errors;
    expect([json.exit, error.next]).toEqual([2, next]);
    expect(error.message).toContain(message);
  });

  it('of check is UNKNOWN for a monitor', async () => {
    const run = await runCtl(['check', '--foramt']);
    expect([run.exit, run.stdout]).toEqual([3, expect.stringContaining('No such option: --foramt')]);
  });
});

describe('a key that is very long', () => {
  let etcd: EtcdServer;
  let home: string;

  beforeAll(async () => {
    etcd = await EtcdServer.start();
    home = await mkdtemp(join(tmpdir(), 'ctl-usage-'));
    await etcd.put({ '/service/demo/initialize': '1', '/service/demo/config': '{"ttl":30}' });
  });
  afterAll(async () => {
    await etcd.stop();
    await rm(home, { recursive: true });
  });

  it('is judged as fast as a short one', async () => {
    const ctl = (key: string) =>
      runCtl(['-d', etcd.address, '--deadline', '60', 'edit-config', 'demo', '-s', `${key}=1`, '--dry-run'], {
        env: { HOME: home },
      });
    const short = await ctl('postgresql.parameters.work_mme');
    const long = await ctl(`postgresql.parameters.${'a'.repeat(100_000)}`);
    expect([short.exit, long.exit]).toEqual([1, 1]);
    expect(short.stderr).toContain('write work_mem');
    expect(long.elapsedMs).toBeLessThan(short.elapsedMs * 3 + 2000);
  });
});
