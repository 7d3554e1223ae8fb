import { describe, expect, it } from 'vitest';
import { balancersOf, routesOf } from '../../../src/cli/settings/balancers.js';
import { SettingsDocument } from '../../../src/cli/settings/settings-document.js';
import { Failure } from '../../../src/errors.js';
import type { JsonObject, JsonValue } from '../../../src/formats/json.js';

const FILE = '/etc/patroni/patroni.yml';

interface Source {
  readonly haproxy?: JsonValue;
  readonly routes?: JsonValue;
  readonly scope?: string;
  readonly env?: Readonly<Record<string, string>>;
}

function read({ haproxy = null, routes = null, scope = 'demo', env = {} }: Source) {
  const root: JsonObject = { scope, ctl: { haproxy, routes } };
  const document = new SettingsDocument(root, FILE, (key) => `${FILE}, line of ${key}`);
  return { balancers: balancersOf(document, env), routes: routesOf(document, env) };
}

function problemOf(source: Source) {
  try {
    read(source);
  } catch (thrown) {
    if (thrown instanceof Failure) return { outcome: thrown.outcome, ...thrown.problem };
    throw thrown;
  }
  throw new Error('no failure');
}

const WRITE = { host: '127.0.0.1', port: 5000 };
const READ = { host: '127.0.0.1', port: 5001 };
const PLAIN = { login: null, cacert: null, file: null, pools: { write: null, read: null } };
const NONE = { write: null, read: null, ...PLAIN };

describe('ctl.haproxy', () => {
  it.each<{ name: string; haproxy: JsonValue; balancers: object[] }>([
    { name: 'nothing', haproxy: null, balancers: [] },
    { name: 'an empty mapping', haproxy: {}, balancers: [] },
    { name: 'a cluster without any', haproxy: { demo: null, other: [] }, balancers: [] },
    {
      name: 'a mapping',
      haproxy: { demo: { stats: '/run/admin.sock', write: '127.0.0.1:5000', read: '127.0.0.1:5001' } },
      balancers: [{ scope: 'demo', stats: '/run/admin.sock', ...PLAIN, write: WRITE, read: READ }],
    },
    {
      name: 'a list for a cluster, in its order',
      haproxy: { demo: [{ stats: 'lb1:9999' }, { stats: 'lb2:9999' }], other: { write: 'lb3:5000' } },
      balancers: [
        { scope: 'demo', stats: 'lb1:9999', ...NONE },
        { scope: 'demo', stats: 'lb2:9999', ...NONE },
        { scope: 'other', ...NONE, stats: null, write: { host: 'lb3', port: 5000 } },
      ],
    },
    {
      name: 'a stats page',
      haproxy: { demo: { stats: 'http://lb1:7000/stats;csv', read: null } },
      balancers: [{ scope: 'demo', stats: 'http://lb1:7000/stats;csv', ...NONE }],
    },
    {
      name: 'addresses of IPv6',
      haproxy: { demo: { stats: '[fe80::1%eth0]:9999', write: '[::1]:5000' } },
      balancers: [
        { ...NONE, scope: 'demo', stats: '[fe80::1%eth0]:9999', write: { host: '::1', port: 5000 } },
      ],
    },
    {
      name: 'a login, a file and names of pools',
      haproxy: {
        demo: {
          stats: 'https://lb1:8404/stats',
          ...{ username: 'ctl', password: 's3', cacert: '/etc/lb.pem', file: '/etc/haproxy/haproxy.cfg' },
          ...{ write_pool: 'main', read_pool: 'others' },
        },
      },
      balancers: [
        {
          ...NONE,
          scope: 'demo',
          stats: 'https://lb1:8404/stats',
          login: { username: 'ctl', password: 's3' },
          cacert: '/etc/lb.pem',
          file: '/etc/haproxy/haproxy.cfg',
          pools: { write: 'main', read: 'others' },
        },
      ],
    },
    {
      name: 'a login within an address, which is shown without it',
      haproxy: { demo: { stats: 'http://ctl:p%40ss@lb1:8404/stats' } },
      balancers: [
        {
          ...NONE,
          scope: 'demo',
          stats: 'http://lb1:8404/stats',
          login: { username: 'ctl', password: 'p@ss' },
        },
      ],
    },
    {
      name: 'a scope with a dot',
      haproxy: { 'a.b': { write: 'lb:5000' } },
      balancers: [{ ...NONE, scope: 'a.b', stats: null, write: { host: 'lb', port: 5000 } }],
    },
  ])('can be $name', ({ haproxy, balancers }) => {
    expect(read({ haproxy }).balancers).toEqual(balancers);
  });

  const BALANCER = 'a mapping of stats, write, read and more, or a list of them';
  const STATS = 'the path of a socket, host:port or http(s)://HOST/PATH';

  it.each<{ haproxy: JsonValue; key: string; expected: string }>([
    {
      haproxy: ['lb1:9999'],
      key: 'ctl.haproxy',
      expected: 'a mapping with the scope of each cluster as a key',
    },
    {
      haproxy: 'lb1:9999',
      key: 'ctl.haproxy',
      expected: 'a mapping with the scope of each cluster as a key',
    },
    { haproxy: { demo: 'lb1:9999' }, key: 'ctl.haproxy.demo', expected: BALANCER },
    { haproxy: { demo: {} }, key: 'ctl.haproxy.demo', expected: BALANCER },
    { haproxy: { demo: { stats: null } }, key: 'ctl.haproxy.demo', expected: BALANCER },
    { haproxy: { demo: { stat: '/run/a.sock' } }, key: 'ctl.haproxy.demo', expected: BALANCER },
    { haproxy: { demo: ['lb1:9999'] }, key: 'ctl.haproxy.demo.0', expected: BALANCER },
    { haproxy: { demo: { stats: 'admin.sock' } }, key: 'ctl.haproxy.demo.stats', expected: STATS },
    { haproxy: { demo: { stats: 9999 } }, key: 'ctl.haproxy.demo.stats', expected: STATS },
    { haproxy: { demo: { stats: '' } }, key: 'ctl.haproxy.demo.stats', expected: STATS },
    { haproxy: { demo: { stats: 'ftp://lb1/' } }, key: 'ctl.haproxy.demo.stats', expected: STATS },
    { haproxy: { demo: { stats: 'http://' } }, key: 'ctl.haproxy.demo.stats', expected: STATS },
    {
      haproxy: { demo: [{ write: 'lb1:5000' }, { write: 'lb2' }] },
      key: 'ctl.haproxy.demo.1.write',
      expected: 'host:port',
    },
    ...[
      'lb1',
      '5000',
      ':5000',
      'lb1:',
      'lb1:0',
      'lb1:65536',
      'lb1:http',
      '::1:5000',
      '[lb1]:5000',
      ' lb1:5000',
    ].map((write) => ({
      haproxy: { demo: { write } },
      key: 'ctl.haproxy.demo.write',
      expected: 'host:port',
    })),
    ...['lb1:5000/', 'me@lb1:5000', 'postgres://lb1:5000', 'lb1:5000,lb2:5000', '/run/postgresql'].map(
      (text) => ({
        haproxy: { demo: { read: text } },
        key: 'ctl.haproxy.demo.read',
        expected: 'host:port',
      }),
    ),
    { haproxy: { demo: { read: 5001 } }, key: 'ctl.haproxy.demo.read', expected: 'host:port' },
    { haproxy: { demo: { read: ['lb1:5001'] } }, key: 'ctl.haproxy.demo.read', expected: 'host:port' },
  ])('must not be $haproxy', ({ haproxy, key, expected }) => {
    expect(problemOf({ haproxy })).toEqual({
      outcome: 'usage',
      code: 'bad-settings',
      message: `${FILE}, line of ${key}: ${key} must be ${expected}`,
      subject: key,
      next: null,
    });
  });

  it('is replaced by CTL_HAPROXY for the scope of the settings', () => {
    const haproxy = { demo: { write: 'lb1:5000' }, other: { write: 'lb2:5000' } };
    const env = { CTL_HAPROXY: '/run/a.sock, lb3:9999,http://lb4/;csv,' };
    expect(read({ haproxy, env }).balancers).toEqual([
      { ...NONE, scope: 'other', stats: null, write: { host: 'lb2', port: 5000 } },
      { scope: 'demo', stats: '/run/a.sock', ...NONE },
      { scope: 'demo', stats: 'lb3:9999', ...NONE },
      { scope: 'demo', stats: 'http://lb4/;csv', ...NONE },
    ]);
    expect(read({ haproxy, env: { CTL_HAPROXY: '' } }).balancers).toHaveLength(2);
  });

  it('names CTL_HAPROXY if that is wrong', () => {
    expect(problemOf({ env: { CTL_HAPROXY: 'lb3:9999,lb4' } })).toMatchObject({
      code: 'bad-settings',
      message: `CTL_HAPROXY: ctl.haproxy must be ${STATS}`,
    });
  });
});

describe('ctl.routes', () => {
  it.each<{ name: string; routes: JsonValue; expected: object[] }>([
    { name: 'nothing', routes: null, expected: [] },
    { name: 'a text', routes: { demo: '10.0.0.9:6432' }, expected: [{ host: '10.0.0.9', port: 6432 }] },
    {
      name: 'a list',
      routes: { demo: ['pooler.example:6432', '[2001:db8::9]:6432'] },
      expected: [
        { host: 'pooler.example', port: 6432 },
        { host: '2001:db8::9', port: 6432 },
      ],
    },
    { name: 'a cluster without any', routes: { demo: null }, expected: [] },
  ])('can be $name', ({ routes, expected }) => {
    expect(read({ routes }).routes).toEqual(expected.map((address) => ({ scope: 'demo', address })));
  });

  it.each<{ routes: JsonValue; key: string; expected: string }>([
    {
      routes: '10.0.0.9:6432',
      key: 'ctl.routes',
      expected: 'a mapping with the scope of each cluster as a key',
    },
    { routes: { demo: 6432 }, key: 'ctl.routes.demo', expected: 'host:port or a list of them' },
    { routes: { demo: '' }, key: 'ctl.routes.demo', expected: 'host:port or a list of them' },
    {
      routes: { demo: ['lb1:6432', 'lb2'] },
      key: 'ctl.routes.demo',
      expected: 'host:port or a list of them',
    },
    { routes: { demo: { host: 'lb1' } }, key: 'ctl.routes.demo', expected: 'host:port or a list of them' },
  ])('must not be $routes', ({ routes, key, expected }) => {
    expect(problemOf({ routes })).toMatchObject({
      outcome: 'usage',
      code: 'bad-settings',
      message: `${FILE}, line of ${key}: ${key} must be ${expected}`,
    });
  });

  it('is replaced by CTL_ROUTES for the scope of the settings', () => {
    const routes = { demo: 'lb1:6432', other: 'lb2:6432' };
    expect(read({ routes, env: { CTL_ROUTES: 'lb3:6432,[::1]:6432' } }).routes).toEqual([
      { scope: 'other', address: { host: 'lb2', port: 6432 } },
      { scope: 'demo', address: { host: 'lb3', port: 6432 } },
      { scope: 'demo', address: { host: '::1', port: 6432 } },
    ]);
  });

  it('names CTL_ROUTES if that is wrong, or if there is no scope', () => {
    expect(problemOf({ env: { CTL_ROUTES: 'lb3' } })).toMatchObject({
      outcome: 'usage',
      code: 'bad-settings',
      message: 'CTL_ROUTES: ctl.routes must be host:port',
    });
    expect(problemOf({ scope: '', env: { CTL_ROUTES: 'lb3:6432' } })).toMatchObject({
      outcome: 'usage',
      code: 'bad-settings',
      message: 'CTL_ROUTES is for the cluster that scope names, and no scope is set',
      next: 'set PATRONI_SCOPE, or use ctl.routes of a settings file',
    });
  });
});
