import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EtcdServer } from '../support/etcd-server.js';
import { execute } from '../support/execute.js';
import { NUMBER_TOKENS } from '../support/numbers.js';
import { packagedPatroni } from '../support/packaged-patroni.js';
import { type CtlRun, runCtl } from '../support/run-ctl.js';

// Numbers beyond what JavaScript keeps, in a real etcd, against the patronictl of the distribution and the newest packaged one.

const NEWEST = (await packagedPatroni('sid')).patronictl;
const PATRONICTLS = ['/usr/bin/patronictl', NEWEST];

let etcd: EtcdServer;
let folder: string;
let settings: string;

beforeAll(async () => {
  etcd = await EtcdServer.start();
  folder = await mkdtemp(join(tmpdir(), 'ctl-numbers-'));
  settings = join(folder, 'patronictl.yml');
  await writeFile(settings, `scope: odd\netcd3:\n  host: ${etcd.address}\n`);
  await etcd.put({ '/service/odd/initialize': '7711056618934199894' });
});
afterAll(async () => {
  await etcd.stop();
  await rm(folder, { recursive: true });
});

/** Every token twice, and what an operator may well have there. */
function odd(ttl: number): string {
  const numbers = NUMBER_TOKENS.map((token, index) => `"n${index}":${token}`).join(',');
  return `{"ttl":${ttl},"maximum_lag_on_failover":9223372036854775807,"postgresql":{"parameters":{"a.x":0.10}},"odd":{${numbers}},"list":[${NUMBER_TOKENS}]}`;
}

async function stored(): Promise<string> {
  const key = Buffer.from('/service/odd/config').toString('base64');
  const reply = await etcd.post('kv/range', { key });
  const [value = ''] = /"value":"([^"]*)"/.exec(JSON.stringify(reply))?.slice(1) ?? [];
  return Buffer.from(value, 'base64').toString();
}

const put = (text: string): Promise<void> => etcd.put({ '/service/odd/config': text });
const ctl = (args: readonly string[], env: Record<string, string> = {}, input = ''): Promise<CtlRun> =>
  runCtl(['-c', settings, '--deadline', '60', ...args], {
    env: { CTL_SANDBOX_HOME: folder, HOME: folder, ...env },
    input,
  });

async function editorThat(name: string, script: string): Promise<Record<string, string>> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o700);
  return { EDITOR: path };
}

describe.each(PATRONICTLS)('as %s', (patronictl) => {
  const theirs = (args: readonly string[], env: Record<string, string> = {}) =>
    execute(patronictl, ['-c', settings, ...args], { env: { ...process.env, ...env } });

  it('shows them', async () => {
    await put(odd(30));
    const [expected, shown] = await Promise.all([theirs(['show-config']), ctl(['show-config'])]);
    expect(expected.exit).toBe(0);
    expect(shown.stdout).toBe(expected.stdout);
  });

  it('shows a difference, and leaves the rest as it was', async () => {
    await put(odd(30));
    const ours = await ctl(['edit-config', '-s', 'ttl=40', '-s', 'odd.n0=5', '--force', '--no-check']);
    expect([ours.exit, ours.stderr]).toEqual([0, expect.stringContaining('no-check')]);
    expect(await stored()).toBe(odd(40).replace('"n0":0', '"n0":5'));
    await put(odd(30));
    const expected = await theirs(['edit-config', '-s', 'ttl=40', '-s', 'odd.n0=5', '--force']);
    const difference = /^--- .*?^ [^\n]*\n(?=\n|[^ +-])/ms;
    expect(difference.exec(ours.stdout)?.[0]).toBe(difference.exec(expected.stdout)?.[0]);
  });

  it('gives the same text to an editor', async () => {
    await put(odd(30));
    const [mine, other] = [join(folder, 'mine'), join(folder, 'other')];
    const same = await ctl(['edit-config', '--force'], await editorThat('keep', `cp "$1" ${mine}`));
    expect([same.exit, same.stdout]).toEqual([0, expect.stringContaining('Not changed')]);
    expect(await stored()).toBe(odd(30));
    // Which writes it anew, because NaN is not NaN.
    await theirs(['edit-config', '--force'], await editorThat('keep', `cp "$1" ${other}`));
    const { stdout } = await execute('diff', [mine, other]);
    expect(stdout).toBe('');
  });
});

describe('what nobody touches', () => {
  it('stays in an edit, an undo, a removal and a restore', async () => {
    await put(odd(30));
    const edited = await ctl(
      ['edit-config', '--force', '--no-check'],
      await editorThat('change', `sed -i 's/^ttl: 30/ttl: 50/' "$1"`),
    );
    expect(edited.exit, edited.stderr).toBe(0);
    expect(await stored()).toBe(odd(50));
    const undone = await ctl(['config', 'undo', '--force', '--no-check']);
    expect(undone.exit, undone.stderr).toBe(0);
    expect(await stored()).toBe(odd(30));
    const removed = await ctl(['remove', 'odd', '--confirm', 'odd', '--json']);
    expect(removed.exit, removed.stdout).toBe(0);
    expect(await stored()).toBe('');
    const dump: string = JSON.parse(removed.stdout).dump;
    const restored = await ctl(['remove', 'odd', '--restore', dump]);
    expect(restored.exit, restored.stderr).toBe(0);
    expect(await stored()).toBe(odd(30));
  });

  it('is in the document, digit by digit', async () => {
    await put('{"ttl":30,"maximum_lag_on_failover":9223372036854775807,"odd":[1.0,1e3,-0,0.10,NaN]}');
    const { stdout } = await ctl(['show-config', '--json']);
    expect(stdout).toContain('"maximum_lag_on_failover": 9223372036854775807');
    expect(stdout.replaceAll(/\s+/g, '')).toContain('"odd":[1.0,1e3,-0,0.10,"NaN"]');
    for (const [key, text] of [
      ['maximum_lag_on_failover', '9223372036854775807'],
      ['ttl', '30'],
    ]) {
      expect((await ctl(['show-config', 'odd', key ?? ''])).stdout).toBe(`${text}\n`);
    }
  });

  it('may be what Patroni recommends for any lag', async () => {
    await put('{"ttl":30}');
    const run = await ctl(['edit-config', '-s', 'maximum_lag_on_failover=9223372036854775807', '--force']);
    expect(run.exit, run.stderr).toBe(0);
    expect(await stored()).toBe('{"ttl":30,"maximum_lag_on_failover":9223372036854775807}');
    const log = await ctl(['config', 'log', '--limit', '1', '--json']);
    expect(log.stdout).toContain('"after": 9223372036854775807');
    expect((await ctl(['config', 'log', '--limit', '1'])).stdout).toContain('9223372036854775807');
  });
});
