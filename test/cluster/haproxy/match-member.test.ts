import { describe, expect, it } from 'vitest';
import { matchMember, poolPurpose } from '../../../src/cluster/haproxy/describe-balancer.js';
import { readHaproxyFile } from '../../../src/cluster/haproxy/haproxy-file.js';
import { aMember } from '../../support/clusters.js';
import { aServer } from '../../support/fake-balancers.js';

describe('whose a server is', () => {
  const members = [
    aMember('pg1', { host: '10.0.0.1', port: 5432, apiUrl: 'http://10.0.0.1:8008/patroni' }),
    aMember('pg 2', { host: 'db2.example', port: 5432, apiUrl: 'http://db2.example:8008/patroni' }),
    aMember('pg3', { host: 'fe80::3', port: 5432, apiUrl: 'http://[fe80::3]:8008/patroni' }),
  ];
  const PLAIN = { hostname: null, checkPort: null };

  it.each<[string, Partial<ReturnType<typeof aServer>>, string | null]>([
    ['the address', { address: '10.0.0.1:5432' }, 'pg1'],
    ['the address beats the name', { name: 'pg3', address: '10.0.0.1:5432' }, 'pg1'],
    ['an address of IPv6', { address: '[fe80::3]:5432' }, 'pg3'],
    ['the host name', { address: '10.9.9.9:5432', hostname: 'db2.example' }, 'pg 2'],
    ['a pooler, by the agent behind its check', { address: '10.0.0.1:6432', checkPort: 8008 }, 'pg1'],
    ['another port without that', { name: 'pg1', address: '10.0.0.1:6432' }, null],
    ['the name, where the stats page hides addresses', { name: 'pg1', address: null }, 'pg1'],
    ['the name as HAProxy can write it', { name: 'pg_2', address: null }, 'pg 2'],
    ['the name beside a host name', { name: 'pg_2', address: '10.0.0.2:5432' }, 'pg 2'],
    ['the name of a member that has moved', { name: 'pg1', address: '10.0.0.9:5432' }, null],
    ['nobody', { name: 'x', address: '10.0.0.9:5432' }, null],
  ])('%s', (_, server, member) => {
    expect(matchMember(aServer('x', { ...PLAIN, ...server }), { members })?.name ?? null).toBe(member);
  });
});

describe('what a pool is for', () => {
  const NONE = { pools: { write: null, read: null }, ports: { write: null, read: null } };
  const file = (path: string, bind = '*:1') =>
    readHaproxyFile(`listen x\n bind ${bind}\n option httpchk ${path}\n server a h:1 check`)[0] ?? null;

  it.each<[string, string, Partial<typeof NONE> | object, string | null, string]>([
    ['its name', 'demo_write', {}, null, 'write'],
    ['its name', 'pg-primary', {}, null, 'write'],
    ['its name', 'postgres_ro', {}, null, 'read'],
    ['its name', 'standbys', {}, null, 'read'],
    ['its name', 'demo_sync', {}, null, 'read'],
    ['no name', 'main', {}, null, 'other'],
    ['a name that holds another', 'crowd', {}, null, 'other'],
    ['its check', 'main', {}, '/primary', 'write'],
    ['its check', 'main', {}, '/standby-leader', 'write'],
    ['its check', 'main', {}, '/read-only?lag=1MB', 'read'],
    ['a name of the cluster before the check', 'demo_write', {}, '/replica', 'write'],
    ['the check before any other name', 'write', {}, '/replica', 'read'],
    ['the check before any other name', 'demo_master_data', {}, '/replica', 'read'],
    ['the check before any other name', 'demo_eu_write', {}, '/replica', 'read'],
    ['the check before the name', 'leaderboard_read', {}, '/replica', 'read'],
    ['the name where the check tells nothing', 'demo_write', {}, '/health', 'write'],
    ['whole words of the name', 'leaderboard_read', {}, null, 'read'],
    ['whole words of the name', 'ticketmaster_sync', {}, null, 'read'],
    ['whole words of the name', 'rewrites_ro', {}, null, 'read'],
    ['whole words of the name', 'leaderboard', {}, null, 'other'],
    ['whole words of the name', 'spreadsheets', {}, null, 'other'],
    ['whole words of the name', 'asynchronous', {}, null, 'other'],
    ['words without lines between', 'pgWrite', {}, null, 'write'],
    ['words without lines between', 'pgReadOnly', {}, null, 'read'],
    ['words beside digits', 'pg15ro', {}, null, 'read'],
    ['words beside a dot', 'demo.master', {}, null, 'write'],
    ['the last word', 'master-data_read', {}, null, 'read'],
    ['the last word', 'read-write', {}, null, 'write'],
    ['capitals', 'DEMO_WRITE', {}, null, 'write'],
    ['the name of the cluster does not', 'primary', { scope: 'primary' }, null, 'write'],
    ['the name of the cluster does not', 'primary_db', { scope: 'primary' }, null, 'other'],
    ['the name of the cluster does not', 'leader_read', { scope: 'leader' }, null, 'read'],
    ['the name of the cluster does not', 'team.master_x', { scope: 'team/master' }, null, 'write'],
    ['the name of the cluster does not', 'team_master_x', { scope: 'team/master' }, null, 'other'],
    [
      'the settings before all',
      'demo_write',
      { pools: { write: null, read: 'demo_write' } },
      '/primary',
      'read',
    ],
    ['the port before the name', 'demo_write', { ports: { write: null, read: 1 } }, '/primary', 'read'],
    ['a port of the settings', 'main', { ports: { write: 1, read: null } }, '/x', 'write'],
  ])('%s: %s', (_, name, hints, path, purpose) => {
    const scope = 'scope' in hints ? String(hints.scope) : 'demo';
    expect(poolPurpose(name, { ...NONE, ...hints }, path === null ? null : file(path), scope)).toBe(purpose);
  });
});
