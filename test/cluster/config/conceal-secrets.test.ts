import { describe, expect, it } from 'vitest';
import { concealSecrets } from '../../../src/cluster/config/conceal-secrets.js';
import type { Value } from '../../../src/cluster/model/value.js';

const PARAMETER = ['postgresql', 'parameters', 'x'];

describe('what of a value is shown', () => {
  it.each<[string, readonly string[], Value, Value]>([
    ['a number', ['ttl'], 30, 30],
    ['a switch', ['pause'], true, true],
    ['a plain text', PARAMETER, '8MB', '8MB'],
    ['a password by the name of its key', ['standby_cluster', 'password'], 'hidden', '***'],
    ['a numeric one', ['x', 'sslpassword'], 4711, '***'],
    ['a setting about passwords', ['postgresql', 'parameters', 'password_encryption'], 'md5', 'md5'],
    [
      'a connection string',
      [...PARAMETER.slice(0, 2), 'primary_conninfo'],
      'host=a password=hidden port=1',
      'host=a password=*** port=1',
    ],
    ['one in quotes', PARAMETER, "password='two words' port=1", 'password=*** port=1'],
    ['a password with a quote in it', PARAMETER, "password='a\\'b' port=1", 'password=*** port=1'],
    ['a URL', PARAMETER, 'postgres://ada:hidden@host/db', 'postgres://ada:***@host/db'],
    ['a URL without a password', PARAMETER, 'http://host:80/x@y', 'http://host:80/x@y'],
    [
      'a command',
      ['postgresql', 'recovery_conf', 'restore_command'],
      'PGPASSWORD=hidden AWS_SECRET_ACCESS_KEY=hidden wal-g fetch %f --token=hidden',
      'PGPASSWORD=*** AWS_SECRET_ACCESS_KEY=*** wal-g fetch %f --token=***',
    ],
    [
      'lines of pg_hba',
      ['postgresql', 'pg_hba'],
      ['host all all all scram-sha-256', 'host all all all ldap ldapbindpasswd="hidden" ldapserver=a'],
      ['host all all all scram-sha-256', 'host all all all ldap ldapbindpasswd=*** ldapserver=a'],
    ],
    ['a section', ['x'], { host: 'a', password: 'hidden' }, { host: 'a', password: '***' }],
    ['null', ['password'], null, null],
  ])('%s', (_, path, value, shown) => {
    expect(concealSecrets(path, value)).toEqual(shown);
  });

  it('a key that is not there', () => {
    expect(concealSecrets(['password'], undefined)).toBeUndefined();
  });
});
