import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EtcdServer } from '../support/etcd-server.js';
import { execute } from '../support/execute.js';
import { freePort, type Listener, startListener } from '../support/ports.js';
import { runCtl } from '../support/run-ctl.js';
import { assertDocument } from '../support/schemas.js';

let etcd: EtcdServer;
let folder: string;

beforeAll(async () => {
  etcd = await EtcdServer.start();
  folder = await mkdtemp(join(tmpdir(), 'ctl-list-'));
});
afterAll(async () => {
  await etcd.stop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  await etcd.wipe();
  await etcd.put({ ...cluster('demo'), ...cluster('prod-eu'), ...cluster('prod-us') });
});

function cluster(scope: string): Record<string, string> {
  const member = (port: number, role: string) =>
    JSON.stringify({
      conn_url: `postgres://127.0.0.1:${port}/postgres`,
      state: 'running',
      role,
      timeline: 1,
    });
  return {
    [`/service/${scope}/initialize`]: '7711056618934199894',
    [`/service/${scope}/leader`]: 'pg1',
    [`/service/${scope}/members/pg1`]: member(15401, 'primary'),
    [`/service/${scope}/members/pg2`]: member(15402, 'replica'),
  };
}

async function settings(text: string): Promise<string> {
  const path = join(folder, 'patronictl.yml');
  await writeFile(path, text);
  return path;
}

describe('where the cluster comes from', () => {
  it('is -d before the command, behind it, or DCS_URL', async () => {
    const runs = await Promise.all([
      runCtl(['-d', etcd.address, 'list', 'demo']),
      runCtl(['list', 'demo', '--dcs', `etcd3://${etcd.address}/service`]),
      runCtl(['list', 'demo'], { env: { DCS_URL: etcd.address } }),
    ]);
    for (const { exit, stdout } of runs) {
      expect(exit).toBe(0);
      expect(stdout).toBe(runs[0].stdout);
    }
    expect(runs[0].stdout).toContain('+ Cluster: demo (7711056618934199894) ');
  });

  it('is a file by -c, by PATRONICTL_CONFIG_FILE, or in the default place', async () => {
    const file = await settings(`scope: demo\netcd3:\n  hosts: [${etcd.address}]\n`);
    const runs = await Promise.all([
      runCtl(['-c', file, 'list']),
      runCtl(['list'], { env: { PATRONICTL_CONFIG_FILE: file } }),
    ]);
    for (const { exit, stdout } of runs) {
      expect(exit).toBe(0);
      expect(stdout).toContain('+ Cluster: demo ');
    }
    await mkdir(join(folder, 'patroni'), { recursive: true });
    await copyFile(file, join(folder, 'patroni', 'patronictl.yaml'));
    const { stdout } = await runCtl(['list'], { env: { XDG_CONFIG_HOME: folder } });
    expect(stdout).toContain('+ Cluster: demo ');
  });

  it('is the environment alone, and overrides the file', async () => {
    const file = await settings('scope: nowhere\nnamespace: other\netcd3: {host: 127.0.0.1:9}\n');
    const env = {
      PATRONI_SCOPE: 'demo',
      PATRONI_NAMESPACE: '/service/',
      PATRONI_ETCD3_HOSTS: `'${etcd.address}'`,
    };
    for (const args of [['list'], ['-c', file, 'list']]) {
      const { exit, stdout } = await runCtl(args, { env });
      expect(exit).toBe(0);
      expect(stdout).toContain('+ Cluster: demo ');
    }
  });
});

describe('bad input', () => {
  it('unknown cluster: exit 7 with near matches and what was found', async () => {
    const { exit, stdout, stderr } = await runCtl(['-d', etcd.address, 'list', 'prod']);
    expect({ exit, stdout }).toEqual({ exit: 7, stdout: '' });
    expect(stderr).toBe(
      `not found: there is no cluster "prod" under /service/. Found: prod-eu, prod-us, demo.\nnext: ctl -d ${etcd.address} list prod-eu\n`,
    );
  });

  it('a member typed where the cluster belongs: the right command', async () => {
    const { exit, stderr } = await runCtl(['-d', etcd.address, 'list', 'pg2']);
    expect(exit).toBe(7);
    expect(stderr).toContain(`"pg2" is a member of demo: ctl -d ${etcd.address} list demo`);
  });

  it('no cluster named and none configured: exit 2', async () => {
    const { exit, stdout, stderr } = await runCtl(['-d', etcd.address, 'list']);
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toContain('No cluster was named and the configuration has no scope.');
  });

  it.each([
    ['an unknown option', ['list', '--bogus'], '--bogus'],
    ['an unknown format', ['list', '-f', 'xml'], 'xml'],
    ['an unknown command', ['lits'], "No such command 'lits'."],
    ['no command', ['-c', 'x.yml'], 'Missing command.'],
    ['a bad duration', ['list', '--deadline', '30m'], '30min'],
    [
      'a missing file',
      ['-c', '/nonexistent.yml', 'list'],
      'Provided config file /nonexistent.yml not existing',
    ],
    [
      'no settings at all',
      ['list'],
      'Can not find suitable configuration of distributed configuration store',
    ],
  ])('%s: exit 2, no stack trace, also as a document', async (_, args, expected) => {
    const { exit, stderr } = await runCtl(args);
    expect(exit).toBe(2);
    expect(stderr).toContain(expected);
    expect(stderr).not.toMatch(/^\s+at /m);
    const document = await runCtl([...args, '--json']);
    expect(document.exit).toBe(2);
    expect(JSON.parse(document.stdout)).toMatchObject({ outcome: 'usage', exit: 2 });
  });

  it('a format of patronictl beside --json: exit 2, as a document', async () => {
    const { exit, stdout } = await runCtl(['list', '-f', 'json', '--json']);
    expect(exit).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'usage', errors: [{ code: 'usage' }] });
  });

  it('bad YAML names the file, the line and the column', async () => {
    const file = await settings('scope: demo\netcd3:\n  hosts: [a, b\nnamespace: x\n');
    const { exit, stderr } = await runCtl(['-c', file, 'list']);
    expect(exit).toBe(2);
    expect(stderr).toMatch(new RegExp(`Error: ${file}, line \\d+, column \\d+: not valid YAML`));
  });

  it('a broken key: the rest is shown, the key is named', async () => {
    await etcd.put({ '/service/demo/members/pg2': '{"conn_url": ', '/service/demo/config': '[]' });
    const { exit, stdout, stderr } = await runCtl(['-d', etcd.address, 'list', 'demo']);
    expect(exit).toBe(0);
    expect(stdout).toContain('| pg1    | 127.0.0.1:15401 | Leader  | running |  1 |');
    expect(stdout).toContain('| pg2    |                 | Replica |         |    |');
    expect(stderr).toContain('the key /service/demo/members/pg2 cannot be understood');
    expect(stderr).toContain('the key /service/demo/config cannot be understood');
  });
});

describe('an etcd that gives no answer: exit 4 within the deadline, one line for each endpoint', () => {
  const listeners: Listener[] = [];
  const listen = async (...args: Parameters<typeof startListener>): Promise<string> => {
    const listener = await startListener(...args);
    listeners.push(listener);
    return `127.0.0.1:${listener.port}`;
  };
  afterAll(() => Promise.all(listeners.map((listener) => listener.close())));

  it.each([
    ['down', async () => `127.0.0.1:${await freePort()}`, 'connection refused'],
    ['silent', () => listen(), 'accepts the connection but does not answer'],
    [
      'not etcd',
      () =>
        listen((socket) => socket.on('data', () => socket.end('HTTP/1.0 503 Service Unavailable\r\n\r\n'))),
      'answers HTTP 503, but not as etcd',
    ],
    [
      'another protocol',
      () => listen((socket) => socket.end('220 mail.example.org ESMTP\r\n')),
      'answers, but is not etcd',
    ],
    ['closing at once', () => listen((socket) => socket.destroy()), 'answers, but is not etcd'],
    ['a name that does not exist', async () => 'no-such-host.invalid:2379', 'cannot be resolved'],
  ])('%s', async (_, open, reason) => {
    const address = await open();
    const { exit, stdout, stderr, elapsedMs } = await runCtl([
      '-d',
      address,
      'list',
      'demo',
      '--deadline',
      '3s',
    ]);
    expect({ exit, stdout }).toEqual({ exit: 4, stdout: '' });
    expect(stderr).toMatch(/^unreachable: no etcd endpoint answered/);
    expect(stderr.split('\n').filter((line) => line.includes(address) && line.includes(reason))).toHaveLength(
      1,
    );
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(elapsedMs).toBeLessThan(3600);
  });

  it('TLS spoken to an etcd without', async () => {
    const { exit, stderr } = await runCtl(['-d', `https://${etcd.address}`, 'list', 'demo']);
    expect(exit).toBe(4);
    expect(stderr).toContain('does not speak TLS');
    expect(stderr).toContain('etcd3.protocol');
  });

  it('as a document, the data null', async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const { exit, stdout } = await runCtl(['-d', address, 'list', 'demo', '--json']);
    expect(exit).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'ctl.list/1',
      outcome: 'unreachable',
      code: 'dcs-unreachable',
      clusters: null,
      errors: [{ code: 'dcs-unreachable' }, { subject: address, message: 'connection refused' }],
    });
  });

  it('answers in under 2 s with one endpoint stopped and another one silent', async () => {
    const hosts = [`127.0.0.1:${await freePort()}`, await listen(), etcd.address];
    const file = await settings(`scope: demo\netcd3:\n  hosts: [${hosts.join(', ')}]\n`);
    const { exit, stdout, elapsedMs } = await runCtl(['-c', file, 'list']);
    expect(exit).toBe(0);
    expect(stdout).toContain('+ Cluster: demo ');
    expect(elapsedMs).toBeLessThan(2000);
  });

  it('obeys no proxy of the environment', async () => {
    const proxy = `http://${await listen()}`;
    const env = { http_proxy: proxy, https_proxy: proxy, grpc_proxy: proxy };
    const { exit } = await runCtl(['-d', etcd.address, 'list', 'demo'], { env });
    expect(exit).toBe(0);
  });
});

describe('streams', () => {
  it('keeps the input of a loop', async () => {
    const loop = `printf 'demo\\nprod-eu\\nprod-us\\n' | while read x; do node bin/run.js -d ${etcd.address} list $x -f tsv | tail -1; done`;
    const { stdout } = await execute('bash', ['-c', loop]);
    expect(stdout.split('\n').map((line) => line.split('\t')[0])).toEqual(['demo', 'prod-eu', 'prod-us', '']);
  });

  it('ends quietly when its reader has seen enough', async () => {
    const pipe = `set -o pipefail; node bin/run.js -d ${etcd.address} list demo prod-eu -w 0.1 | head -1`;
    const { exit, stderr } = await execute('bash', ['-c', pipe]);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  });

  it('gives one JSON line for each round of a watch', async () => {
    const pipe = `node bin/run.js -d ${etcd.address} list demo -w 0.1 --json | head -3`;
    const { stdout } = await execute('bash', ['-c', pipe]);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    for (const line of lines)
      expect(assertDocument(line)).toMatchObject({ schema: 'ctl.list/1', outcome: 'done' });
  });
});
