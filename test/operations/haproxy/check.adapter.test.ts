import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HaproxyClient } from '../../../src/adapters/haproxy/balancers.js';
import { timingFor } from '../../../src/cluster/haproxy/check-timing.js';
import { planHaproxy } from '../../../src/cluster/haproxy/plan-haproxy.js';
import { renderHaproxy } from '../../../src/cluster/haproxy/render-haproxy.js';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import { checkHaproxy } from '../../../src/operations/haproxy/check-haproxy.js';
import { noteDrained } from '../../../src/operations/haproxy/drain-notes.js';
import { aCluster, aMember, PRIMARY } from '../../support/clusters.js';
import { FakeAgents } from '../../support/fake-agents.js';
import { aBalancer } from '../../support/fake-balancers.js';
import { FakeNotes } from '../../support/fake-notes.js';
import { FakeClock, FakeDcs } from '../../support/fakes.js';
import { type HaproxyServer, startHaproxy } from '../../support/haproxy-server.js';
import { type HaproxyProgram, installedHaproxy, newestHaproxy } from '../../support/packaged-haproxy.js';
import { freePort } from '../../support/ports.js';
import { type SomeAgents, startAgents } from '../../support/some-agents.js';

const NAMES = ['pg1', 'pg2', 'pg3'] as const;
const LAG = 64 * 1024 * 1024;
const LIMIT_MS = 6000;

describe.each<[string, () => Promise<HaproxyProgram>]>([
  ['the installed HAProxy', installedHaproxy],
  ['the newest HAProxy', newestHaproxy],
])('what is wrong with %s', (_, find) => {
  const notes = new FakeNotes();
  let agents: SomeAgents;
  let cluster: Cluster;
  let right: string;
  let program: HaproxyProgram;
  let haproxy: HaproxyServer | null = null;

  beforeAll(async () => {
    agents = await startAgents(...NAMES);
    program = await find();
  });

  beforeEach(async () => {
    agents.become({ pg2: 'primary' });
    cluster = clusterOf(agents);
    right = await rightConfig(cluster);
  });

  afterEach(() => stop());

  afterAll(() => agents?.close());

  async function stop(): Promise<void> {
    await haproxy?.stop();
    haproxy = null;
  }

  async function start(config: string): Promise<void> {
    await stop();
    haproxy = await startHaproxy(config, program);
  }

  async function codes(): Promise<string[]> {
    const stats = haproxy?.socket ?? '/nonexistent/stats.sock';
    const file = haproxy === null ? null : `${haproxy.folder}/haproxy.cfg`;
    const ports = {
      dcs: new FakeDcs({ demo: cluster }),
      notes,
      agents: new FakeAgents({}),
      balancers: new HaproxyClient(async () => null),
      clock: new FakeClock(),
    };
    const place = { scope: 'demo', group: null, command: 'haproxy check' };
    const balancers = [aBalancer({ stats, file })];
    const report = await checkHaproxy(ports, { ...place, balancers, reactionMs: null, lagBytes: null });
    const isGrave = report.findings.some(({ severity }) => severity === 'error');
    expect(report.outcome).toBe(isGrave ? 'unhealthy' : 'done');
    return [...new Set(report.findings.map(({ severity, code }) => `${severity} ${code}`))].sort();
  }

  /** HAProxy follows after a while. */
  async function until(expected: readonly string[]): Promise<void> {
    const end = Date.now() + LIMIT_MS;
    let seen = await codes();
    while (JSON.stringify(seen) !== JSON.stringify(expected) && Date.now() < end) seen = await codes();
    expect(seen).toEqual(expected);
  }

  it('is nothing where all is well, and gone again once HAProxy is back', async () => {
    await start(right);
    await until([]);
    await stop();
    await until(['error haproxy-unreachable']);
    await start(right);
    await until([]);
  });

  it.each<[string, Parameters<SomeAgents['become']>[0], string]>([
    ['another writer than the leader', { pg3: 'primary' }, 'error haproxy-writer-is-not-leader'],
    ['two writers', { pg2: 'primary', pg3: 'primary' }, 'error haproxy-two-writers'],
    ['no writer', { pg2: 'nobody' }, 'error haproxy-no-writer'],
  ])('is %s', async (_name, roles, code) => {
    await start(right);
    agents.become(roles);
    await until([code]);
    agents.become({ pg2: 'primary' });
    await until([]);
  });

  const line = (name: string): RegExp => new RegExp(`^ +server ${name} .*\n`, 'gm');

  it.each<[string, (config: string) => string, readonly string[]]>([
    [
      'a member that is missing',
      (text) => text.replace(line('pg3'), ''),
      ['error haproxy-member-missing', 'warning haproxy-member-missing'],
    ],
    [
      'a server that is unknown',
      (text) => text.replace(line('pg3'), (found) => `${found}    server pg9 127.0.0.1:15499\n`),
      [
        'error haproxy-two-writers',
        'error haproxy-wrong-check',
        'warning haproxy-unknown-server',
        'warning haproxy-wrong-check',
      ],
    ],
    [
      'a check with a wrong path',
      (text) => text.replace('OPTIONS /primary', 'OPTIONS /replica'),
      ['error haproxy-two-writers', 'error haproxy-wrong-check'],
    ],
    [
      'a check of the wrong port',
      (text) => text.replace(/(server pg1 .* check port )\d+/, '$19'),
      ['error haproxy-wrong-check'],
    ],
    [
      'a check of nothing but the connection',
      (text) => text.replace(/ +option httpchk OPTIONS \/primary\n +http-check .*\n/, ''),
      ['error haproxy-two-writers', 'error haproxy-wrong-check'],
    ],
    [
      'sessions that are kept',
      (text) => text.replace(' on-marked-down shutdown-sessions', ''),
      ['warning haproxy-no-session-shutdown'],
    ],
    [
      'a slow reaction',
      (text) =>
        text.replace(
          /default-server inter .* fall 3 rise 1/,
          'default-server inter 3s fastinter 300ms fall 6 rise 2',
        ),
      ['warning haproxy-slow-reaction'],
    ],
  ])('is %s', async (_name, breakIt, expected) => {
    const broken = breakIt(right);
    expect(broken).not.toBe(right);
    await start(broken);
    await until(expected);
    await start(right);
    await until([]);
  });

  it('is a replica that lags and is read from', async () => {
    await start(right);
    const [lagging] = cluster.members;
    if (lagging === undefined) throw new Error('no member');
    const position = (lagging.position ?? 0) - LAG;
    const behind = { ...lagging, position, replayPosition: position };
    const healthy = cluster;
    cluster = { ...cluster, members: [behind, ...cluster.members.slice(1)] };
    await until(['warning haproxy-reader-lagging']);
    cluster = healthy;
    await until([]);
  });

  it('is a server that was left drained, with who did it', async () => {
    await start(right);
    await until([]);
    await haproxy?.ask('set server demo_read/pg1 state drain');
    const note = { balancer: haproxy?.socket ?? '', pool: 'demo_read', server: 'pg1', member: 'pg1' };
    const written = { ...note, at: '2026-11-22T18:00:00.000Z', by: 'ann@desk' };
    await noteDrained(notes, { scope: 'demo', group: null }, [written]);
    await until(['warning haproxy-left-drained']);
    await haproxy?.ask('set server demo_read/pg1 state ready');
    await until([]);
  });
});

/** Positions as an own agent has them; only its address matters to HAProxy. */
function clusterOf({ ports }: SomeAgents): Cluster {
  const members = NAMES.map((name) =>
    aMember(name, { ...(name === 'pg2' ? PRIMARY : {}), apiUrl: `http://127.0.0.1:${ports[name]}/patroni` }),
  );
  return aCluster({ members });
}

async function rightConfig(cluster: Cluster): Promise<string> {
  const bind = async (): Promise<string> => `127.0.0.1:${await freePort()}`;
  const { plan } = planHaproxy(cluster, {
    scope: 'demo',
    group: null,
    binds: { write: await bind(), read: await bind(), sync: null },
    timing: timingFor(400),
    lag: '16MB',
    tags: [],
    tls: { caFile: null, certFile: null },
    global: { statsSocket: '{folder}/stats.sock', account: null, maxConnections: 100, statsPage: null },
  });
  return renderHaproxy(plan).replace('"unix@{folder}/stats.sock"', '{folder}/stats.sock');
}
