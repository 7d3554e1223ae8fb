import { describe, expect, it } from 'vitest';
import { aCluster } from '../../support/clusters.js';
import { FakeAgents } from '../../support/fake-agents.js';
import { aBalancer, aPool, aState, FakeBalancers } from '../../support/fake-balancers.js';
import { fakeWorld, someSettings } from '../../support/fake-world.js';
import { FakeDcs } from '../../support/fakes.js';
import { documentOf, refusal, runArgv } from '../../support/run-command.js';
import { aStatus } from '../../support/statuses.js';

const SOCKET = '/run/haproxy/admin.sock';
const CITUS = () => ({ dcs: new FakeDcs({ demo: new Map([0, 1].map((group) => [group, aCluster()])) }) });

const LEADS = { role: 'primary', position: 0x5a3c1f8, receivePosition: null, replayPosition: null } as const;
/** By some 40 MB. */
const BEHIND = { receivePosition: 0x3000000, replayPosition: 0x3000000 };

/** Two HAProxies, one of them in the settings. */
function balanced() {
  const state = aState(aPool('demo_write', 'pg2'), aPool('demo_read', 'pg1', 'pg3'));
  const balancers = new FakeBalancers(new Map([SOCKET, 'lb2:9999'].map((stats) => [stats, state])));
  balancers.files.set('/etc/haproxy.cfg', 'listen demo_write\n  option httpchk OPTIONS /primary\n');
  return { ...fakeWorld(), balancers, settings: someSettings({ scope: 'demo', balancers: [aBalancer()] }) };
}

describe('ctl haproxy status', () => {
  it.each([
    ['haproxy status', [SOCKET]],
    ['haproxy status demo', [SOCKET]],
    ['haproxy status demo --stats lb2:9999', ['lb2:9999']],
    [`haproxy status demo --stats lb2:9999 --stats ${SOCKET} --file /etc/haproxy.cfg`, ['lb2:9999', SOCKET]],
  ])('%s', async (typed, asked) => {
    const { document, opened } = await runArgv(`${typed} --json`, { ports: balanced() });
    expect(document).toMatchObject({
      exit: 0,
      scope: 'demo',
      balancers: asked.map((address) => ({ address })),
    });
    expect(opened).toMatchObject([{ asksMembers: true }]);
  });

  it.each([
    ['haproxy status other', 2],
    ['haproxy status nobody --stats lb2:9999', 7],
    ['haproxy status demo --stats lb2:9999 --group 1', 7],
    ['haproxy status demo --stats lb9:9999', 4],
  ])('%s exits %d', async (typed, exit) => {
    expect(await documentOf(typed, { ports: balanced() })).toMatchObject({ exit });
  });

  it.each([
    ['haproxy status --stats nonsense', /"nonsense" is no stats address/],
    ['haproxy status --file', "Option '--file' requires an argument."],
    ['haproxy stauts', "No such command 'haproxy stauts'."],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toMatch(message);
  });
});

describe('ctl haproxy check', () => {
  it.each([
    ['haproxy check', [SOCKET]],
    ['haproxy check demo --stats lb2:9999', ['lb2:9999']],
    ['haproxy check demo --file /etc/haproxy.cfg', [SOCKET]],
  ])('%s', async (typed, asked) => {
    const { document, opened } = await runArgv(`${typed} --json`, { ports: balanced() });
    expect(document).toMatchObject({ scope: 'demo', balancers: asked.map((address) => ({ address })) });
    expect(opened).toMatchObject([{ asksMembers: true }]);
  });

  it('--reaction and --lag are what it is held to', async () => {
    const { stdout: slack } = await runArgv('haproxy config demo --reaction 20s --lag none');
    const found = async (options: string) => {
      const agents = { pg1: aStatus('pg1'), pg2: aStatus('pg2', LEADS), pg3: aStatus('pg3', BEHIND) };
      const ports = { ...balanced(), agents: new FakeAgents(agents) };
      ports.balancers.files.set('/etc/haproxy.cfg', slack);
      const document = await documentOf(`haproxy check demo --file /etc/haproxy.cfg${options}`, { ports });
      return JSON.stringify(document.findings);
    };
    expect(await found(' --reaction 30s --lag 1GB')).toBe('[]');
    expect(await found(' --lag 1GB')).toMatch(/reaction|slow/);
    expect(await found(' --reaction 30s')).toMatch(/lag/);
  });

  it.each([
    ['haproxy check other', 2],
    ['haproxy check demo --stats lb9:9999', 3],
    ['haproxy check demo --stats lb2:9999 --group 1', 7],
  ])('%s exits %d', async (typed, exit) => {
    expect(await documentOf(typed, { ports: balanced() })).toMatchObject({ exit });
  });

  it.each([
    ['haproxy check --reaction soon', /^"soon" is not a duration/],
    ['haproxy check --lag 1mb', /unknown unit "mb"/],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toMatch(message);
  });
});

describe('ctl haproxy config', () => {
  it.each([
    ['', ['bind *:5000', 'bind *:5001', 'lag=16MB', 'unix@/run/haproxy/admin.sock', 'bind 127.0.0.1:8404']],
    [' --write :6000 --read 10.0.0.9:6001', ['bind :6000', 'bind 10.0.0.9:6001']],
    [' --sync :6002', ['listen demo_sync', 'bind :6002']],
    [' --lag 1MB', ['/replica?lag=1MB']],
    [' --lag none', ['OPTIONS /replica\n']],
    [' --tag dc=east --tag rack=r1', ['tag_dc=east', 'tag_rack=r1']],
    [' --reaction 10s', ['inter 5']],
    [' --ca-file ca.pem --client-cert c.pem', ['global']],
    [' --stats-socket /tmp/s', ['unix@/tmp/s ']],
    [' --stats-page :9000 --stats-user ann', ['bind :9000', 'stats auth "ann:']],
  ])('%s', async (options, lines) => {
    const { exit, stdout } = await runArgv(`haproxy config demo${options}`);
    expect(exit).toBe(0);
    for (const line of lines) expect(stdout).toContain(line);
    expect(await documentOf(`haproxy config demo${options}`)).toMatchObject({
      scope: 'demo',
      partial: false,
    });
  });

  it('--partial leaves out what is of the process', async () => {
    const { stdout } = await runArgv('haproxy config demo --partial');
    expect(stdout).not.toMatch(/^(global|defaults)/m);
    expect(await documentOf('haproxy config demo --partial')).toMatchObject({ exit: 0, partial: true });
  });

  it('--ca-file and --client-cert are for agents that speak https', async () => {
    const members = aCluster().members.map((each) => ({
      ...each,
      apiUrl: each.apiUrl?.replace('http:', 'https:') ?? null,
    }));
    const ports = fakeWorld({ clusters: { demo: aCluster({ members }) } });
    const { stdout } = await runArgv('haproxy config demo --ca-file ca.pem --client-cert c.pem', { ports });
    expect(stdout).toMatch(/check-ssl .*ca-file ca\.pem.* crt c\.pem/);
  });

  it('--group is of Citus', async () => {
    const ports = { ...fakeWorld(), ...CITUS() };
    expect(await documentOf('haproxy config demo --group 1', { ports })).toMatchObject({ exit: 0, group: 1 });
  });

  it.each([
    ['haproxy config nobody', 7],
    ['haproxy config', 2],
    ['haproxy config demo --reaction 1ms', 2],
    ['haproxy config demo --lag much', 2],
  ])('%s exits %d', async (typed, exit) => {
    expect(await documentOf(typed)).toMatchObject({ exit, text: null });
  });

  it.each([
    ['haproxy config --write nowhere', /"nowhere" is no address to listen at/],
    ['haproxy config --tag east', /"east" is no tag/],
    ['haproxy config --sync', "Option '--sync' requires an argument."],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toMatch(message);
  });
});
