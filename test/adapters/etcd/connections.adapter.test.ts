import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EtcdConnectionsOptions, lookAtEndpoints } from '../../../src/adapters/etcd/connections.js';
import type { ConnectionLook, LayerLook, LayerName } from '../../../src/cluster/evidence/connection-look.js';
import { type Certificate, TestAuthority } from '../../support/certificates.js';
import { EtcdServer } from '../../support/etcd-server.js';
import { freePort, startListener } from '../../support/ports.js';
import { newSecret } from '../../support/secrets.js';
import { startTlsListener } from '../../support/tls-listener.js';

const LOGIN = { name: 'reader', password: newSecret() };
const PLACE = { scope: 'demo', group: null };
const FROM = 'the endpoints come from etcd3.hosts (settings.yml)';

let authority: TestAuthority;
let open: EtcdServer;
let limited: EtcdServer;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  authority = await TestAuthority.create();
  closing.push(() => authority.remove());
  open = await EtcdServer.start();
  closing.push(() => open.stop());
  limited = await EtcdServer.start('--bcrypt-cost=4');
  closing.push(() => limited.stop());
  for (const etcd of [open, limited]) await etcd.put({ '/service/demo/leader': 'pg1' });
  await limited.limitTo(LOGIN, '/service/demo/');
});
afterAll(async () => {
  for (const close of closing.toReversed()) await close();
});

async function look(
  endpoint: string,
  changes: Partial<EtcdConnectionsOptions & EtcdConnectionsOptions['etcd']> = {},
): Promise<ConnectionLook> {
  const { namespace = 'service', tls, login = null } = changes;
  const options: EtcdConnectionsOptions = {
    etcd: {
      endpoints: [endpoint],
      srv: null,
      tls: tls ?? { cacert: authority.cert, cert: null, key: null },
      login,
    },
    namespace,
    origin: () => 'etcd3.hosts (settings.yml)',
    placeOf: () => 'settings.yml',
    systemAuthorities: async () => null,
  };
  const [only = expect.unreachable()] = await lookAtEndpoints(options, PLACE, 1500);
  return only;
}

/** The states of the steps, and the step that is not as it should be. */
function told({ layers }: ConnectionLook): readonly [string, LayerLook | undefined] {
  const bad = layers.find(({ state }) => state === 'failed' || state === 'warning');
  return [layers.map(({ layer, state }) => `${layer} ${state}`).join(', '), bad];
}

function stepsTo(last: LayerName, tls = 'unused'): string {
  const all = ['resolve', 'tcp', 'tls', 'answer', 'login', 'read', 'write', 'notes'];
  const end = all.indexOf(last);
  return all
    .map((layer, index) => {
      const good = layer === 'tls' ? tls : 'ok';
      return `${layer} ${index < end ? good : index === end ? 'failed' : 'unchecked'}`;
    })
    .join(', ');
}

async function serveTls(certificate: Certificate): Promise<string> {
  const listener = await startTlsListener(certificate);
  closing.push(() => listener.close());
  return `https://127.0.0.1:${listener.port}`;
}

describe('an endpoint that is all right', () => {
  it('without a login', async () => {
    const { layers, certificateEnds, subject } = await look(`http://${open.address}`);
    expect(layers.map(({ layer, state, seen }) => [layer, state, seen])).toEqual([
      ['resolve', 'ok', null],
      ['tcp', 'ok', null],
      ['tls', 'unused', 'http'],
      ['answer', 'ok', 'etcd'],
      ['login', 'unused', 'none is configured'],
      ['read', 'ok', '/service/demo/'],
      ['write', 'ok', '/service/demo/'],
      ['notes', 'ok', '/service-ctl/demo/'],
    ]);
    expect({ certificateEnds, subject }).toEqual({ certificateEnds: null, subject: open.address });
  });

  it('is not changed by that', async () => {
    const before = await limited.post('kv/range', { key: 'AA==', range_end: 'AA==' });
    await look(`http://${limited.address}`, { login: { username: 'reader', password: LOGIN.password } });
    const after = await limited.post('kv/range', { key: 'AA==', range_end: 'AA==' });
    expect(withoutTerm(after)).toEqual(withoutTerm(before));
  });
});

/** All keys with the revision of etcd, which every change raises. */
function withoutTerm(reply: unknown): unknown {
  const text = JSON.stringify(reply);
  expect(text).toContain('"revision"');
  return text.replace(/"raft_term":"\d+"/, '');
}

describe('an endpoint behind a connection that fails', () => {
  it.each<{
    name: string;
    at: () => Promise<string>;
    layer: LayerName;
    tls?: string;
    seen: string;
    next: string;
  }>([
    {
      name: 'a name that does not exist',
      at: async () => 'http://etcd.invalid:2379',
      layer: 'resolve',
      seen: 'the name etcd.invalid cannot be resolved',
      next: FROM,
    },
    {
      name: 'nobody there',
      at: async () => `http://127.0.0.1:${await freePort()}`,
      layer: 'tcp',
      seen: 'connection refused',
      next: FROM,
    },
    {
      name: 'silence',
      at: async () => {
        const listener = await startListener();
        closing.push(() => listener.close());
        return `http://127.0.0.1:${listener.port}`;
      },
      layer: 'answer',
      seen: 'accepts the connection but does not answer',
      next: FROM,
    },
    {
      name: 'TLS asked of plain etcd',
      at: async () => `https://${open.address}`,
      layer: 'tls',
      seen: 'does not speak TLS',
      next: 'etcd3.protocol in settings.yml',
    },
    {
      name: 'plain asked of TLS',
      at: async () => (await serveTls(await authority.issue('plain'))).replace('https', 'http'),
      layer: 'tls',
      seen: 'speaks TLS, but is asked without',
      next: 'etcd3.protocol in settings.yml',
    },
    {
      name: 'an expired certificate',
      at: async () => serveTls(await authority.issue('expired', { days: -1 })),
      layer: 'tls',
      seen: 'its certificate has expired on 2',
      next: `renew the certificate of this server; ${FROM}`,
    },
    {
      name: 'a certificate for another name',
      at: async () => serveTls(await authority.issue('other', { names: 'DNS:etcd.example.org' })),
      layer: 'tls',
      seen: 'its certificate is not for 127.0.0.1 but for DNS:etcd.example.org',
      next: `renew the certificate of this server; ${FROM}`,
    },
    {
      name: 'something else',
      at: async () => serveTls(await authority.issue('else', { days: 90 })),
      layer: 'answer',
      tls: 'ok',
      seen: 'answers, but is not etcd',
      next: FROM,
    },
  ])('$name', async ({ at, layer, tls, seen, next }) => {
    const [states, bad] = told(await look(await at()));
    expect(states).toBe(stepsTo(layer, tls));
    expect(bad?.seen).toContain(seen);
    expect(bad?.next).toBe(next);
  });
});

describe('an endpoint with users', () => {
  const as = (username: string, password: string) => ({ login: { username, password } });

  it.each<{
    name: string;
    changes: () => Parameters<typeof look>[1];
    layer: LayerName;
    seen: string;
    next: string;
  }>([
    {
      name: 'a wrong password',
      changes: () => as('reader', newSecret()),
      layer: 'login',
      seen: 'refuses the login of "reader"',
      next: 'etcd3.username, etcd3.password in settings.yml',
    },
    {
      name: 'no login',
      changes: () => ({}),
      layer: 'login',
      seen: 'wants a login',
      next: 'etcd3.username, etcd3.password in settings.yml',
    },
    {
      name: 'another namespace',
      changes: () => ({ ...as('reader', LOGIN.password), namespace: 'other' }),
      layer: 'read',
      seen: 'permission denied on /other/demo/',
      next: 'grant it to "reader", or change etcd3.username, namespace in settings.yml',
    },
  ])('$name', async ({ changes, layer, seen, next }) => {
    const [, bad] = told(await look(`http://${limited.address}`, changes()));
    expect(bad).toMatchObject({ layer, state: 'failed', seen, next, code: 'dcs-auth' });
  });

  it('the right to write the notes is missing', async () => {
    const [states, bad] = told(await look(`http://${limited.address}`, as('reader', LOGIN.password)));
    expect(states).toMatch(/login ok, read ok, write ok, notes warning$/);
    expect(bad).toMatchObject({
      code: 'notes-denied',
      seen: 'permission denied to write /service-ctl/demo/',
    });
  });
});

it('etcd without room takes no writes, and says so', async () => {
  const full = await EtcdServer.start('--quota-backend-bytes=2000000');
  closing.push(() => full.stop());
  await full.put({ '/service/demo/leader': 'pg1' });
  await expect(
    full.put(Object.fromEntries([1, 2, 3].map((number) => [`/big/${number}`, 'x'.repeat(1_000_000)]))),
  ).rejects.toThrow('database space exceeded');
  const { layers } = await look(`http://${full.address}`);
  expect(layers.slice(-3).map(({ layer, state, code }) => [layer, state, code])).toEqual([
    ['read', 'ok', null],
    ['write', 'failed', 'dcs-alarm'],
    ['notes', 'failed', 'dcs-alarm'],
  ]);
});
