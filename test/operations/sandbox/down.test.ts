import { describe, expect, it } from 'vitest';
import { down } from '../../../src/operations/sandbox/down.js';
import { aSandbox, FakeMachine, failureOf } from './fake-machine.js';

const STOP = { name: 'demo', destroy: false };
const DESTROY = { name: 'demo', destroy: true };

describe('down', () => {
  it('stops the balancer, the replicas, the leader and etcd, and keeps the data', async () => {
    const machine = new FakeMachine().run(aSandbox(), { leader: 'pg2' });
    const report = await down(STOP, machine);
    expect(report).toMatchObject({ outcome: 'done', code: null, destroyed: false, killed: [] });
    expect(report.stopped).toEqual(['haproxy', 'pg1', 'pg3', 'pg2', 'e1', 'e2', 'e3']);
    expect(machine.events).toEqual(
      ['haproxy', 'pg1', 'pg3', 'pg2', 'e1', 'e2', 'e3'].map((name) => `TERM ${name}`),
    );
    expect(machine.processesNow).toEqual([]);
    expect(machine.records.has('demo')).toBe(true);
  });

  it('says so when it is stopped already', async () => {
    const machine = new FakeMachine();
    machine.records.set('demo', aSandbox());
    expect(await down(STOP, machine)).toMatchObject({
      outcome: 'done',
      code: 'already-stopped',
      stopped: [],
    });
  });

  it('kills what does not end in time', async () => {
    const machine = new FakeMachine().run(aSandbox());
    machine.stubborn.add('pg3');
    const report = await down(STOP, machine);
    expect(report.killed).toEqual(['pg3']);
    expect(machine.events.indexOf('TERM pg3')).toBeLessThan(machine.events.indexOf('KILL pg3'));
    expect(machine.processesNow).toEqual([]);
  });

  it('wakes what is frozen', async () => {
    const machine = new FakeMachine().run(aSandbox());
    machine.freeze('e2');
    await down(STOP, machine);
    expect(machine.events.filter((event) => event.endsWith(' e2'))).toEqual(['CONT e2', 'TERM e2']);
  });

  it('shuts down a PostgreSQL whose agent is gone', async () => {
    const machine = new FakeMachine().run(aSandbox());
    machine.end('pg1', 'server');
    await down(STOP, machine);
    expect(machine.events).toContain('INT pg1.postgres');
    expect(machine.processesNow).toEqual([]);
  });

  it('stops the servers of a damaged sandbox, too', async () => {
    const machine = new FakeMachine().run(aSandbox());
    machine.records.set('demo', 'damaged');
    await down(STOP, machine);
    expect(machine.processesNow).toEqual([]);
  });

  it('does not find an unknown one, and names the others', async () => {
    const machine = new FakeMachine();
    machine.records.set('other', aSandbox({ name: 'other' }));
    const failure = await failureOf(down(STOP, machine));
    expect(failure).toMatchObject({ outcome: 'not-found', problem: { next: 'sandboxes: other' } });
  });
});

describe('down --destroy', () => {
  it.each(['frozen', 'orphaned', 'stubborn', 'damaged', 'stopped'])(
    'leaves nothing of a %s one',
    async (state) => {
      const machine = new FakeMachine();
      if (state === 'stopped') machine.records.set('demo', aSandbox());
      else machine.run(aSandbox());
      if (state === 'frozen') machine.freeze('pg1');
      if (state === 'orphaned') machine.end('pg1', 'server');
      if (state === 'stubborn') machine.stubborn.add('pg1');
      if (state === 'damaged') machine.records.set('demo', 'damaged');
      expect(await down(DESTROY, machine)).toMatchObject({ outcome: 'done', destroyed: true });
      expect(machine.processesNow).toEqual([]);
      expect(machine.records.size).toBe(0);
    },
  );

  it('lets PostgreSQL give its memory back', async () => {
    const machine = new FakeMachine().run(aSandbox({ members: 1, etcd: 1 }));
    await down(DESTROY, machine);
    expect(machine.events).toEqual(['KILL e1', 'KILL pg1', 'KILL haproxy', 'QUIT pg1.postgres']);
  });
});
