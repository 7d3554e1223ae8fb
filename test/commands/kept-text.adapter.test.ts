import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CuttingProxy, type Mischief } from '../adapters/etcd/cutting-proxy.js';
import { EtcdServer } from '../support/etcd-server.js';
import { freePort } from '../support/ports.js';
import { runCtl } from '../support/run-ctl.js';

const CONFIG = '{"ttl":30,"loop_wait":10}';
/** Only the write carries this. */
const WRITTEN = '"ttl":47';
const TYPED = '# mine\nloop_wait: 10\nttl: 47\n';
const PLAIN = 'loop_wait: 10\nttl: 47\n';

let etcd: EtcdServer;
let folder: string;
let state: string;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  etcd = await EtcdServer.start();
  folder = await mkdtemp(join(tmpdir(), 'ctl-kept-'));
  await writeFile(join(folder, 'editor'), `#!/bin/sh\nprintf '${TYPED.replaceAll('\n', '\\n')}' > "$1"\n`);
  await chmod(join(folder, 'editor'), 0o755);
});
afterAll(async () => {
  await etcd.stop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  state = await mkdtemp(join(folder, 'state-'));
  await etcd.wipe();
  await etcd.put({ '/service/demo/initialize': '77', '/service/demo/config': CONFIG });
});
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function through(mischief: Mischief): Promise<string> {
  const proxy = await CuttingProxy.start(etcd.address, WRITTEN, mischief);
  closing.push(() => proxy.stop());
  return proxy.address;
}

/** Without room for another key; its member says so from then on. */
async function withoutRoom(): Promise<string> {
  const full = await EtcdServer.start('--quota-backend-bytes', '2000000');
  closing.push(() => full.stop());
  await full.put({ '/service/demo/initialize': '77', '/service/demo/config': CONFIG });
  const large = 'x'.repeat(400_000);
  const fill = async (): Promise<void> => {
    for (let count = 0; count < 20; count += 1) await full.put({ [`/fill/${count}`]: large });
  };
  await expect(fill()).rejects.toThrow('space exceeded');
  return full.address;
}

const LOSSES: readonly (readonly [string, number, () => Promise<string>])[] = [
  ['etcd has no room', 4, withoutRoom],
  ['the write does not arrive', 5, () => through('cut-request')],
  ['the write is held up', 5, () => through('hold-request')],
];

interface Way {
  readonly args: readonly string[];
  readonly input?: string;
  readonly kept: string;
}

const WAYS: readonly (readonly [string, Way])[] = [
  ['in the editor', { args: [], kept: TYPED }],
  ['by -s', { args: ['-s', 'ttl=47'], kept: PLAIN }],
  ['on standard input', { args: ['--apply', '-'], input: TYPED, kept: TYPED }],
  ['on standard input as a whole', { args: ['--replace', '-'], input: TYPED, kept: TYPED }],
];

describe.each(WAYS)('what is typed %s', (_, { args, input, kept }) => {
  const edit = (address: string, ...more: string[]) =>
    runCtl(['edit-config', 'demo', ...args, '--yes', '-d', `http://${address}`, ...more], {
      env: { XDG_STATE_HOME: state, EDITOR: join(folder, 'editor') },
      ...(input === undefined ? {} : { input }),
    });

  it.each(LOSSES)('is kept if %s', async (__, exit, make) => {
    const told = await edit(await make());
    expect(told.exit).toBe(exit);
    const [path = ''] = /(?<=Your text is kept in )\S+/.exec(told.stderr) ?? [];
    expect(path.startsWith(`${state}/ctl/demo-kept-`)).toBe(true);
    expect(await readFile(path, 'utf8')).toBe(kept);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    // The same text a second time is the same file, and nothing else is left behind.
    const document = JSON.parse((await edit(await make(), '--json')).stdout);
    expect(document).toMatchObject({ exit, kept: path });
    expect((await readdir(join(state, 'ctl'))).filter((name) => !name.startsWith('last-seen'))).toHaveLength(
      1,
    );
  });

  it('is stored, and then nothing is left behind', async () => {
    expect((await edit(etcd.address)).exit).toBe(0);
    const left = await readdir(join(state, 'ctl')).catch(() => []);
    expect(left.filter((name) => name !== 'last-seen')).toEqual([]);
  });
});

describe('what comes on standard input', () => {
  it.each([
    ['no etcd answers', 4, async () => `127.0.0.1:${await freePort()}`, 'demo'],
    ['there is no such cluster', 7, async () => etcd.address, 'other'],
  ])('is kept if %s', async (_, exit, make, scope) => {
    const { exit: ended, stderr } = await runCtl(
      ['edit-config', scope, '--apply', '-', '--yes', '-d', `http://${await make()}`],
      { env: { XDG_STATE_HOME: state }, input: TYPED },
    );
    expect(ended).toBe(exit);
    const [path = ''] = /(?<=Your text is kept in )\S+/.exec(stderr) ?? [];
    expect(await readFile(path, 'utf8')).toBe(TYPED);
  });

  it.each([
    ['missing', '/nonexistent'],
    ['in /proc', '/proc'],
    ['a device', '/dev/null'],
  ])('is kept elsewhere if the home is %s', async (_, home) => {
    const { stderr } = await runCtl(
      ['edit-config', 'other', '--apply', '-', '--yes', '-d', `http://${etcd.address}`],
      {
        env: { HOME: home },
        input: TYPED,
      },
    );
    const [path = ''] = /(?<=Your text is kept in )\S+/.exec(stderr) ?? [];
    expect(path.startsWith(tmpdir())).toBe(true);
    expect(await readFile(path, 'utf8')).toBe(TYPED);
    await rm(path);
  });
});
