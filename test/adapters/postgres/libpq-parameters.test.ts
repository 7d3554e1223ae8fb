import { describe, expect, it } from 'vitest';
import { findService } from '../../../src/adapters/postgres/libpq-files.js';
import { libpqParameters } from '../../../src/adapters/postgres/libpq-parameters.js';
import { resolvePassword, resolveUser } from '../../../src/adapters/postgres/login.js';

const SERVICES = `# mine
[other]
user=o

[prod]
 user=alice
password = spaced
user=second
dbname=app

[last]
sslmode=require
`;

describe('service files', () => {
  it('finds a service, the first value of a key counts', () => {
    expect(findService(SERVICES, 'prod', 'F')).toEqual(
      new Map([
        ['user', 'alice'],
        ['password ', ' spaced'],
        ['dbname', 'app'],
      ]),
    );
    expect(findService(SERVICES, 'last', 'F')).toEqual(new Map([['sslmode', 'require']]));
    expect(findService(SERVICES, 'none', 'F')).toBeNull();
  });

  it('names the line that is none', () => {
    expect(() => findService('[a]\nx=1\nnonsense', 'a', 'F')).toThrow(
      'syntax error in service file "F", line 3',
    );
  });
});

describe('libpqParameters', () => {
  it('prefers the service to the environment, and knows where each came from', () => {
    const settings = new Map([['user', 'alice']]);
    const found = libpqParameters(
      { name: 'prod', path: 'F', settings },
      { PGUSER: 'bob', PGDATABASE: 'app', PGSSLMODE: '' },
    );
    expect(found.user).toEqual({ value: 'alice', from: 'service prod of F' });
    expect(found.dbname).toEqual({ value: 'app', from: 'PGDATABASE' });
    expect(found.sslmode).toBeNull();
  });

  it.each([{ PGCHANNELBINDING: 'require' }, { PGGSSENCMODE: 'require' }, { PGREQUIREAUTH: 'scram-sha-256' }])(
    'refuses what it cannot do: %j',
    (env) => {
      expect(() => libpqParameters(null, env)).toThrow('is not supported');
      expect(() => libpqParameters(null, { PGCHANNELBINDING: 'prefer' })).not.toThrow();
    },
  );
});

describe('the login', () => {
  const nothing = { username: null, password: null, database: null };
  const sources = (changes: object, env: Record<string, string> = {}) => ({
    typed: nothing,
    libpq: libpqParameters(null, env),
    settings: { username: 'super', password: 'of the settings' },
    placeOf: () => '/etc/patroni.yml, line 7',
    systemUser: 'me',
    standardDatabase: null,
    ...changes,
  });
  const who = (...args: Parameters<typeof sources>) => {
    const { user, database } = resolveUser(sources(...args));
    return `${user.value}@${database.value}`;
  };

  it('finds the user and the database', () => {
    expect(who({ typed: { ...nothing, username: 'typed', database: 'db' } }, { PGUSER: 'env' })).toBe(
      'typed@db',
    );
    expect(who({}, { PGUSER: 'env' })).toBe('env@env');
    expect(who({}, { PGUSER: 'env', PGDATABASE: 'db' })).toBe('env@db');
    expect(who({})).toBe('super@postgres');
    expect(who({ settings: { username: null, password: null } })).toBe('me@me');
  });

  const passwordOf = (changes: object, env: Record<string, string> = {}, file: string | null = null) => {
    const all = sources(changes, env);
    const content = file === null ? null : { text: file };
    const found = resolvePassword(resolveUser(all), { host: 'h', port: 1 }, all, { path: 'F', content });
    return found === null ? null : `${found.value}, ${found.from}`;
  };

  it('finds the password', () => {
    const typed = { ...nothing, password: 'typed' };
    expect(passwordOf({ typed }, { PGPASSWORD: 'env' }, '*:*:*:*:file')).toBe('typed, --password');
    expect(passwordOf({}, { PGPASSWORD: 'env' }, '*:*:*:*:file')).toBe('env, PGPASSWORD');
    expect(passwordOf({}, {}, 'h:1:postgres:super:file')).toBe('file, F, line 1');
    expect(passwordOf({})).toBe(
      'of the settings, postgresql.authentication.superuser.password (/etc/patroni.yml, line 7)',
    );
  });

  it('gives the password of the settings to their user only', () => {
    expect(passwordOf({}, { PGUSER: 'env' })).toBeNull();
    expect(passwordOf({}, { PGUSER: 'super' })).toContain('of the settings');
    expect(passwordOf({ settings: { username: null, password: 'x' } })).toContain('x');
    expect(
      passwordOf({ settings: { username: null, password: 'x' }, typed: { ...nothing, username: 'me' } }),
    ).toBeNull();
  });
});
