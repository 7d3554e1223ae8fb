import { expect, it } from 'vitest';
import type { ConnectionLook } from '../../../src/cluster/evidence/connection-look.js';
import { Failure } from '../../../src/errors.js';
import type { Connections } from '../../../src/operations/doctor/doctor-report.js';
import { lookAlongside } from '../../../src/operations/doctor/look-alongside.js';
import type { Agents, AskedMember } from '../../../src/operations/ports/ports.js';
import type { SqlHealth } from '../../../src/operations/ports/sql-ports.js';
import { aStatus } from '../../support/statuses.js';

const ADDRESS = { host: '127.0.0.1', port: 5432 };
const PROBLEM = { code: 'sql-unreachable', message: 'Connection refused', subject: null, next: null };

function look(target: ConnectionLook['target'], subject: string): ConnectionLook {
  return { target, subject, address: null, layers: [], certificateEnds: null };
}

function member(name: string): AskedMember {
  return { scope: 'demo', name, apiUrl: null };
}

function world(agents: Agents) {
  const looked: string[] = [];
  const connections: Connections = {
    etcd: () => expect.unreachable(),
    agent: async ({ name }) => {
      looked.push(name);
      return look('agent', name);
    },
    sql: async ({ port }) => {
      looked.push(String(port));
      return look('sql', String(port));
    },
  };
  const servers = { readHealth: async (): Promise<SqlHealth> => ({ ok: false, problem: PROBLEM }) };
  return { looked, alongside: lookAlongside({ agents, servers }, connections, 100) };
}

it('looks at the connections to those that are asked, at each once', async () => {
  const { alongside, looked } = world({
    readStatus: async ({ name }) => ({ ok: true, value: aStatus(name) }),
  });
  const { agents, servers } = alongside.ports;
  expect(await agents.readStatus(member('pg1'))).toMatchObject({ ok: true });
  await agents.readStatus(member('pg1'));
  await agents.readStatus(member('pg2'));
  expect(await servers.readHealth(ADDRESS, 1)).toEqual({ ok: false, problem: PROBLEM });
  await servers.readHealth(ADDRESS, 1);
  expect(looked).toEqual(['pg1', 'pg2', '5432']);
  const looks = await alongside.looks();
  expect([...looks.agents.keys(), ...looks.servers.keys()]).toEqual(['pg1', 'pg2', '127.0.0.1:5432']);
});

it('goes on if a file that only the agents need cannot be read', async () => {
  const { alongside } = world({
    readStatus: async () => {
      throw new Failure('usage', 'bad-settings', 'settings.yml, line 3: ctl.certfile: no such file');
    },
  });
  expect(await alongside.ports.agents.readStatus(member('pg1'))).toMatchObject({
    ok: false,
    problem: { code: 'bad-settings', message: 'settings.yml, line 3: ctl.certfile: no such file' },
  });
});

it('does not hide a bug', async () => {
  const { alongside } = world({
    readStatus: async () => {
      throw new TypeError('undefined is not a function');
    },
  });
  await expect(alongside.ports.agents.readStatus(member('pg1'))).rejects.toThrow(TypeError);
});
