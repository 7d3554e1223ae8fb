import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TestAuthority } from '../../support/certificates.js';
import { EtcdServer } from '../../support/etcd-server.js';
import { startListener } from '../../support/ports.js';
import { runCtl } from '../../support/run-ctl.js';
import { newSecret } from '../../support/secrets.js';
import { type Watch, watchCtl } from '../../support/watch-ctl.js';

const LOGIN = { name: 'reader', password: newSecret() };
const KEYS = {
  '/service/demo/initialize': '7711056618934199894',
  '/service/demo/leader': 'pg1',
  '/service/demo/members/pg1': '{"role": "primary", "state": "running"}',
};

const closing: (() => Promise<unknown>)[] = [];
let authority: TestAuthority;

beforeAll(async () => {
  authority = await TestAuthority.create();
});
afterAll(() => authority.remove());
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function startEtcd(...options: string[]): Promise<EtcdServer> {
  const etcd = await EtcdServer.start('--bcrypt-cost=4', ...options);
  closing.push(() => etcd.stop());
  await etcd.put(KEYS);
  return etcd;
}

function environmentFor(address: string): Record<string, string> {
  return {
    PATRONI_ETCD3_HOSTS: address,
    PATRONI_ETCD3_USERNAME: LOGIN.name,
    PATRONI_ETCD3_PASSWORD: LOGIN.password,
  };
}

function watch({ address }: EtcdServer, seconds: number): Watch {
  const started = watchCtl(['list', 'demo', '-w', String(seconds)], { env: environmentFor(address) });
  closing.push(() => started.stop());
  return started;
}

async function outcomes(watched: Watch, count: number): Promise<readonly unknown[]> {
  return (await watched.documents(count)).slice(0, count).map(({ outcome }) => outcome);
}

/** Tokens of etcd's other kind, which carry the time of their end and the revision of users and roles. */
async function jwt(ttl: string): Promise<string> {
  const { key, cert } = await authority.issue('tokens');
  return `--auth-token=jwt,pub-key=${cert},priv-key=${key},sign-method=RS256,ttl=${ttl}`;
}

describe('a watch with a login', () => {
  it('renews a token that has expired between two rounds', async () => {
    const etcd = await startEtcd('--auth-token-ttl=1');
    await etcd.limitTo(LOGIN, '/service/demo/');
    expect(await outcomes(watch(etcd, 2.5), 3)).toEqual(['done', 'done', 'done']);
  });

  it('renews a JSON web token', async () => {
    const etcd = await startEtcd(await jwt('1s'));
    await etcd.limitTo(LOGIN, '/service/demo/');
    expect(await outcomes(watch(etcd, 0.7), 5)).toEqual(Array(5).fill('done'));
  });

  it('logs in again when users or roles have changed', async () => {
    const etcd = await startEtcd(await jwt('1h'));
    await etcd.limitTo(LOGIN, '/service/demo/');
    const watched = watch(etcd, 0.5);
    await watched.documents(1);
    await etcd.post('auth/role/add', { name: 'another' });
    expect(await outcomes(watched, 5)).toEqual(Array(5).fill('done'));
  });

  it('logs in when authentication is enabled meanwhile', async () => {
    const etcd = await startEtcd();
    const watched = watch(etcd, 0.5);
    await watched.documents(1);
    await etcd.limitTo(LOGIN, '/service/demo/');
    const seen = (await watched.documents(1)).length;
    expect(await outcomes(watched, seen + 3)).toEqual(Array(seen + 3).fill('done'));
  });
});

describe('a login', () => {
  it('does no harm where etcd asks for none, as with Patroni', async () => {
    const { address } = await startEtcd();
    const { exit, stdout } = await runCtl(['list', 'demo'], { env: environmentFor(address) });
    expect(exit).toBe(0);
    expect(stdout).toContain('+ Cluster: demo ');
  });

  it('obeys the deadline', async () => {
    const silent = await startListener();
    closing.push(() => silent.close());
    const env = environmentFor(`127.0.0.1:${silent.port}`);
    const { exit, stderr, elapsedMs } = await runCtl(['list', 'demo', '--deadline', '1s'], { env });
    expect(exit).toBe(4);
    expect(stderr).toContain('accepts the connection but does not answer');
    expect(elapsedMs).toBeLessThan(1500);
  });

  it('that is refused ends at once', async () => {
    const etcd = await startEtcd();
    await etcd.limitTo(LOGIN, '/service/demo/');
    const env = { ...environmentFor(etcd.address), PATRONI_ETCD3_PASSWORD: newSecret() };
    const { exit, stderr, elapsedMs } = await runCtl(['list', 'demo', '--deadline', '10s'], { env });
    expect(exit).toBe(4);
    expect(stderr).toContain('refuses the login of "reader"');
    expect(elapsedMs).toBeLessThan(3000);
  });
});
