import { describe, expect, it } from 'vitest';
import {
  mentionsDcs,
  resolveSettings,
  resolveV2Settings,
  type SettingsFile,
  type SettingsSources,
} from '../../../src/cli/settings/settings.js';
import { Failure } from '../../../src/errors.js';
import type { JsonValue } from '../../../src/formats/json.js';
import { type PythonMapping, PythonObject, type PythonValue } from '../../../src/formats/python-text.js';

const FILE = '/etc/patroni/patroni.yml';
const ETCD3 = { hosts: ['h1:2379'] };

function sources(changes: Partial<SettingsSources> = {}): SettingsSources {
  return { dcsUrl: undefined, insecure: false, env: {}, file: aFile({ etcd3: ETCD3 }), ...changes };
}

function aFile(value: PythonValue): SettingsFile {
  return { path: FILE, value, isVariable: false, placeOf: () => `${FILE}, line 7` };
}

function failureOf(changes: Partial<SettingsSources>): Failure {
  try {
    resolveSettings(sources(changes));
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown;
    throw thrown;
  }
  throw new Error('no failure');
}

describe('resolveSettings', () => {
  it('knows where the address of etcd came from, without any secret in it', () => {
    const dcsUrl = 'etcd3://me:secret@h2';
    expect(resolveSettings(sources()).origin()).toBe(`etcd3.hosts (${FILE}, line 7)`);
    expect(resolveSettings(sources({ dcsUrl })).origin()).toBe('-d');
    expect(resolveSettings(sources({ env: { DCS_URL: dcsUrl } })).origin()).toBe('DCS_URL');
    const env = { PATRONI_ETCD3_HOST: 'h2' };
    expect(resolveSettings(sources({ file: null, env })).origin()).toBe('etcd3.host (PATRONI_ETCD3_HOST)');
  });

  it.each<{ name: string; changes: Partial<SettingsSources>; endpoint: string }>([
    { name: 'the file', changes: {}, endpoint: 'http://h1:2379' },
    {
      name: 'a variable before the file, key by key',
      changes: { env: { PATRONI_ETCD3_HOSTS: "'h2:2380'", PATRONI_ETCD3_PROTOCOL: 'https' } },
      endpoint: 'https://h2:2380',
    },
    {
      name: 'an empty variable, which is none',
      changes: { env: { PATRONI_ETCD3_HOSTS: '' } },
      endpoint: 'http://h1:2379',
    },
    {
      name: 'DCS_URL before variables and file',
      changes: { env: { DCS_URL: 'h3', PATRONI_ETCD3_HOSTS: 'h2' } },
      endpoint: 'http://h3:2379',
    },
    { name: '-d before all', changes: { dcsUrl: 'h4', env: { DCS_URL: 'h3' } }, endpoint: 'http://h4:2379' },
  ])('takes etcd from $name', ({ changes, endpoint }) => {
    expect(resolveSettings(sources(changes)).etcd.endpoints).toEqual([endpoint]);
  });

  it('keeps TLS and login of the file for an address given by -d', () => {
    const section = { hosts: 'h1', protocol: 'https', cacert: '/ca', username: 'me', password: 'secret' };
    expect(resolveSettings(sources({ dcsUrl: 'h2', file: aFile({ etcd3: section }) })).etcd).toEqual({
      endpoints: ['https://h2:2379'],
      srv: null,
      tls: { cacert: '/ca', cert: null, key: null },
      login: { username: 'me', password: 'secret' },
    });
  });

  it.each<{ name: string; changes: Partial<SettingsSources>; scope: string | null; namespace: string }>([
    { name: 'by default', changes: {}, scope: null, namespace: 'service' },
    {
      name: 'from the file',
      changes: { file: aFile({ scope: 'demo', namespace: '/db/', etcd3: ETCD3 }) },
      scope: 'demo',
      namespace: '/db/',
    },
    {
      name: 'from variables first',
      changes: {
        file: aFile({ scope: 'demo', namespace: 'db', etcd3: ETCD3 }),
        env: { PATRONI_SCOPE: 'other', PATRONI_NAMESPACE: 'ns' },
      },
      scope: 'other',
      namespace: 'ns',
    },
    {
      name: 'the namespace from -d before all',
      changes: { dcsUrl: 'h2/url', env: { PATRONI_NAMESPACE: 'ns' } },
      scope: null,
      namespace: 'url',
    },
    {
      name: 'a number as text, an empty text as none',
      changes: { file: aFile({ scope: '', namespace: 42, etcd3: ETCD3 }) },
      scope: null,
      namespace: '42',
    },
  ])('takes scope and namespace: $name', ({ changes, scope, namespace }) => {
    expect(resolveSettings(sources(changes))).toMatchObject({ scope, namespace });
  });

  it.each<{ citus: JsonValue; env?: Record<string, string>; expected: object | null }>([
    { citus: { group: 0, database: 'db' }, expected: { group: 0, database: 'db' } },
    { citus: { group: '1', database: 'db' }, expected: null },
    { citus: { group: 1 }, expected: null },
    { citus: { database: 'db' }, expected: null },
    { citus: { group: '', database: 'db' }, expected: null },
    { citus: { group: 'one', database: 'db' }, expected: null },
    {
      citus: null,
      env: { PATRONI_CITUS_GROUP: '2', PATRONI_CITUS_DATABASE: 'db' },
      expected: { group: 2, database: 'db' },
    },
  ])('needs group and database for Citus: $citus $env', ({ citus, env = {}, expected }) => {
    expect(resolveSettings(sources({ env, file: aFile({ citus, etcd3: ETCD3 }) })).citus).toEqual(expected);
  });

  it.each<{ name: string; changes: Partial<SettingsSources>; code: string; message: string }>([
    {
      name: 'a file that is a list',
      changes: { file: aFile(['etcd3']) },
      code: 'bad-settings',
      message: `${FILE}: this is not a mapping of keys to values`,
    },
    {
      name: 'a scope that is no text',
      changes: { file: aFile({ scope: true, etcd3: ETCD3 }) },
      code: 'bad-settings',
      message: `${FILE}, line 7: scope must be text`,
    },
    {
      name: 'a section that is no mapping',
      changes: { file: aFile({ etcd3: 'h1:2379' }) },
      code: 'bad-settings',
      message: `${FILE}, line 7: etcd3 must be a mapping`,
    },
    {
      name: 'another store',
      changes: { file: aFile({ consul: { host: 'h1' } }) },
      code: 'unsupported-dcs',
      message: `${FILE}, line 7: the section "consul" means consul, which is not supported; ctl reads clusters from etcd through its v3 API, section "etcd3"`,
    },
    {
      name: 'an empty file',
      changes: { file: aFile(null) },
      code: 'no-dcs',
      message: 'Can not find suitable configuration of distributed configuration store',
    },
  ])('refuses $name', ({ changes, code, message }) => {
    const { outcome, problem } = failureOf(changes);
    expect({ outcome, code: problem.code, message: problem.message }).toEqual({
      outcome: 'usage',
      code,
      message,
    });
  });

  it('says what to do without any configuration', () => {
    expect(failureOf({ file: null }).problem.next).toBe(
      'name a configuration file (-c FILE) or etcd (-d HOST:2379), or try a local cluster: ctl sandbox up',
    );
  });
});

describe('mentionsDcs', () => {
  it.each<{ changes: Partial<SettingsSources>; mentioned: boolean }>([
    { changes: { file: null }, mentioned: false },
    { changes: { file: null, env: { PATRONI_SCOPE: 'demo', DCS_URL: '' } }, mentioned: false },
    { changes: { file: aFile({}) }, mentioned: true },
    { changes: { file: null, dcsUrl: '' }, mentioned: true },
    { changes: { file: null, env: { DCS_URL: 'h1' } }, mentioned: true },
    { changes: { file: null, env: { PATRONI_ETCD3_HOST: 'h1' } }, mentioned: true },
  ])('is $mentioned for $changes', ({ changes, mentioned }) => {
    expect(mentionsDcs(sources(changes))).toBe(mentioned);
  });
});

describe('the sections beside etcd3', () => {
  const agent = (value: PythonMapping, changes: Partial<SettingsSources> = {}) =>
    resolveSettings(sources({ file: aFile({ etcd3: ETCD3, ...value }), ...changes })).agent;

  it('logs in to the agents with ctl.authentication, else restapi.authentication, complete ones only', () => {
    const restapi = { authentication: { username: 'r', password: 'rp' } };
    expect(agent({ restapi }).login).toEqual({ username: 'r', password: 'rp' });
    expect(
      agent({ restapi, ctl: { authentication: { username: 'c', password: 'cp' } } }).login?.username,
    ).toBe('c');
    expect(agent({ restapi, ctl: { authentication: { username: 'c' } } }).login?.username).toBe('r');
    expect(agent({ ctl: { auth: 'c:with:colon' } }).login).toEqual({ username: 'c', password: 'with:colon' });
    expect(agent({}).login).toBeNull();
  });

  it('trusts ctl.cacert, else restapi.cafile', () => {
    expect(agent({ restapi: { cafile: '/r' } }).cacert).toBe('/r');
    expect(agent({ restapi: { cafile: '/r' }, ctl: { cacert: '/c' } }).cacert).toBe('/c');
  });

  it('is insecure by -k, by ctl.insecure, or by its variable', () => {
    expect(agent({}).insecure).toBe(false);
    expect(agent({}, { insecure: true }).insecure).toBe(true);
    expect(agent({ ctl: { insecure: 'on' } }).insecure).toBe(true);
    expect(agent({ ctl: { insecure: true } }, { env: { PATRONI_CTL_INSECURE: 'off' } }).insecure).toBe(false);
  });

  it.each<{ value: PythonValue; sent: string }>([
    { value: '', sent: '' },
    { value: null, sent: 'None' },
    { value: true, sent: 'True' },
    { value: 0, sent: '0' },
    { value: [1, 'a'], sent: "[1, 'a']" },
    { value: { a: null }, sent: "{'a': None}" },
    { value: new PythonObject('2024-01-02', 'datetime.date(2024, 1, 2)'), sent: '2024-01-02' },
  ])('formats a password as Python does: $value', ({ value, sent }) => {
    expect(agent({ ctl: { authentication: { username: 'me', password: value } } }).login?.password).toBe(
      sent,
    );
  });

  it.each<[JsonValue, boolean]>([
    [true, true],
    ['YES', true],
    [1, true],
    [2, true],
    ['off', false],
    [0, false],
    ['', false],
    [null, false],
  ])('reads the switch insecure: %j', (insecure, expected) => {
    expect(agent({ ctl: { insecure } }).insecure).toBe(expected);
  });

  it('refuses what may or may not turn checks off, and ignores it in a variable like Patroni', () => {
    expect(failureOf({ file: aFile({ etcd3: ETCD3, ctl: { insecure: 'maybe' } }) }).message).toBe(
      `${FILE}, line 7: ctl.insecure must be true or false`,
    );
    expect(resolveSettings(sources({ env: { PATRONI_CTL_INSECURE: 'maybe' } })).agent.insecure).toBe(false);
  });

  it('falls back to the superuser for SQL', () => {
    const postgresql = { authentication: { superuser: { username: 'postgres', password: 'secret' } } };
    const env = { PATRONI_SUPERUSER_USERNAME: 'other' };
    const settings = resolveSettings(sources({ env, file: aFile({ etcd3: ETCD3, postgresql }) }));
    expect(settings.sql).toEqual({ username: 'other', password: 'secret' });
  });

  it('names the variable that is wrong', () => {
    expect(failureOf({ env: { PATRONI_ETCD3_PROTOCOL: 'ftp' } }).message).toBe(
      'PATRONI_ETCD3_PROTOCOL: etcd3.protocol must be http or https',
    );
  });

  it('obeys no other variable beside PATRONI_CONFIGURATION', () => {
    const file = { ...aFile({ scope: 'demo', etcd3: ETCD3 }), isVariable: true };
    expect(resolveSettings(sources({ file, env: { PATRONI_SCOPE: 'other' } })).scope).toBe('demo');
  });

  it('reads a section of v2 as if it were v3, to look for the cluster there', () => {
    const settings = resolveV2Settings(sources({ file: aFile({ scope: 'demo', etcd: { host: 'h9' } }) }));
    expect(settings).toMatchObject({ scope: 'demo', etcd: { endpoints: ['http://h9:2379'] } });
    expect(resolveV2Settings(sources({ file: aFile({ consul: {} }) }))).toBeNull();
  });

  it('knows the balancers and routes of the clusters', () => {
    const ctl = { haproxy: { demo: { stats: '/run/a.sock' } }, routes: { demo: 'lb:6432' } };
    const settings = resolveSettings(sources({ file: aFile({ etcd3: ETCD3, ctl }) }));
    expect(settings.balancers).toMatchObject([
      { scope: 'demo', stats: '/run/a.sock', write: null, read: null },
    ]);
    expect(settings.routes).toEqual([{ scope: 'demo', address: { host: 'lb', port: 6432 } }]);
    expect(resolveSettings(sources())).toMatchObject({ balancers: [], routes: [] });
  });

  it('counts the variables of balancers and routes for the scope that a variable sets', () => {
    const env = { PATRONI_SCOPE: 'demo', CTL_HAPROXY: 'lb:9999', CTL_ROUTES: 'lb:6432' };
    expect(resolveSettings(sources({ env }))).toMatchObject({
      balancers: [{ scope: 'demo', stats: 'lb:9999' }],
      routes: [{ scope: 'demo', address: { host: 'lb', port: 6432 } }],
    });
  });

  it('places a wrong balancer in the file', () => {
    const file = aFile({ etcd3: ETCD3, ctl: { haproxy: { demo: { write: 5000 } } } });
    expect(failureOf({ file }).message).toBe(`${FILE}, line 7: ctl.haproxy.demo.write must be host:port`);
  });
});
