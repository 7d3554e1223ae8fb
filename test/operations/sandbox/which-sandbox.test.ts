import { describe, expect, it } from 'vitest';
import { breakComponent } from '../../../src/operations/sandbox/break.js';
import { down } from '../../../src/operations/sandbox/down.js';
import { readEnv } from '../../../src/operations/sandbox/env.js';
import { readLogs } from '../../../src/operations/sandbox/logs.js';
import { mend } from '../../../src/operations/sandbox/mend.js';
import { readStatus } from '../../../src/operations/sandbox/status.js';
import { aSandbox, FakeMachine, failureOf } from './fake-machine.js';

function machineWith(...names: readonly string[]): FakeMachine {
  const machine = new FakeMachine();
  for (const name of names) machine.records.set(name, aSandbox({ name }));
  return machine;
}

const VERBS: Readonly<Record<string, (machine: FakeMachine) => Promise<{ readonly name: string | null }>>> = {
  'sandbox env a': (machine) => readEnv(null, machine),
  'sandbox down a': (machine) => down({ name: null, destroy: false }, machine),
  'sandbox down a --destroy': (machine) => down({ name: null, destroy: true }, machine),
  'sandbox logs --name a': (machine) => readLogs({ name: null, component: null, lines: 1 }, machine),
  'sandbox logs pg1 --name a': (machine) => readLogs({ name: null, component: 'pg1', lines: 1 }, machine),
  'sandbox mend --name a': (machine) => mend({ name: null, component: null }, machine),
  'sandbox mend pg1 --name a': (machine) => mend({ name: null, component: 'pg1' }, machine),
  'sandbox break pg1 --how kill --name a': (machine) =>
    breakComponent({ name: null, component: 'pg1', how: 'kill' }, machine),
};

describe.each(Object.entries(VERBS))('ctl %s, typed without a name,', (command, run) => {
  it('is refused where there are several, with a command for each', async () => {
    const machine = machineWith('a', 'demo');
    const failure = await failureOf(run(machine));
    expect(failure).toMatchObject({ outcome: 'usage', problem: { code: 'several-sandboxes' } });
    const other = command.replace(/\ba\b/, 'demo');
    expect(failure.problem.next).toBe(`ctl ${command}, or: ctl ${other}`);
    expect(machine.events).toEqual([]);
    expect(machine.records.size).toBe(2);
  });

  it('takes the only one', async () => {
    expect((await run(machineWith().run(aSandbox({ name: 'small' })))).name).toBe('small');
  });
});

describe('sandbox status without a name', () => {
  it('lists all where there are several', async () => {
    const machine = machineWith('b', 'a');
    machine.records.set('c', 'damaged');
    const report = await readStatus(null, machine);
    expect(report).toMatchObject({ outcome: 'done', name: null, components: null, state: null });
    expect(report.sandboxes?.map(({ name, state }) => [name, state])).toEqual([
      ['a', 'stopped'],
      ['b', 'stopped'],
      ['c', null],
    ]);
  });

  it('shows the only one', async () => {
    expect(await readStatus(null, machineWith('small'))).toMatchObject({ name: 'small', sandboxes: null });
  });

  it('says how to make one where there is none', async () => {
    const failure = await failureOf(readStatus(null, machineWith()));
    expect(failure.problem.next).toBe('ctl sandbox up demo');
  });
});
