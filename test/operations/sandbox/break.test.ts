import { describe, expect, it } from 'vitest';
import { type Breakage, breakComponent } from '../../../src/operations/sandbox/break.js';
import { mend } from '../../../src/operations/sandbox/mend.js';
import { readStatus } from '../../../src/operations/sandbox/status.js';
import { aSandbox, FakeMachine, failureOf } from './fake-machine.js';

const statesOf = async (machine: FakeMachine) =>
  (await readStatus('demo', machine)).components?.map(({ name, state }) => `${name} ${state}`);

const breakIt = (machine: FakeMachine, component: string, how: Breakage) =>
  breakComponent({ name: 'demo', component, how }, machine);

describe('break', () => {
  it.each<[string, Breakage, readonly string[], readonly string[]]>([
    ['pg1', 'stop', ['TERM pg1'], ['pg1.agent stopped', 'pg1.postgres stopped']],
    ['pg1.agent', 'stop', ['TERM pg1'], ['pg1.agent stopped', 'pg1.postgres stopped']],
    ['pg1.postgres', 'stop', ['INT pg1.postgres'], ['pg1.agent running', 'pg1.postgres stopped']],
    [
      'pg1',
      'kill',
      ['KILL pg1', 'KILL pg1.postgres', 'KILL pg1.postgres'],
      ['pg1.agent stopped', 'pg1.postgres stopped'],
    ],
    ['pg1.agent', 'kill', ['KILL pg1'], ['pg1.agent stopped', 'pg1.postgres running']],
    [
      'pg1',
      'freeze',
      ['STOP pg1', 'STOP pg1.postgres', 'STOP pg1.postgres'],
      ['pg1.agent frozen', 'pg1.postgres frozen'],
    ],
    ['pg1.agent', 'freeze', ['STOP pg1'], ['pg1.agent frozen', 'pg1.postgres running']],
    ['e2', 'kill', ['KILL e2'], ['e2 stopped']],
    ['haproxy', 'stop', ['TERM haproxy'], ['haproxy stopped']],
  ])('%s --how %s', async (component, how, events, states) => {
    const machine = new FakeMachine().run(aSandbox());
    const report = await breakIt(machine, component, how);
    expect(report).toMatchObject({ outcome: 'done', code: null, component, how });
    expect(machine.events).toEqual(events);
    expect(await statesOf(machine)).toEqual(expect.arrayContaining([...states]));
  });

  it('knows that an agent starts its PostgreSQL again', async () => {
    const machine = new FakeMachine().run(aSandbox());
    expect((await breakIt(machine, 'pg1.postgres', 'kill')).comesBack).toBe(true);
    expect((await breakIt(machine, 'pg2', 'kill')).comesBack).toBe(false);
  });

  it('says so when it is broken already', async () => {
    const machine = new FakeMachine().run(aSandbox());
    machine.end('e1');
    expect(await breakIt(machine, 'e1', 'stop')).toMatchObject({
      outcome: 'done',
      code: 'already-so',
      hit: [],
    });
    expect((await failureOf(breakIt(machine, 'e1', 'freeze'))).problem.code).toBe('not-running');
  });

  it('wakes a frozen server to stop it', async () => {
    const machine = new FakeMachine().run(aSandbox());
    machine.freeze('e1');
    await breakIt(machine, 'e1', 'stop');
    expect(machine.events).toEqual(['CONT e1', 'TERM e1']);
  });

  it('does not know the end of a server that does not end', async () => {
    const machine = new FakeMachine().run(aSandbox());
    machine.stubborn.add('e1');
    expect((await failureOf(breakIt(machine, 'e1', 'stop'))).outcome).toBe('unknown');
    expect(machine.states).toContain('e1 running');
  });

  it('does not find what is not there, and names the near ones', async () => {
    const machine = new FakeMachine().run(aSandbox());
    const near = await failureOf(breakIt(machine, 'pgl', 'stop'));
    expect(near).toMatchObject({ outcome: 'not-found', problem: { next: 'perhaps pg1, pg2, pg3' } });
    const far = await failureOf(breakIt(machine, 'oracle', 'stop'));
    expect(far.problem.next).toBe('one of e1, e2, e3, pg1, pg2, pg3, haproxy');
  });
});

describe('mend', () => {
  it('thaws and starts everything that needs it', async () => {
    const machine = new FakeMachine().run(aSandbox());
    machine.freeze('pg1');
    machine.end('e3');
    machine.end('pg2', 'server');
    const report = await mend({ name: 'demo', component: null }, machine);
    expect(report.mended).toEqual([
      { component: 'pg1.agent', did: 'thawed' },
      { component: 'pg1.postgres', did: 'thawed' },
      { component: 'e3', did: 'started' },
      { component: 'pg2', did: 'started' },
    ]);
    expect((await readStatus('demo', machine)).state).toBe('running');
  });

  it('touches only the named component', async () => {
    const machine = new FakeMachine().run(aSandbox());
    machine.end('e1');
    machine.end('e2');
    await mend({ name: 'demo', component: 'e2' }, machine);
    expect(machine.events).toEqual(['start e2']);
  });

  it('says so when there is nothing to mend', async () => {
    const machine = new FakeMachine().run(aSandbox());
    expect(await mend({ name: 'demo', component: null }, machine)).toMatchObject({
      code: 'already-so',
      mended: [],
    });
  });

  it('is unreachable when it does not become healthy', async () => {
    const machine = new FakeMachine().run(aSandbox());
    machine.ill.add('pg2');
    const failure = await failureOf(mend({ name: 'demo', component: null }, machine));
    expect(failure).toMatchObject({ outcome: 'unreachable', problem: { subject: 'pg2' } });
  });
});

describe('status', () => {
  it('is the common state, or partly', async () => {
    const machine = new FakeMachine().run(aSandbox({ members: 1, etcd: 1 }));
    expect((await readStatus('demo', machine)).state).toBe('running');
    machine.end('haproxy');
    const report = await readStatus('demo', machine);
    expect(report.state).toBe('partly');
    expect(report.components).toMatchObject([
      { name: 'e1', kind: 'etcd', address: '127.0.0.1:15011', version: '3.4.23' },
      { name: 'pg1.agent', kind: 'agent', address: '127.0.0.1:15061', version: '4.1.5' },
      { name: 'pg1.postgres', kind: 'postgres', address: '127.0.0.1:15031', version: '15.18' },
      {
        name: 'haproxy',
        kind: 'haproxy',
        address: '127.0.0.1:15000',
        version: '2.6.12',
        state: 'stopped',
        pid: null,
      },
    ]);
  });
});
