import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planHaproxy } from '../../../src/cluster/haproxy/plan-haproxy.js';
import { renderHaproxy } from '../../../src/cluster/haproxy/render-haproxy.js';
import { TestAuthority } from '../../support/certificates.js';
import { aCluster, aMember, type ClusterRecipe } from '../../support/clusters.js';
import { rejection } from '../../support/haproxy-server.js';
import { type HaproxyProgram, installedHaproxy, newestHaproxy } from '../../support/packaged-haproxy.js';
import { aHaproxyRequest } from './some-plan.js';

type Changes = Parameters<typeof aHaproxyRequest>[0];

let authority: TestAuthority;
let certFile: string;

beforeAll(async () => {
  authority = await TestAuthority.create();
  const { cert, key } = await authority.issue('client');
  certFile = await authority.join(cert, key);
});
afterAll(() => authority.remove());

const HOSTILE = ['pg 1', 'pg/1', 'pg"1', 'x\nlisten evil', '$HOME', '#', "o'neill", 'ünï', '"'.repeat(3)];
const EVERYTHING = { write: '127.0.0.1:5000', read: '[::1]:5001', sync: '*:5002' };

const CASES: readonly (readonly [string, ClusterRecipe, () => Changes])[] = [
  ['an ordinary cluster', {}, () => ({})],
  [
    'all pools with tags',
    { config: { synchronous_mode: true } },
    () => ({
      binds: EVERYTHING,
      tags: [
        { name: 'dc', value: 'east side #1' },
        { name: 'a b', value: '"&?$' },
      ],
    }),
  ],
  ['a standby cluster', { config: { standby_cluster: { host: 'h' } } }, () => ({ lag: null })],
  [
    'names of all kinds',
    { members: HOSTILE.map((name) => aMember(name)) },
    () => ({ scope: 'x\nlisten evil' }),
  ],
  [
    'agents with TLS, at addresses and names',
    {
      members: [
        aMember('pg1', { apiUrl: 'https://127.0.0.1:8008/patroni' }),
        aMember('pg2', { host: 'localhost', apiUrl: 'https://localhost:8008/patroni' }),
        aMember('pg3', { host: '::1', apiUrl: 'https://[::1]:8008/patroni' }),
      ],
    },
    () => ({ tls: { caFile: authority.cert, certFile } }),
  ],
  [
    'agents with TLS and the authorities of the system',
    { members: [aMember('pg1', { apiUrl: 'https://localhost:8008' })] },
    () => ({}),
  ],
  [
    'a page with a login',
    {},
    () => ({
      global: {
        statsSocket: "/run/a b/$x'.sock",
        account: 'haproxy',
        maxConnections: 500,
        statsPage: { bind: '*:8404', user: 'c"t$l' },
      },
    }),
  ],
  ['nobody', { leader: null, members: [] }, () => ({})],
];

describe.each<[string, () => Promise<HaproxyProgram>]>([
  ['the installed HAProxy', installedHaproxy],
  ['the newest HAProxy', newestHaproxy],
])('%s accepts the configuration of', (_, find) => {
  it.each(CASES)('%s', async (_name, recipe, changes) => {
    const { plan } = planHaproxy(aCluster(recipe), aHaproxyRequest(changes()));
    const text = renderHaproxy(plan);
    expect(text).not.toMatch(/^listen evil/m);
    expect(await rejection(text, await find())).toBeNull();
    const partial = renderHaproxy({ ...plan, global: null });
    expect(await rejection(partial, await find())).toBeNull();
  });
});
