import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionLook, LayerName } from '../../src/cluster/evidence/connection-look.js';
import type { JsonValue } from '../../src/formats/json.js';
import { lineOf, withKeys } from '../support/broken-settings.js';
import type { Certificate } from '../support/certificates.js';
import { EtcdServer } from '../support/etcd-server.js';
import { freePort, startListener } from '../support/ports.js';
import { type CtlRun, runCtl } from '../support/run-ctl.js';
import { newSecret } from '../support/secrets.js';
import { SecureCluster } from '../support/secure-cluster.js';
import { secureSettings } from '../support/secure-settings.js';
import { startTlsListener } from '../support/tls-listener.js';

// One member with TLS and authentication everywhere; what is broken are the settings. runCtl fails if a password is printed.

let cluster: SecureCluster;
let plain: EtcdServer;
let standIns: Readonly<Record<'expired' | 'elsewhere' | 'silent' | 'nobody', string>>;
const wrong = newSecret();
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  cluster = await SecureCluster.start(1);
  closing.push(() => cluster.remove());
  plain = await EtcdServer.start();
  closing.push(() => plain.stop());
  const { authority } = cluster;
  const silent = await startListener();
  closing.push(() => silent.close());
  standIns = {
    expired: await startTls(await authority.issue('expired', { days: -1 })),
    elsewhere: await startTls(await authority.issue('elsewhere', { names: 'DNS:etcd.example.org' })),
    silent: `127.0.0.1:${silent.port}`,
    nobody: `127.0.0.1:${await freePort()}`,
  };
});
afterAll(async () => {
  for (const close of closing.toReversed()) await close();
});

async function startTls(certificate: Certificate): Promise<string> {
  const listener = await startTlsListener(certificate);
  closing.push(() => listener.close());
  return `127.0.0.1:${listener.port}`;
}

interface Broken {
  readonly name: string;
  /** Keys of the settings that are set to something else, or taken away by null. */
  readonly change: () => Readonly<Record<string, JsonValue>>;
  readonly target?: ConnectionLook['target'];
  readonly layer: LayerName;
  readonly code: string;
  /** The endpoint, or the member. */
  readonly subject: () => string;
  /** Named with its line in the settings file. */
  readonly key: string;
  readonly seen: string;
}

const hosts = (...addresses: string[]) => ({ 'etcd3.hosts': addresses });

const BROKEN: readonly Broken[] = [
  {
    name: 'an unresolvable name',
    change: () => hosts('etcd.invalid:2379'),
    layer: 'resolve',
    code: 'dcs-unreachable',
    subject: () => 'etcd.invalid:2379',
    key: 'etcd3.hosts',
    seen: 'the name etcd.invalid cannot be resolved',
  },
  {
    name: 'a port that refuses',
    change: () => hosts(standIns.nobody),
    layer: 'tcp',
    code: 'dcs-unreachable',
    subject: () => standIns.nobody,
    key: 'etcd3.hosts',
    seen: 'connection refused',
  },
  {
    name: 'silence',
    change: () => hosts(standIns.silent),
    layer: 'answer',
    code: 'dcs-unreachable',
    subject: () => standIns.silent,
    key: 'etcd3.hosts',
    seen: 'does not answer the TLS handshake',
  },
  {
    name: 'http where TLS is spoken',
    change: () => ({ 'etcd3.protocol': 'http' }),
    layer: 'tls',
    code: 'dcs-tls',
    subject: () => cluster.plan.etcd,
    key: 'etcd3.protocol',
    seen: 'speaks TLS, but is asked without',
  },
  {
    name: 'TLS where http is spoken',
    change: () => hosts(plain.address),
    layer: 'tls',
    code: 'dcs-tls',
    subject: () => plain.address,
    key: 'etcd3.protocol',
    seen: 'does not speak TLS',
  },
  {
    name: 'an unknown authority',
    change: () => ({ 'etcd3.cacert': cluster.stranger.cert }),
    layer: 'tls',
    code: 'dcs-tls',
    subject: () => cluster.plan.etcd,
    key: 'etcd3.cacert',
    seen: 'its certificate is of an unknown authority',
  },
  {
    name: 'an expired certificate',
    change: () => hosts(standIns.expired),
    layer: 'tls',
    code: 'dcs-tls',
    subject: () => standIns.expired,
    key: 'etcd3.hosts',
    seen: 'its certificate has expired on 2',
  },
  {
    name: 'a certificate for another name',
    change: () => hosts(standIns.elsewhere),
    layer: 'tls',
    code: 'dcs-tls',
    subject: () => standIns.elsewhere,
    key: 'etcd3.hosts',
    seen: 'its certificate is not for 127.0.0.1 but for DNS:etcd.example.org',
  },
  {
    name: 'no client certificate',
    change: () => ({ 'etcd3.cert': null, 'etcd3.key': null }),
    layer: 'tls',
    code: 'dcs-tls',
    subject: () => cluster.plan.etcd,
    key: 'etcd3.cert',
    seen: 'wants a client certificate',
  },
  {
    name: 'a wrong password',
    change: () => ({ 'etcd3.password': wrong }),
    layer: 'login',
    code: 'dcs-auth',
    subject: () => cluster.plan.etcd,
    key: 'etcd3.password',
    seen: 'refuses the login of "patroni"',
  },
  {
    name: 'no permission',
    change: () => ({ namespace: 'other' }),
    layer: 'read',
    code: 'dcs-auth',
    subject: () => cluster.plan.etcd,
    key: 'namespace',
    seen: 'permission denied on /other/secure/',
  },
  {
    name: 'a wrong namespace',
    change: () => ({ namespace: '/service/secure-other/' }),
    layer: 'cluster',
    code: 'wrong-namespace',
    subject: () => cluster.plan.etcd,
    key: 'namespace',
    seen: 'no cluster "secure" under /service/secure-other/',
  },
  {
    name: "the agent's password",
    change: () => ({ 'ctl.authentication.password': wrong }),
    target: 'agent',
    layer: 'login',
    code: 'agent-auth',
    subject: () => 'pg1',
    key: 'ctl.authentication',
    seen: 'refuses the login',
  },
];

interface Told extends CtlRun {
  readonly document: {
    readonly connections: readonly ConnectionLook[];
    readonly findings: readonly { readonly code: string; readonly severity: string }[];
    readonly verdict: string;
  };
}

async function doctor(...args: readonly string[]): Promise<Told> {
  const run = await runCtl(['doctor', ...args, '--json']);
  return { ...run, document: JSON.parse(run.stdout) };
}

describe('a connection setting that is broken: the layer, the endpoint, the key and where it stands', () => {
  it.each(BROKEN)('$name', async ({ change, target = 'etcd', layer, code, subject, key, seen }) => {
    const file = await cluster.writeSettings('broken.yml', withKeys(secureSettings(cluster.plan), change()));
    const place = `${file}, line ${lineOf(await readFile(file, 'utf8'), key)}`;
    const [json, text] = await Promise.all([doctor('-c', file), runCtl(['doctor', '-c', file])]);

    const { connections, findings } = json.document;
    const look = connections.find((each) => each.target === target && each.subject === subject());
    const broken = look?.layers.find(({ state }) => state === 'failed');
    expect(broken, JSON.stringify(connections)).toMatchObject({ layer, code });
    expect(broken?.seen).toContain(seen);
    for (const words of [key, place]) expect(broken?.next).toContain(words);
    expect(findings).toContainEqual(expect.objectContaining({ code, severity: 'error' }));

    for (const words of [subject(), `${layer} failed`, key, place, code])
      expect(text.stdout.replace(/\s+/g, ' ')).toContain(words);
    expect([json.exit, text.exit]).toEqual([3, 3]);
    expect(json.elapsedMs).toBeLessThan(5000);
  });
});

describe('a cluster with TLS and authentication everywhere', () => {
  it('is healthy, each step of each connection told', async () => {
    const { exit, document } = await doctor('-c', cluster.settings);
    const steps = document.connections.map(({ target, subject, layers }) => [
      target,
      subject,
      layers.map(({ layer, state }) => `${layer} ${state}`).join(', '),
    ]);
    // The test's certificates are valid for a day.
    expect(steps).toEqual([
      [
        'etcd',
        cluster.plan.etcd,
        'resolve ok, tcp ok, tls warning, answer ok, login ok, read ok, write ok, notes warning, cluster ok',
      ],
      ['agent', 'pg1', 'resolve ok, tcp ok, tls warning, answer ok, login ok'],
      ['sql', 'pg1', 'resolve ok, tcp ok, tls warning, login ok, answer ok, privileges ok'],
    ]);
    expect({ exit, verdict: document.verdict }).toEqual({ exit: 0, verdict: 'healthy' });
    const codes = new Set(document.findings.map(({ code }) => code));
    expect([...codes].sort()).toEqual(['certificate-ends-soon', 'notes-denied']);
  });

  it('is not the one that was typed', async () => {
    const { exit, stderr } = await runCtl(['doctor', 'secure-absent', '-c', cluster.settings]);
    expect([exit, stderr]).toEqual([7, expect.stringContaining('there is no cluster "secure-absent"')]);
  });

  it('is kept in a bundle that tells the same, nobody asked and nothing secret in it', async () => {
    const file = join(cluster.settings, '..', 'bundle.json');
    const written = await doctor('-c', cluster.settings, '--bundle', file);
    expect(written.exit).toBe(0);
    expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600');
    const text = await readFile(file, 'utf8');
    for (const secret of Object.values(cluster.plan.passwords)) expect(text).not.toContain(secret);

    const read = await doctor('--from', file);
    const { bundle, from, ...told } = { bundle: null, from: null, ...read.document };
    expect(told).toEqual(expect.objectContaining({ connections: written.document.connections }));
    expect(told.findings).toEqual(written.document.findings);
    expect([read.exit, bundle, from]).toEqual([0, null, file]);

    const again = await runCtl(['doctor', '-c', cluster.settings, '--bundle', file, '--json']);
    expect([again.exit, JSON.parse(again.stdout).code]).toEqual([2, 'file-exists']);
    expect(await readFile(file, 'utf8')).toBe(text);
    await rm(file);
  });

  it('is not changed by that: its configuration keeps its revision', async () => {
    const revision = async (): Promise<number> => {
      const file = join(cluster.settings, '..', 'revision.json');
      await doctor('-c', cluster.settings, '--bundle', file);
      const [evidence] = JSON.parse(await readFile(file, 'utf8')).evidence;
      await rm(file);
      return evidence.cluster.cluster.config.revision;
    };
    const before = await revision();
    expect(before).toBeGreaterThan(0);
    expect(await revision()).toBe(before);
  });
});
