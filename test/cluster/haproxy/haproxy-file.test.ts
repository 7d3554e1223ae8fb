import { describe, expect, it } from 'vitest';
import { readHaproxyFile } from '../../../src/cluster/haproxy/haproxy-file.js';
import { planHaproxy } from '../../../src/cluster/haproxy/plan-haproxy.js';
import { renderHaproxy } from '../../../src/cluster/haproxy/render-haproxy.js';
import { aCluster } from '../../support/clusters.js';
import { aHaproxyRequest } from './some-plan.js';

const DEFAULT_TIMES = { inter: 2000, fastinter: 2000, downinter: 2000, rise: 2, fall: 3 };

it('reads what ctl writes', () => {
  const { plan } = planHaproxy(aCluster(), aHaproxyRequest());
  const pools = readHaproxyFile(renderHaproxy(plan));
  expect(pools.map(({ name, binds, servers }) => [name, binds, servers.map((each) => each.name)])).toEqual([
    ['demo_write', ['*:5000'], ['pg1', 'pg2', 'pg3']],
    ['demo_read', ['*:5001'], ['pg1', 'pg2', 'pg3']],
  ]);
  expect(pools[0]?.servers[0]).toEqual({
    name: 'pg1',
    address: '127.0.0.1:15401',
    check: {
      isChecked: true,
      kind: 'http',
      method: 'OPTIONS',
      path: '/primary',
      port: 18_001,
      tls: false,
      ...{ inter: 1000, fastinter: 500, downinter: 1000, rise: 1, fall: 3 },
      endsSessions: true,
    },
  });
});

describe('a check', () => {
  const checkIn = (text: string) => readHaproxyFile(text)[0]?.servers[0]?.check;

  it.each<[string, string, object]>([
    [
      'nothing',
      'backend b\n server a h:1',
      { isChecked: false, kind: 'tcp', path: null, endsSessions: false },
    ],
    ['the defaults of HAProxy', 'backend b\n server a h:1 check', { isChecked: true, ...DEFAULT_TIMES }],
    ['of the connection', 'backend b\n option tcp-check\n server a h:1 check', { kind: 'tcp', path: null }],
    [
      'of PostgreSQL',
      'backend b\n option pgsql-check user x\n server a h:1 check',
      { kind: 'tcp', path: null },
    ],
    [
      'by a program',
      'backend b\n option external-check\n server a h:1 check',
      { kind: 'external', path: null },
    ],
    ['without a path', 'backend b\n option httpchk\n server a h:1 check', { method: 'OPTIONS', path: '/' }],
    [
      'with a path alone',
      'backend b\n option httpchk /x\n server a h:1 check',
      { method: 'OPTIONS', path: '/x' },
    ],
    [
      'sent by http-check',
      'backend b\n option httpchk\n http-check send meth GET uri /primary\n server a h:1 check',
      { method: 'GET', path: '/primary' },
    ],
    [
      'connected by http-check',
      'backend b\n option httpchk\n http-check connect port 8008 ssl\n server a h:1 check',
      { port: 8008, tls: true },
    ],
    [
      'of the defaults',
      'defaults\n option httpchk GET /d\n default-server inter 5s check\nbackend b\n server a h:1',
      { isChecked: true, path: '/d', inter: 5000, fastinter: 5000 },
    ],
    [
      'of named defaults',
      'defaults x\n option httpchk /x\ndefaults y\n option httpchk /y\nbackend b from x\n server a h:1 check',
      { path: '/x' },
    ],
    [
      'of the defaults taken back',
      'defaults\n option httpchk /d\nbackend b\n no option httpchk\n server a h:1 check',
      { kind: 'tcp', path: null },
    ],
    [
      'of the server before that of the defaults',
      'backend b\n default-server check inter 5s fall 9\n server a h:1 inter 700 rise 4 no-check',
      { isChecked: false, inter: 700, rise: 4, fall: 9 },
    ],
    [
      'over TLS',
      'backend b\n option httpchk /\n server a h:1 check check-ssl port 8008',
      { tls: true, port: 8008 },
    ],
    ['over the TLS of the server', 'backend b\n server a h:1 ssl check', { tls: true }],
    ['beside the TLS of the server', 'backend b\n server a h:1 ssl check port 8008', { tls: false }],
    [
      'that ends sessions',
      'backend b\n server a h:1 check on-marked-down shutdown-sessions # why not',
      { endsSessions: true },
    ],
    [
      'whose end of sessions is a comment',
      'backend b\n server a h:1 check # on-marked-down shutdown-sessions',
      { endsSessions: false },
    ],
    [
      'in a template',
      'backend b\n option httpchk /primary\n server-template pg 2 db.example:5432 check',
      { path: '/primary' },
    ],
  ])('%s', (_, text, expected) => {
    expect(checkIn(text)).toMatchObject(expected);
  });
});

it('knows the ports that lead to a pool', () => {
  const text = `frontend f
    bind :5000,10.0.0.1:5001
    use_backend other if { src 10.0.0.0/8 }
    default_backend main
backend main
    server a h:1
backend other
    server a h:1
backend none
    server a h:1
listen own
    bind *:6000
    server a h:1
peers p
    server a h:1
`;
  expect(readHaproxyFile(text).map(({ name, binds }) => [name, binds])).toEqual([
    ['main', [':5000', '10.0.0.1:5001']],
    ['other', [':5000', '10.0.0.1:5001']],
    ['none', []],
    ['own', ['*:6000']],
  ]);
});

it('numbers the servers of a template', () => {
  const [pool] = readHaproxyFile('backend b\n server-template pg 2-3 db.example:5432 check');
  expect(pool?.servers.map(({ name, address }) => `${name} ${address}`)).toEqual([
    'pg2 db.example:5432',
    'pg3 db.example:5432',
  ]);
});

it.each(['', 'garbage', 'backend', 'backend b\n server', 'backend b\n server-template x y z', '"'.repeat(9)])(
  'does not fall over %j',
  (text) => {
    expect(() => readHaproxyFile(text)).not.toThrow();
  },
);
