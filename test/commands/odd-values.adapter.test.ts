import { afterAll, beforeAll, expect, it } from 'vitest';
import { EtcdServer } from '../support/etcd-server.js';
import { runCtl } from '../support/run-ctl.js';

const OTHER = {
  '/service/other/config': '{"ttl": 30}',
  '/service/other/leader': 'pg1',
  '/service/other/members/pg1': '{"role": "primary", "state": "running", "timeline": 1}',
};

let etcd: EtcdServer;
beforeAll(async () => {
  etcd = await EtcdServer.start();
  await etcd.put(OTHER);
});
afterAll(() => etcd.stop());

it.each([
  [
    'a key that a text would be asked for',
    '{"pause": {"toString": 1}, "ttl": {"toString": 1, "valueOf": 1}}',
  ],
  [
    'keys that objects inherit',
    '{"__proto__": {"pause": true}, "constructor": {"ttl": 1}, "hasOwnProperty": 1}',
  ],
  ['10,000 levels', `{"ttl": ${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
  ['a long text', `{"ttl": 30, "postgresql": {"parameters": {"work_mem": "${'x'.repeat(300_000)}"}}}`],
  ['a long list', `{"slots": [${Array(100_000).fill('1').join(',')}]}`],
  ['what Python alone takes for numbers', '{"ttl": NaN, "loop_wait": -Infinity, "retry_timeout": 1e400}'],
  ['other types', '{"postgresql": 1, "slots": "a", "standby_cluster": [1], "ignore_slots": {"a": 1}}'],
])('a configuration with %s ends no command, and hides no other cluster', async (_, config) => {
  await etcd.put({
    '/service/demo/config': config,
    '/service/demo/initialize': '7711056618934199894',
    '/service/demo/leader': 'pg1',
    '/service/demo/members/pg1': '{"role": "constructor", "state": "toString", "tags": {"toString": 1}}',
  });
  const run = (typed: string) => runCtl(['-d', etcd.address, ...typed.split(' ')]);
  const commands = [
    ...[
      'list demo',
      'topology demo',
      'status demo',
      'doctor demo',
      'show-config demo',
      'check demo',
      'clusters',
    ],
    ...['list --all', 'status --all', 'config log demo', 'config explain demo ttl', 'config diff demo other'],
    ...[
      'edit-config demo -s loop_wait=5 --dry-run',
      'haproxy config demo',
      'switchover demo --dry-run --yes',
    ],
    ...[
      'restart demo --dry-run --yes',
      'pause demo --dry-run',
      'demote-cluster demo --host h --dry-run --yes',
    ],
  ];
  for (const command of commands) {
    const { exit, stdout, stderr, elapsedMs } = await run(command);
    if (exit === 70) throw new Error(`ctl ${command}:\n${stdout.slice(0, 500)}${stderr.slice(0, 2000)}`);
    expect(elapsedMs, command).toBeLessThan(15_000);
    if (command === 'clusters') expect(stdout).toMatch(/^demo .*\n^other /m);
    if (command === 'list --all') expect(stdout).toContain('other');
  }
});
