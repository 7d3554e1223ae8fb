import { describe, expect, it } from 'vitest';
import type { ServerParameters } from '../../../src/cluster/config/server-parameters.js';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import { Failure } from '../../../src/errors.js';
import { compareMembers } from '../../../src/operations/config/compare-members.js';
import { explainSetting } from '../../../src/operations/config/explain-setting.js';
import { aCluster, aMember, PRIMARY } from '../../support/clusters.js';
import { aLine, aParameter, someParameters } from '../../support/config-server.js';
import { FakeAgents } from '../../support/fake-agents.js';
import { FakeServers } from '../../support/fake-servers.js';
import { FakeClock, FakeDcs } from '../../support/fakes.js';

const CONF = { source: 'configuration file', sourceFile: '/data/postgresql.conf' } as const;
const REQUEST = { scope: 'demo', group: null, command: 'config explain' };

/** pg1 leads, pg2 waits for a restart; a server that is not there is silent. */
function world(config: ValueMap, servers: Readonly<Record<number, ServerParameters>>) {
  const pending = [{ parameter: 'shared_buffers', oldValue: '16MB', newValue: '24MB' }];
  const members = [
    aMember('pg1', PRIMARY),
    aMember('pg2', { pendingRestart: true, pendingRestartReasons: pending }),
  ];
  const clock = new FakeClock();
  const fake = new FakeServers(clock, new Map(members.map(({ port }) => [port ?? 0, 'writable'])));
  for (const [port, parameters] of Object.entries(servers)) fake.parameters.set(Number(port), parameters);
  const dcs = new FakeDcs({ demo: aCluster({ leader: 'pg1', members, config }) });
  return { dcs, agents: new FakeAgents({}), servers: fake };
}

const parameters = (values: ValueMap): ValueMap => ({ postgresql: { parameters: values } });
const workMem = (setting: string, value: string): ServerParameters =>
  someParameters([aParameter({ setting, ...CONF })], {
    files: [aLine('work_mem', value, 'postgresql.conf')],
  });

describe('explainSetting', () => {
  it('tells what is stored, what runs where, and why', async () => {
    const ports = world(parameters({ work_mem: '8MB' }), {
      15401: workMem('8192', '8MB'),
      15402: workMem('9', '9'),
    });
    expect(await explainSetting(ports, { ...REQUEST, name: 'work_mem' })).toMatchObject({
      outcome: 'done',
      warnings: [],
      key: 'postgresql.parameters.work_mem',
      kind: 'parameter',
      stored: '8MB',
      takesEffect: 'reload',
      meaning: 'Sets the maximum memory to be used for query workspaces.',
      members: [
        { member: 'pg1', isLeader: true, running: '8MB', source: 'dcs', notAsked: null },
        { member: 'pg2', isLeader: false, running: '9kB', source: 'local', notAsked: null },
      ],
    });
  });

  it('says what it cannot know where SQL is not to be had, and what agents publish', async () => {
    const report = await explainSetting(world({}, {}), { ...REQUEST, name: 'shared_buffers' });
    expect(report).toMatchObject({
      outcome: 'done',
      warnings: [
        {
          code: 'members-not-asked',
          message: 'what runs on pg1, pg2 and where it comes from is not known: Connection refused',
        },
      ],
      stored: null,
      takesEffect: 'restart',
      meaning: null,
      members: [
        { member: 'pg1', running: null, pending: null, notAsked: { code: 'sql-unreachable' } },
        { member: 'pg2', running: null, pending: '24MB', notAsked: { code: 'sql-unreachable' } },
      ],
    });
  });

  it('tells what agents make of the timing', async () => {
    const ports = world({ ttl: 20, loop_wait: 10, retry_timeout: 8 }, {});
    expect(await explainSetting(ports, { ...REQUEST, name: 'loop_wait' })).toMatchObject({
      warnings: [],
      key: 'loop_wait',
      kind: 'patroni',
      stored: 10,
      effective: 4,
      members: [],
    });
  });

  it('shows no secrets', async () => {
    const conninfo = 'host=a password=hidden';
    const parameter = aParameter({
      name: 'my.conninfo',
      type: 'string',
      unit: null,
      setting: conninfo,
      ...CONF,
    });
    const server = someParameters([parameter], {
      files: [aLine('my.conninfo', conninfo, 'postgresql.conf')],
    });
    const ports = world(parameters({ 'my.conninfo': conninfo }), { 15401: server });
    const report = await explainSetting(ports, { ...REQUEST, name: 'my.conninfo' });
    expect(report).toMatchObject({ stored: 'host=a password=***', members: [{ source: 'dcs' }, {}] });
    expect(JSON.stringify(report)).not.toContain('hidden');
  });

  it.each([
    ['loop_wiat', 'ctl config explain demo loop_wait'],
    ['postgresql.parameters.work_mme', 'ctl config explain demo work_mem'],
    ['use_slot', null],
  ])('does not know %s', async (name, next) => {
    const ports = world({}, { 15401: workMem('8192', '8MB') });
    const failure = await explainSetting(ports, { ...REQUEST, name }).catch((thrown: unknown) => thrown);
    if (!(failure instanceof Failure)) throw new Error('it is known');
    const { outcome, problem } = failure;
    expect([outcome, problem.code, problem.next]).toEqual(['not-found', 'unknown-setting', next]);
  });
});

describe('compareMembers', () => {
  const request = { ...REQUEST, command: 'config diff' };

  it('is done without a difference', async () => {
    const ports = world(parameters({ work_mem: '8MB' }), {
      15401: workMem('8192', '8MB'),
      15402: workMem('8192', '8MB'),
    });
    expect(await compareMembers(ports, request)).toMatchObject({
      outcome: 'done',
      code: null,
      asked: ['pg1', 'pg2'],
      parameters: [],
    });
  });

  it('finds a difference, also where not all answer', async () => {
    const ports = world(parameters({ work_mem: '8MB' }), { 15402: workMem('9', '9') });
    expect(await compareMembers(ports, request)).toMatchObject({
      outcome: 'unhealthy',
      code: 'differs',
      errors: [{ code: 'sql-unreachable', subject: 'pg1' }],
      asked: ['pg2'],
      notAsked: ['pg1'],
      parameters: [{ parameter: 'work_mem', stored: '8MB', members: [{ member: 'pg2', source: 'local' }] }],
    });
  });

  it('does not call a cluster the same of which it has seen a part', async () => {
    const ports = world(parameters({ work_mem: '8MB' }), { 15402: workMem('8192', '8MB') });
    expect(await compareMembers(ports, request)).toMatchObject({
      outcome: 'unreachable',
      code: 'sql-unreachable',
      parameters: [],
    });
  });

  it('fails where nobody answers', async () => {
    const failure = await compareMembers(world({}, {}), request).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ outcome: 'unreachable', problem: { code: 'sql-unreachable' } });
  });
});
