import { describe, expect, it } from 'vitest';
import { type UpRequest, up } from '../../../src/operations/sandbox/up.js';
import { aSandbox, FakeMachine, failureOf } from './fake-machine.js';

const REQUEST: UpRequest = {
  name: 'demo',
  members: null,
  etcd: null,
  choices: {},
  install: false,
  keep: false,
};

describe('up on nothing', () => {
  it('starts etcd, the first member, the others, the balancer', async () => {
    const machine = new FakeMachine();
    const report = await up(REQUEST, machine);
    expect(machine.events).toEqual(
      ['e1', 'e2', 'e3', 'pg1', 'pg2', 'pg3', 'haproxy'].map((name) => `start ${name}`),
    );
    expect(report).toMatchObject({
      outcome: 'done',
      code: null,
      leader: 'pg1',
      started: expect.arrayContaining(['e1', 'haproxy']),
    });
    expect(machine.steps.map(({ server, what, state }) => `${server}: ${what} ${state}`)).toEqual([
      'programs: etcd 3.4.23, patroni 4.1.5, postgres 15.18, haproxy 2.6.12 found',
      'etcd: 3 members ready',
      'patroni: pg1 leader',
      'patroni: pg2, pg3 streaming',
      'haproxy: writer :15000, reader :15001 routing',
    ]);
  });

  it('names only commands that exist, with the name if it is not the default one', async () => {
    expect((await up(REQUEST, new FakeMachine())).next).toEqual([
      'ctl list',
      'psql "$(ctl sandbox env --dsn)"',
      'ctl sandbox break pg1',
      'ctl sandbox down',
    ]);
    expect((await up({ ...REQUEST, name: 'other' }, new FakeMachine())).next).toEqual([
      'eval "$(ctl sandbox env other)"',
      'ctl list',
      'psql "$(ctl sandbox env other --dsn)"',
      'ctl sandbox break pg1 --name other',
      'ctl sandbox down other',
    ]);
  });

  it('takes ports that no other sandbox has and nobody listens on', async () => {
    const machine = new FakeMachine();
    machine.records.set('first', aSandbox({ name: 'first' }));
    machine.occupiedPorts.add(15_111);
    const report = await up(REQUEST, machine);
    expect(report.haproxy.writeAddress).toBe('127.0.0.1:15200');
  });

  it.each([
    ['once', 1, '127.0.0.1:15100'],
    ['whenever it has chosen', Number.POSITIVE_INFINITY, null],
  ])('chooses other ports if somebody takes them %s before they are used', async (_, times, address) => {
    const machine = new FakeMachine();
    const { write } = machine.store;
    let count = 0;
    machine.store.write = async (sandbox) => {
      count += 1;
      if (count <= times) machine.occupiedPorts.add(sandbox.etcd[0]?.clientPort ?? 0);
      return write(sandbox);
    };
    if (address === null) {
      expect((await failureOf(up(REQUEST, machine))).problem.code).toBe('port-occupied');
      expect({ count, records: machine.records.size }).toEqual({ count: 3, records: 0 });
    } else expect((await up(REQUEST, machine)).haproxy.writeAddress).toBe(address);
  });

  it('needs no replica with one member', async () => {
    const report = await up({ ...REQUEST, members: 1, etcd: 1 }, new FakeMachine());
    expect(report.members).toHaveLength(1);
    expect(report.steps.map(({ what }) => what)).toContain('1 member');
  });

  it('shows no secret', async () => {
    const machine = new FakeMachine();
    const report = await up(REQUEST, machine);
    const sandbox = machine.records.get('demo');
    if (sandbox === undefined || sandbox === 'damaged') throw new Error('no record');
    for (const secret of Object.values(sandbox.secrets)) expect(JSON.stringify(report)).not.toContain(secret);
  });

  it.each(['.x', '', 'a/b', '-x', 'ä', 'a b'])('refuses the name "%s"', async (name) => {
    expect((await failureOf(up({ ...REQUEST, name }, new FakeMachine()))).outcome).toBe('usage');
  });
});

describe('up on what is there', () => {
  it('does nothing when all runs', async () => {
    const machine = new FakeMachine().run(aSandbox());
    expect(await up(REQUEST, machine)).toMatchObject({
      outcome: 'done',
      code: 'already-running',
      started: [],
    });
    expect(machine.events).toEqual([]);
  });

  it('starts what is missing and thaws what is frozen', async () => {
    const machine = new FakeMachine().run(aSandbox());
    machine.end('e2');
    machine.end('pg3', 'server');
    machine.freeze('haproxy');
    const report = await up(REQUEST, machine);
    expect(machine.events).toEqual(['CONT haproxy', 'start e2', 'start pg3']);
    expect(report).toMatchObject({ code: null, started: ['e2', 'pg3'], thawed: ['haproxy'] });
  });

  it('starts the former leader first, the one on the highest timeline', async () => {
    const machine = new FakeMachine();
    machine.records.set('demo', aSandbox());
    machine.controlData.set('pg1', { wasPrimary: true, timeline: 1 });
    machine.controlData.set('pg2', { wasPrimary: false, timeline: 3 });
    machine.controlData.set('pg3', { wasPrimary: true, timeline: 3 });
    const report = await up(REQUEST, machine);
    expect(machine.events.filter((event) => event.includes('pg'))).toEqual([
      'start pg3',
      'start pg1',
      'start pg2',
    ]);
    expect(report.leader).toBe('pg3');
  });

  it('keeps what the user has changed in the files', async () => {
    const machine = new FakeMachine();
    const sandbox = aSandbox();
    machine.records.set('demo', sandbox);
    machine.files.set(`${sandbox.directory}/pg1/patroni.yml`, 'changed');
    await up(REQUEST, machine);
    expect(machine.files.get(`${sandbox.directory}/pg1/patroni.yml`)).toBe('changed');
  });

  it('refuses another shape', async () => {
    const machine = new FakeMachine().run(aSandbox());
    const failure = await failureOf(up({ ...REQUEST, members: 5 }, machine));
    expect(failure.problem).toMatchObject({
      code: 'other-shape',
      next: expect.stringContaining('down demo --destroy'),
    });
  });

  it('sends a damaged one to down --destroy', async () => {
    const machine = new FakeMachine();
    machine.records.set('demo', 'damaged');
    const failure = await failureOf(up(REQUEST, machine));
    expect(failure.problem).toMatchObject({
      code: 'damaged-sandbox',
      next: 'ctl sandbox down demo --destroy',
    });
  });

  it('warns that what runs keeps its program', async () => {
    const machine = new FakeMachine().run(aSandbox());
    await up({ ...REQUEST, choices: { patroni: '/opt/patroni' } }, machine);
    expect(machine.warnings.map(({ code }) => code)).toEqual(['programs-later']);
    expect(machine.records.get('demo')).toMatchObject({ programs: { patroni: { path: '/opt/patroni' } } });
  });

  it('names the port that somebody else has taken', async () => {
    const machine = new FakeMachine();
    machine.records.set('demo', aSandbox());
    machine.occupiedPorts.add(15_062);
    const failure = await failureOf(up(REQUEST, machine));
    expect(failure.message).toBe('Another program listens on port 15062 of pg2.agent');
    expect(machine.events).toEqual([]);
  });
});

describe('up that fails', () => {
  it('shows the log of the server that ended, and leaves nothing', async () => {
    const machine = new FakeMachine();
    machine.broken.add('pg2');
    const failure = await failureOf(up(REQUEST, machine));
    expect(failure).toMatchObject({
      outcome: 'refused',
      message: 'Step "patroni: pg2, pg3 streaming" failed: pg2 ended by itself',
    });
    expect(failure.parts.map(({ subject }) => subject)).toEqual(['pg2.agent', 'pg2.postgres']);
    expect(machine.processesNow).toEqual([]);
    expect([...machine.records.keys(), ...machine.files.keys()]).toEqual([]);
  });

  it('is unreachable at the deadline, and names what is not there', async () => {
    const machine = new FakeMachine();
    machine.ill.add('e3');
    machine.deadlineMs = 5000;
    const failure = await failureOf(up(REQUEST, machine));
    expect(failure).toMatchObject({
      outcome: 'unreachable',
      message: 'Step "etcd: 3 members ready" failed: e3 not there after 5 s',
    });
    expect(machine.processesNow).toEqual([]);
  });

  it('leaves everything with --keep', async () => {
    const machine = new FakeMachine();
    machine.broken.add('haproxy');
    await failureOf(up({ ...REQUEST, keep: true }, machine));
    expect(machine.states).toContain('pg1 running');
    expect(machine.records.has('demo')).toBe(true);
  });

  it('stops only what it started in a sandbox that was there', async () => {
    const machine = new FakeMachine().run(aSandbox());
    machine.end('pg2');
    machine.end('haproxy');
    machine.broken.add('haproxy');
    await failureOf(up(REQUEST, machine));
    expect(machine.states).toEqual(expect.arrayContaining(['pg1 running', 'pg3 running', 'e1 running']));
    expect(machine.states).not.toContain('pg2 running');
    expect(machine.records.has('demo')).toBe(true);
  });

  it('cleans up when interrupted', async () => {
    const machine = new FakeMachine();
    machine.ill.add('e1');
    machine.interruptAfterMs = 1000;
    const failure = await failureOf(up(REQUEST, machine));
    expect(failure).toMatchObject({
      outcome: 'cancelled',
      message: 'Interrupted; what was started is stopped and removed',
    });
    expect(machine.processesNow).toEqual([]);
  });
});

describe('up without the programs', () => {
  it('names them and the command of the distribution', async () => {
    const machine = new FakeMachine();
    machine.missingPrograms.add('patroni').add('haproxy');
    const failure = await failureOf(up(REQUEST, machine));
    expect(failure.outcome).toBe('refused');
    expect(failure.problem).toMatchObject({
      code: 'missing-programs',
      next: 'apt-get install --no-install-recommends patroni python3-etcd haproxy, or: ctl sandbox up --install',
    });
    expect(failure.parts.map(({ subject }) => subject)).toEqual(['patroni', 'haproxy']);
    expect(machine.records.size).toBe(0);
  });

  it('installs only the missing ones with --install', async () => {
    const machine = new FakeMachine();
    machine.missingPrograms.add('etcd');
    expect((await up({ ...REQUEST, install: true }, machine)).outcome).toBe('done');
    expect(machine.installScripts.join()).toContain(
      'apt-get install --yes --no-install-recommends etcd-server\n',
    );
  });
});
