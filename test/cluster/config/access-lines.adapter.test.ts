import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkConfig } from '../../../src/cluster/config/check-config.js';
import { PostgresServer } from '../../support/postgres-server.js';

// The fields of a line of pg_hba.conf are wrong here if, and only if, PostgreSQL cannot read them.

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server.stop());

it.each([
  'host all all all md5',
  '"host" all all all "md5"',
  'host "all" "all" "all" md5',
  'host replication rep 10.0.0.0/8 scram-sha-256',
  'host all all 10.0.0.0 255.0.0.0 md5',
  'host all all 10.0.0.0 md5',
  'host all all ::1/128 trust # local',
  'host all all samenet trust',
  'host shop, "my db" +staff,rep samehost md5',
  'host shop,"a,b" all all md5',
  'local all all peer map=x',
  'local all all',
  'local all all "trust"',
  'hosts all all all md5',
  '"hosts" all all all md5',
  'host all all all scram',
  'host all all all "scram"',
  'host all all all',
  'host all',
  'host all all all ldap ldapserver="a#b" ldapprefix="cn=" ldapsuffix=", dc=net"',
  'host "un closed all all md5',
  '#host all',
  '   ',
  'host all all .example.com md5',
])('%s', async (line) => {
  const lines = ['local all all trust', ...(line === '' ? [] : [line])];
  await writeFile(join(server.data, 'pg_hba.conf'), `${lines.join('\n')}\n`);
  const error = server.psql("SELECT coalesce(max(error), '') FROM pg_hba_file_rules").trim();
  const findings = checkConfig({
    ...{ before: {}, after: { postgresql: { pg_hba: lines } }, members: [], allowUnknown: [] },
  });
  const faults = findings.filter(({ code }) => code === 'bad-access-line').map(({ message }) => message);
  expect({ isWrong: faults.length > 0, error }).toEqual({ isWrong: error !== '', error });
});
