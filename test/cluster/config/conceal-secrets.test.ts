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

/** Each text with what has to be gone from it, and what has to stay. */
describe('a secret in a text', () => {
  const S = 'Mellon-42';
  it.each<[string, readonly string[]]>([
    [`backup --password ${S} --host a`, ['backup', '--host a']],
    [`backup --password=${S} --host a`, ['--host a']],
    [`backup --password='${S} x' --host a`, ['--host a']],
    [`backup --password "${S}" --host a`, ['--host a']],
    [`backup --db-password ${S} -v`, ['-v']],
    [`backup -password ${S} -v`, ['-v']],
    [`backup --pass ${S} -v`, ['-v']],
    [`backup --passphrase ${S} -v`, ['-v']],
    [`backup --token \\\n  ${S} -v`, ['-v']],
    [`backup --secret-key ${S} -v`, ['-v']],
    [`backup --api-key=${S} -v`, ['-v']],
    [`backup -p ${S} --host a`, ['backup', '--host a']],
    [`fetch -u ada:${S} http://a/b`, ['http://a/b', 'ada']],
    [`curl -uada:${S} http://a/b`, ['http://a/b']],
    [`curl --user ada:${S} http://a/b`, ['http://a/b']],
    [`curl --user="ada:${S}" http://a/b`, ['http://a/b']],
    [`curl -u 'ada:${S}' http://a/b`, ['http://a/b']],
    [`curl --proxy-user ada:${S} http://a/b`, ['http://a/b']],
    [`sshpass -p ${S} ssh -p 22 host`, ['sshpass', 'ssh -p 22 host']],
    [`sshpass -p${S} ssh host`, ['ssh host']],
    [`sshpass -p '${S} x' ssh host`, ['ssh host']],
    [`mysqldump -h a -p${S} db`, ['mysqldump -h a', 'db']],
    [`7z a -p${S} x.7z`, ['x.7z']],
    [`curl -H "Authorization: Bearer ${S}" http://a`, ['http://a']],
    [`curl -H 'authorization: Basic ${S}' http://a`, ['http://a']],
    [`curl -H 'Authorization: AWS4-HMAC-SHA256 Credential=${S}, Signature=${S}' http://a`, ['http://a']],
    [`curl -H 'X-Vault-Token: ${S}' http://a`, ['http://a']],
    [`curl -H 'X-Api-Key: ${S}' http://a`, ['http://a']],
    [`curl -H 'Cookie: id=${S}; b=${S}' http://a`, ['http://a']],
    [`send Bearer ${S} to a`, ['send', 'to a']],
    [`PGPASSWORD=${S} psql -h a`, ['psql -h a']],
    [`PGPASSWORD="${S} x" psql -h a`, ['psql -h a']],
    [`PGPASSWORD=${S}; psql -h a`, ['psql -h a']],
    [`env A_PASS=${S} psql -h a`, ['psql -h a']],
    [`AWS_SECRET_ACCESS_KEY=${S} AWS_REGION=eu-1 wal-g`, ['AWS_REGION=eu-1 wal-g']],
    [`AWS_ACCESS_KEY_ID=${S} wal-g`, ['wal-g']],
    [`AZURE_STORAGE_KEY=x AZURE_STORAGE_ACCESS_KEY=${S} wal-g`, ['wal-g']],
    [
      `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${S};EndpointSuffix=core`,
      ['AccountName=a', 'EndpointSuffix=core'],
    ],
    [`https://a.blob/x?sv=1&sig=${S}&se=2`, ['sv=1', 'se=2']],
    [`https://a/x?X-Amz-Signature=${S}&e=2`, ['e=2']],
    [`host=a password=${S} port=1`, ['host=a', 'port=1']],
    [`host=a password = '${S} \\' x' port=1`, ['host=a', 'port=1']],
    [`host=a password=${S}\\ x port=1`, ['host=a', 'port=1']],
    [`host=a password=a,${S} port=1`, ['port=1']],
    [`host=a password=a;${S} port=1`, ['port=1']],
    [`host=a password=a&${S} port=1`, ['port=1']],
    [`host=a sslpassword='${S}`, ['host=a']],
    [`psql "host=a password=${S}" -c "select 1"`, ['host=a', '-c "select 1"']],
    [`psql 'host=a password=${S}' -c 'select 1'`, ['host=a', "-c 'select 1'"]],
    [`psql "host=a password='${S} x' port=1" -c 1`, ['host=a', 'port=1', '-c 1']],
    [`postgres://ada:${S}@h:1/db?sslmode=require`, ['postgres://ada:', '@h:1/db?sslmode=require']],
    [`postgres://ada:a@${S}@h:1/db`, ['h:1/db']],
    [`postgres://ada:a/${S}@h:1/db`, ['h:1/db']],
    [`postgres://:${S}@h/db`, ['h/db']],
    [`postgres://h/db?user=ada&password=${S}&sslmode=require`, ['user=ada', 'sslmode=require']],
    [`{"user": "ada", "password": "${S}", "port": 1}`, ['"user": "ada"', '"port": 1']],
    [`{"password":"${S}","port":1}`, ['"port":1']],
    [`{user: ada, password: ${S}, port: 1}`, ['user: ada', 'port: 1']],
    [`a: 1\npassword: ${S}\nb: 2`, ['a: 1', 'b: 2']],
    [`a: 1\npassword: |\n  ${S}\n  ${S}\nb: 2`, ['a: 1', 'b: 2']],
    [`first\nPGPASSWORD=${S}\nlast`, ['first', 'last']],
    [`ALTER ROLE ada PASSWORD '${S}' LOGIN`, ['ALTER ROLE ada', 'LOGIN']],
    [`echo 'h:5432:*:ada:${S}' > ~/.pgpass`, ['~/.pgpass', 'h:5432:*:ada']],
    [`-----BEGIN RSA PRIVATE KEY-----\n${S}\n-----END RSA PRIVATE KEY-----\nx`, ['x']],
    [`client_secret=${S} x`, ['x']],
    [`vault --token ${S} x`, ['x']],
    [`openssl rsa -passin pass:${S} -in k`, ['-in k']],
  ])('%s', (text, kept) => {
    const shown = String(concealSecrets(PARAMETER, text));
    expect(shown).not.toContain(S);
    for (const each of kept) expect(shown).toContain(each);
  });

  it.each([
    'bWU6bWVsbG9uLTQy',
    'YWRhOnNlY3JldA==',
    'ghp_0123456789abcdefghijABCDEFGHIJ',
    'AKIAIOSFODNN7EXAMPLE',
  ])('by its form: %s', (secret) => {
    expect(concealSecrets(PARAMETER, `fetch ${secret} now`)).toBe('fetch *** now');
  });

  it.each([
    'pg_basebackup -h a -p 5432 -U ada',
    'psql -p 5432 -d postgres',
    'psql --no-password -h a',
    'ssh -p 22 postgres@host',
    'cp -p %p /archive/%f',
    'test ! -f /a/%f && mkdir -p archive && cp %p /a/%f',
    'docker run -u 999:999 img',
    'chown postgres:postgres /data',
    'curl -u ada http://host:80/x@y',
    'http://host:80/x',
    'postgres://ada@host:5432/db?sslmode=verify-full',
    'host=a port=5432 user=ada sslmode=require passfile=/var/lib/pgpass sslkey=/k.pem',
    'host all all 10.0.0.0/8 scram-sha-256',
    'local all postgres peer map=x',
    'password_encryption=scram-sha-256',
    'token_endpoint=https://a/token',
    'wal-g wal-push %p --config /etc/wal-g.yml',
    '--password-file /run/secrets/x --repo 1',
    'pgbackrest --stanza=demo archive-push "%p"',
    'fd00:1:2:3::4',
    '10:20:30',
    '/var/lib/postgresql/15/main/pg_wal',
    '%m [%p] %q%u@%d ',
    'pg_stat_statements,auto_explain',
    'bypass=on compass=north',
  ])('what is none stays: %s', (text) => {
    expect(concealSecrets(PARAMETER, text)).toBe(text);
  });
});

describe('a key', () => {
  it.each<[string, Value]>([
    ['pass', 'Mellon'],
    ['passwords', ['Mellon', 'Mellon']],
    ['passwords', { ada: 'Mellon', list: ['Mellon', 4711] }],
    ['token', { value: 'Mellon', deep: { x: 4711 } }],
    ['tokens', ['Mellon']],
    ['apiKey', 'Mellon'],
    ['clientSecret', 'Mellon'],
    ['secret_access_key', 'Mellon'],
    ['credentials', { user: 'Mellon' }],
    ['password1', 'Mellon'],
    ['auth', 'ada:Mellon'],
    ['ssl_passphrase_command', 'echo Mellon'],
    ['passphrase_command', 'echo Mellon'],
    ['connection_string', 'Mellon'],
    ['db-pass', 'Mellon'],
  ])('%s hides %j', (key, value) => {
    const shown = JSON.stringify(concealSecrets([...PARAMETER.slice(0, 2), key], value));
    expect(shown).not.toMatch(/Mellon|4711/);
    expect(shown).toContain('***');
  });

  it.each([
    ['postgresql', 'passwords', 'ada'],
    ['x', 'token', 'deep', 'value'],
  ])('%s.%s… hides what is below it, too', (...path) => {
    expect(concealSecrets(path, 'Mellon')).toBe('***');
    expect(concealSecrets(path, 4711)).toBe('***');
  });

  it.each<[readonly string[], Value]>([
    [['slots', 'secrets', 'type'], 'physical'],
    [['postgresql', 'parameters', 'password_encryption'], 'scram-sha-256'],
    [['postgresql', 'parameters', 'passwordcheck.min_password_length'], 8],
    [['postgresql', 'parameters', 'ssl_passphrase_command_supports_reload'], 'on'],
    [['postgresql', 'parameters', 'ssl_key_file'], '/k.pem'],
    [['x', 'token_endpoint'], 'https://a/token'],
    [['postgresql', 'pgpass'], '/tmp/pgpass'],
    [['slots', 'token'], { type: 'physical' }],
    [['slots', 'a_secret'], { type: 'logical', plugin: 'pgoutput' }],
    [['auth'], 'md5'],
    [['postgresql', 'parameters', 'krb_server_keyfile'], 'FILE:/k'],
    [['token'], ''],
    [['password'], true],
  ])('%j does not hide %j', (path, value) => {
    expect(concealSecrets(path, value)).toEqual(value);
  });
});

describe('a command', () => {
  it.each([
    ['postgresql', 'parameters', 'archive_command'],
    ['postgresql', 'recovery_conf', 'restore_command'],
    ['standby_cluster', 'archive_cleanup_command'],
    ['postgresql', 'callbacks', 'on_start'],
    ['postgresql', 'wal_g', 'command'],
    ['bootstrap', 'clone', 'command'],
    ['postgresql', 'pre_promote'],
    ['postgresql', 'parameters', 'ssl_passphrase_command'],
  ])('%s.%s.%s is not given away', (...path) => {
    expect(concealSecrets(path, 'fetch what nobody would take for a secret', 'hide')).toBe('***');
    expect(concealSecrets(path, '', 'hide')).toBe('');
  });

  it('stays in a diff', () => {
    expect(concealSecrets(['archive_command'], 'cp %p /a/%f')).toBe('cp %p /a/%f');
  });
});

describe('a text of 300 kB', () => {
  /** Long enough for whatever is read from each of its beginnings to its end to take a minute. */
  const LENGTH = 300_000;
  const LIMIT_MS = 3000;

  it.each([
    ...['a', 'pass', 'token-', '_pass', '-pwd', 'a.b-c_', 'db.pass-1_key.', 'secret=', 'password: |\n'],
    ...['--token ', ' --token-', '-u a', '-u\n', ' -p', 'a -p b', 'sshpass ', 'bearer ', 'basic ', 'cookie:'],
    ...['mysql ', 'x mysqldump y ', 'mysql x;', '7z a ', 'unzip ', 'unzip -P', 'authorization: '],
    ...['a:1:b:c:', 'a:1:b:c\n', '*-', '://', '://a:', '://a:b@', 'a&b=c&', 'a,b:', 'QUJD', 'md5'],
    ...["'", '"', '\\', ' ', '\n', '.', '-', "it's ", '"a\' ', '-----BEGIN PRIVATE KEY-----'],
  ])('of %j is searched at once', (piece) => {
    const begun = performance.now();
    concealSecrets(['archive_command'], piece.repeat(LENGTH / piece.length));
    expect(performance.now() - begun).toBeLessThan(LIMIT_MS);
  });
});
