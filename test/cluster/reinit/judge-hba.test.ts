import { describe, expect, it } from 'vitest';
import { type HbaRule, judgeHba } from '../../../src/cluster/reinit/judge-hba.js';

/** `host replication replicator 10.0.0.0/255.255.255.0 scram-sha-256` and so on. */
function rules(...lines: readonly string[]): HbaRule[] {
  return lines.map((line, index) => {
    const [type = '', databases = '', users = '', place = '', method = ''] = line.split(' ');
    const [address = '', netmask = null] = place.split('/');
    return {
      line: index + 1,
      type,
      databases: databases.split(','),
      users: users.split(','),
      address: type === 'local' ? null : address,
      netmask,
      method,
    };
  });
}

const ALL = 'host all all 0.0.0.0/0.0.0.0 scram-sha-256';
const OWN = 'host replication replicator 10.0.0.0/255.255.255.0 scram-sha-256';

describe('pg_hba.conf for a replica at 10.0.0.7', () => {
  it.each<[string, readonly string[], string, number | null]>([
    ['its network', [ALL, OWN], 'admits', 2],
    ['its address', ['host replication all 10.0.0.7/255.255.255.255 md5'], 'admits', 1],
    ['everybody', ['host replication all all trust'], 'admits', 1],
    ['several databases and users', ['host app,replication a,replicator all md5'], 'admits', 1],
    ['nothing at all', [], 'refuses', null],
    ['all, which does not mean replication', [ALL], 'refuses', null],
    ['another user', ['host replication somebody 10.0.0.0/255.255.255.0 md5'], 'refuses', null],
    ['another network', ['host replication all 10.0.1.0/255.255.255.0 md5'], 'refuses', null],
    ['the socket alone', ['local replication all - trust'], 'refuses', null],
    ['a rejection before it', ['host replication all 10.0.0.0/255.0.0.0 reject', OWN], 'refuses', 1],
    ['a rejection behind it', [OWN, 'host replication all all reject'], 'admits', 1],
    ['a name', ['host replication replicator db.example.com md5', OWN], 'unknown', 1],
    ['a group', ['host replication +replicators all md5'], 'unknown', 1],
    ['TLS, which may be used', ['hostssl replication all all md5'], 'unknown', 1],
    ['TLS for somebody else', ['hostssl replication other all md5', OWN], 'admits', 2],
    ['the network of the server', ['host replication all samenet md5'], 'unknown', 1],
  ])('%s', (_, lines, verdict, line) => {
    expect(judgeHba(rules(...lines), 'replicator', '10.0.0.7')).toEqual({ verdict, line });
  });

  it.each([
    ['replica7', 'host replication all 10.0.0.0/255.255.255.0 md5', 'unknown'],
    ['replica7', 'host replication all replica7 md5', 'admits'],
    ['fe80::7', 'host replication all fe80::/ffff:: md5', 'unknown'],
    ['255.255.255.7', 'host replication all 255.255.255.0/255.255.255.0 md5', 'admits'],
  ])('at %s, %s: %s', (host, line, verdict) => {
    expect(judgeHba(rules(line), 'replicator', host).verdict).toBe(verdict);
  });
});
