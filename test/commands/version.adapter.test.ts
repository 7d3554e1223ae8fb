import { createServer, type Server } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { agentRecording } from '../support/agent-recordings.js';
import { EtcdServer } from '../support/etcd-server.js';
import { freePort, type Listener, startListener } from '../support/ports.js';
import { runCtl } from '../support/run-ctl.js';

let etcd: EtcdServer;
let agent: Server;
let agentUrl: string;
let silent: Listener;

beforeAll(async () => {
  etcd = await EtcdServer.start();
  silent = await startListener();
  agent = createServer((_, response) => response.end(agentRecording('patroni-3.0.2/primary').body));
  await new Promise<void>((resolve) => agent.listen(0, '127.0.0.1', resolve));
  const address = agent.address();
  agentUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/patroni`;
});
afterAll(async () => {
  await etcd.stop();
  await silent.close();
  await new Promise((resolve) => agent.close(resolve));
});
afterEach(() => etcd.wipe());

function version(...args: string[]) {
  return runCtl(['-d', etcd.address, 'version', ...args]);
}

function member(apiUrl: string | null): string {
  return JSON.stringify({
    conn_url: 'postgres://127.0.0.1:5432/postgres',
    ...(apiUrl ? { api_url: apiUrl } : {}),
  });
}

describe('a cluster that is partly silent', () => {
  beforeEach(async () => {
    await etcd.put({
      '/service/h5/initialize': '1',
      '/service/h5/members/pg1': member(agentUrl),
      '/service/h5/members/pg2': member(`http://127.0.0.1:${await freePort()}/patroni`),
      '/service/h5/members/pg3': member(`http://127.0.0.1:${silent.port}/patroni`),
      '/service/h5/members/pg4': member(null),
    });
  });

  it('all of it is shown: exit 6', async () => {
    const { exit, stdout, elapsedMs } = await version('h5');
    expect(exit).toBe(6);
    expect(stdout.replaceAll(/127\.0\.0\.1:\d+/g, 'ADDRESS')).toBe(
      [
        'ctl version 0.1.0',
        '',
        'pg1: Patroni 3.0.2 PostgreSQL 15.18',
        'pg2: failed to get version: ADDRESS: connection refused',
        'pg3: failed to get version: ADDRESS: accepts the connection but does not answer',
        'pg4: failed to get version: publishes no address of its REST API',
        '',
      ].join('\n'),
    );
    expect(elapsedMs).toBeLessThan(3500);
  });

  it('only silent ones: exit 4, as a document', async () => {
    const { exit, stdout } = await version('h5', 'pg2', 'pg4', '--json');
    expect(exit).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'unreachable',
      code: 'agent-unreachable',
      errors: [{ subject: 'pg2' }, { subject: 'pg4' }],
      members: [
        { name: 'pg2', reachable: false },
        { name: 'pg4', reachable: false },
      ],
    });
  });

  it('within the deadline', async () => {
    const { elapsedMs, stdout } = await version('h5', '--deadline', '1s');
    expect(stdout).toContain('pg1: Patroni 3.0.2');
    expect(elapsedMs).toBeLessThan(1700);
  });

  it('a wrong name among right ones: exit 7', async () => {
    const { exit, stdout, stderr } = await version('h5', 'pg1', 'pg9');
    expect({ exit, stdout }).toEqual({ exit: 7, stdout: '' });
    expect(stderr).toContain('next: did you mean pg1, pg2, pg3, pg4?');
  });
});

it('shows the members of all groups of a Citus cluster, or of one', async () => {
  await etcd.put({
    '/service/h5/0/initialize': '1',
    '/service/h5/0/members/c1': member(agentUrl),
    '/service/h5/1/initialize': '1',
    '/service/h5/1/members/w1': member(agentUrl),
  });
  const names = async (...args: string[]): Promise<string[]> => {
    const { stdout } = await version('h5', ...args);
    return [...stdout.matchAll(/^(\w+): /gm)].map((match) => match[1] ?? '');
  };
  expect(await names()).toEqual(['c1', 'w1']);
  expect(await names('--group', '1')).toEqual(['w1']);
});
