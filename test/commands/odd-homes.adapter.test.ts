import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EtcdServer } from '../support/etcd-server.js';
import { type CtlRun, runCtl } from '../support/run-ctl.js';

/** Those that look for files of their own, or keep some. */
const COMMANDS = [['list'], ['status', 'demo'], ['doctor', 'demo'], ['check', 'demo'], ['sandbox', 'status']];

describe('a home that is none', () => {
  const HOMES: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['/proc', { HOME: '/proc' }],
    ['missing', { HOME: '/nonexistent' }],
    ['a file', { HOME: '/etc/passwd' }],
    ['no path', { HOME: 'here' }],
    ['empty', { HOME: '' }],
    ['XDG in /proc', { XDG_STATE_HOME: '/proc/x', XDG_CONFIG_HOME: '/proc/x', XDG_CACHE_HOME: '/proc/x' }],
    [
      'XDG in a file',
      { XDG_STATE_HOME: '/etc/passwd', XDG_CONFIG_HOME: '/etc/passwd', XDG_CACHE_HOME: '/dev/null' },
    ],
    ['XDG without a path', { XDG_STATE_HOME: 'x', XDG_CONFIG_HOME: 'x', XDG_CACHE_HOME: 'x' }],
    ['XDG too long', { XDG_STATE_HOME: `/${'x'.repeat(300)}`, XDG_CONFIG_HOME: `/${'x'.repeat(300)}` }],
  ];

  let etcd: EtcdServer;
  let usual: readonly CtlRun[];

  beforeAll(async () => {
    etcd = await EtcdServer.start();
    await etcd.put({ '/service/demo/initialize': '77', '/service/demo/config': '{"ttl":30,"loop_wait":10}' });
    usual = await runAll({});
  });
  afterAll(() => etcd.stop());

  async function runAll(env: Readonly<Record<string, string>>): Promise<readonly CtlRun[]> {
    const runs: CtlRun[] = [];
    for (const command of COMMANDS) {
      const where = command[0] === 'sandbox' ? [] : ['-d', `http://${etcd.address}`];
      runs.push(await runCtl([...command, ...where], { env }));
    }
    return runs;
  }

  it.each(HOMES)('changes no answer and holds nobody up: %s', async (_, env) => {
    const odd = await runAll(env);
    expect(odd.map(({ exit }) => exit)).toEqual(usual.map(({ exit }) => exit));
    for (const { elapsedMs } of odd) expect(elapsedMs).toBeLessThan(30_000);
    expect(await readdir('.')).not.toContain('x');
    expect(await readdir('.')).not.toContain('here');
  });
});
