import { describe, expect, it } from 'vitest';
import { planHaproxy } from '../../../src/cluster/haproxy/plan-haproxy.js';
import { renderHaproxy } from '../../../src/cluster/haproxy/render-haproxy.js';
import { aCluster, aMember, type ClusterRecipe } from '../../support/clusters.js';
import { aHaproxyRequest } from './some-plan.js';

function generate(recipe: ClusterRecipe, changes: Parameters<typeof aHaproxyRequest>[0] = {}) {
  const { plan, remarks } = planHaproxy(aCluster(recipe), aHaproxyRequest(changes));
  return { text: renderHaproxy(plan), remarks };
}

const STANDBY = { standby_cluster: { host: '10.0.0.9' } };
const PARTIAL = { global: null } as const;

it('is a whole configuration', () => {
  const { text, remarks } = generate({});
  expect(remarks).toEqual([]);
  expect(`\n${text}`).toMatchInlineSnapshot(`
    "
    # HAProxy for the PostgreSQL cluster demo: writes go to the leader, reads to the replicas.
    # The agents are asked every 1s. Predicted: a new leader is used within 1s of its lock (usually 500ms),
    # a server that stops to answer rightly is left within 2s (usually 1500ms).

    global
        user haproxy
        group haproxy
        log stdout format raw local0 notice
        stats socket unix@/run/haproxy/admin.sock mode 600 level admin

    defaults
        mode tcp
        log global
        timeout connect 3s
        timeout client 1h
        timeout server 1h
        timeout check 1s

    frontend stats
        mode http
        bind 127.0.0.1:8404
        stats enable
        stats uri /
        stats show-legends

    listen demo_write
        mode tcp
        bind *:5000
        option redispatch 1
        option httpchk OPTIONS /primary
        http-check expect status 200
        default-server inter 1s fastinter 500ms downinter 1s fall 3 rise 1 observe layer4 error-limit 10 on-error mark-down on-marked-down shutdown-sessions
        server pg1 127.0.0.1:15401 check port 18001
        server pg2 127.0.0.1:15402 check port 18002
        server pg3 127.0.0.1:15403 check port 18003

    listen demo_read
        mode tcp
        bind *:5001
        balance leastconn
        option httpchk OPTIONS /replica?lag=16MB
        http-check expect status 200
        default-server inter 1s fastinter 500ms downinter 1s fall 3 rise 1
        server pg1 127.0.0.1:15401 check port 18001
        server pg2 127.0.0.1:15402 check port 18002
        server pg3 127.0.0.1:15403 check port 18003
    "
  `);
});

it('is the sections of the cluster alone, with all that they need', () => {
  const { text } = generate({}, PARTIAL);
  expect(text).not.toMatch(/^(global|defaults|frontend)/m);
  expect(text).toContain('listen demo_write\n    mode tcp\n    bind *:5000\n    timeout connect 3s\n');
});

describe('what the agents are asked', () => {
  const paths = (...args: Parameters<typeof generate>) =>
    [...generate(...args).text.matchAll(/listen (\S+)[\s\S]*?option httpchk (.*)/g)].map(
      ([, name, check]) => `${name} ${check}`,
    );
  const all = { binds: { write: '*:5000', read: '*:5001', sync: '*:5002' } };

  it.each<[string, ClusterRecipe, Parameters<typeof generate>[1], readonly string[]]>([
    ['with a limit', {}, {}, ['demo_write OPTIONS /primary', 'demo_read OPTIONS /replica?lag=16MB']],
    ['without a limit', {}, { lag: null }, ['demo_write OPTIONS /primary', 'demo_read OPTIONS /replica']],
    [
      'by tags',
      {},
      {
        tags: [
          { name: 'dc', value: 'east 1' },
          { name: 'kind', value: 'a&b' },
        ],
      },
      ['demo_write OPTIONS /primary', 'demo_read OPTIONS /replica?lag=16MB&tag_dc=east%201&tag_kind=a%26b'],
    ],
    [
      'synchronous standbys',
      { config: { synchronous_mode: true } },
      all,
      [
        'demo_write OPTIONS /primary',
        'demo_read OPTIONS /replica?lag=16MB',
        'demo_sync OPTIONS /sync?lag=16MB',
      ],
    ],
    [
      'a quorum',
      { config: { synchronous_mode: 'quorum' } },
      { ...all, lag: null },
      ['demo_write OPTIONS /primary', 'demo_read OPTIONS /replica', 'demo_sync OPTIONS /quorum'],
    ],
    [
      'a standby cluster',
      { config: STANDBY },
      { lag: null },
      ['demo_write OPTIONS /standby-leader', 'demo_read OPTIONS /replica'],
    ],
    [
      'a group',
      {},
      { lag: null, group: 1 },
      ['demo_1_write OPTIONS /primary', 'demo_1_read OPTIONS /replica'],
    ],
  ])('%s', (_, recipe, changes, expected) => {
    expect(paths(recipe, changes)).toEqual(expected);
  });
});

describe('the servers', () => {
  const lines = (member: Parameters<typeof aMember>[1], changes: Parameters<typeof generate>[1] = {}) => {
    const { text, remarks } = generate({ members: [aMember('pg 1', member)] }, { ...PARTIAL, ...changes });
    const [, line = null] = /^ {4}(server .*)$/m.exec(text) ?? [];
    return { line, codes: remarks.map(({ code }) => code) };
  };

  it.each<
    [string, Parameters<typeof lines>[0], Parameters<typeof lines>[1], string | null, readonly string[]]
  >([
    ['an ordinary one', {}, {}, 'server pg_1 127.0.0.1:15401 check port 18001', []],
    [
      'IPv6',
      { host: '::1', apiUrl: 'http://[::1]:8008/patroni' },
      {},
      'server pg_1 [::1]:15401 check port 8008',
      [],
    ],
    [
      'an agent elsewhere',
      { apiUrl: 'http://10.0.0.7:8008/patroni' },
      {},
      'server pg_1 127.0.0.1:15401 check addr 10.0.0.7 port 8008',
      [],
    ],
    [
      'a name',
      { host: 'db1', apiUrl: 'http://db1:8008/patroni' },
      {},
      'server pg_1 db1:15401 check port 8008 init-addr last,libc,none',
      [],
    ],
    [
      'https by address',
      { apiUrl: 'https://127.0.0.1:8008/patroni' },
      { tls: { caFile: '/etc/a b.pem', certFile: '/etc/c.pem' } },
      'server pg_1 127.0.0.1:15401 check port 8008 check-ssl verify required ca-file "/etc/a b.pem" crt /etc/c.pem',
      [],
    ],
    [
      'https by name, without an authority',
      { host: 'db1', apiUrl: 'https://db1:8008/patroni' },
      {},
      'server pg_1 db1:15401 check port 8008 check-ssl verify required ca-file @system-ca verifyhost db1 check-sni db1 init-addr last,libc,none',
      ['ca-file-missing'],
    ],
    [
      'an agent elsewhere, by name',
      { apiUrl: 'http://db1:8008/patroni' },
      {},
      'server pg_1 127.0.0.1:15401 check addr db1 port 8008',
      ['agent-by-name'],
    ],
    ['one without an agent', { apiUrl: null }, {}, null, ['member-without-address']],
    ['one without an address', { host: null }, {}, null, ['member-without-address']],
  ])('%s', (_, member, changes, line, codes) => {
    expect(lines(member, changes)).toEqual({ line, codes });
  });
});

it.each<[string, ClusterRecipe, Parameters<typeof generate>[1], string]>([
  ['a standby cluster', { config: STANDBY }, {}, 'standby-cluster'],
  [
    'a pool that nobody will be in',
    {},
    { binds: { write: '*:5000', read: '*:5001', sync: '*:5002' } },
    'not-synchronous',
  ],
])('warns of %s', (_, recipe, changes, code) => {
  expect(generate(recipe, changes).remarks.map((remark) => remark.code)).toEqual([code]);
});
