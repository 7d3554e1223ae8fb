import { describe, expect, it } from 'vitest';
import { aSandbox, FakeMachine } from '../../operations/sandbox/fake-machine.js';
import { documentOf, refusal, runArgv } from '../../support/run-command.js';

const running = () => new FakeMachine().run(aSandbox());
const two = () => running().run(aSandbox({ name: 'test', firstPort: 16_000 }));

/** The command on a machine, and what it is like then. */
async function onMachine(typed: string, machine = running()) {
  return { document: await documentOf(typed, { sandbox: machine }), machine };
}

describe('ctl sandbox up', () => {
  const started = async (typed: string) => onMachine(typed, new FakeMachine());
  it.each([
    ['sandbox up', 'demo', 3, 3],
    ['sandbox up test', 'test', 3, 3],
    ['sandbox up --members 2 --etcd 1', 'demo', 2, 1],
  ])('%s', async (typed, name, members, etcd) => {
    const { document, machine } = await started(typed);
    expect(document).toMatchObject({ exit: 0, name });
    expect(machine.events.filter((event) => event.startsWith('start pg'))).toHaveLength(members);
    expect(machine.events.filter((event) => event.startsWith('start e'))).toHaveLength(etcd);
  });

  it('--patroni, --etcd-program, --postgres and --haproxy choose programs', async () => {
    const typed = 'sandbox up --patroni /p --etcd-program /e --postgres /bin --haproxy /h';
    const { document } = await started(typed);
    const programs = Object.entries({ etcd: '/e', patroni: '/p', postgres: '/bin', haproxy: '/h' });
    expect(document.programs).toEqual(
      expect.arrayContaining(programs.map(([program, path]) => expect.objectContaining({ program, path }))),
    );
  });

  it('--install gets what is missing', async () => {
    const missing = () => {
      const machine = new FakeMachine();
      machine.missingPrograms.add('haproxy');
      return machine;
    };
    expect((await onMachine('sandbox up', missing())).document.exit).not.toBe(0);
    const { document, machine } = await onMachine('sandbox up --install', missing());
    expect([document.exit, machine.installScripts.length]).toEqual([0, 1]);
  });

  it('--keep leaves what has failed', async () => {
    const failed = async (options: string) => {
      const machine = new FakeMachine();
      machine.broken.add('pg1');
      const { document } = await onMachine(`sandbox up --deadline 20s${options}`, machine);
      return [document.exit === 0, machine.records.has('demo')];
    };
    expect([await failed(''), await failed(' --keep')]).toEqual([
      [false, false],
      [false, true],
    ]);
  });

  it.each([
    ['sandbox up --members many', /^Invalid value for '--members'/],
    ['sandbox up --etcd', "Option '--etcd' requires an argument."],
    ['sandbox up a b', 'Got unexpected extra argument (b)'],
    ['sandbox upp', "No such command 'sandbox upp'."],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toMatch(message);
  });
});

describe('ctl sandbox down', () => {
  it.each([
    ['sandbox down', false],
    ['sandbox down demo', false],
    ['sandbox down demo --destroy', true],
  ])('%s', async (typed, destroyed) => {
    const { document, machine } = await onMachine(typed);
    expect(document).toMatchObject({ exit: 0, name: 'demo', destroyed });
    expect([machine.states, machine.records.has('demo')]).toEqual([[], !destroyed]);
  });

  it('of several it wants a name', async () => {
    expect((await onMachine('sandbox down', two())).document).toMatchObject({ exit: 2 });
    expect((await onMachine('sandbox down test', two())).document).toMatchObject({ exit: 0, name: 'test' });
    expect((await onMachine('sandbox down', new FakeMachine())).document).toMatchObject({ exit: 7 });
    expect(await refusal('sandbox down a b')).toBe('Got unexpected extra argument (b)');
  });
});

describe('ctl sandbox env', () => {
  it('tells variables, or with --dsn a URI', async () => {
    const { exit, stdout } = await runArgv('sandbox env', { sandbox: running() });
    expect([exit, stdout]).toEqual([0, expect.stringMatching(/^export PATRONICTL_CONFIG_FILE=/m)]);
    const { stdout: dsn } = await runArgv('sandbox env demo --dsn', { sandbox: running() });
    expect(dsn).toMatch(/^postgresql:\/\/postgres@127\.0\.0\.1:15000\/postgres/);
  });

  it('--json has both', async () => {
    expect((await onMachine('sandbox env')).document).toMatchObject({
      name: 'demo',
      variables: { PGPORT: '15000' },
      dsn: expect.stringContaining('15000'),
    });
    expect((await onMachine('sandbox env nobody')).document).toMatchObject({ exit: 7 });
  });
});

describe('ctl sandbox status', () => {
  it.each([
    ['sandbox status', running, { name: 'demo', state: 'running', sandboxes: null }],
    ['sandbox status test', two, { name: 'test' }],
    ['sandbox status', two, { name: null, sandboxes: [{ name: 'demo' }, { name: 'test' }] }],
    ['sandbox status nobody', running, { exit: 7 }],
  ])('%s', async (typed, machine, told) => {
    expect((await onMachine(typed, machine())).document).toMatchObject(told);
  });
});

describe('ctl sandbox break', () => {
  it.each([
    ['sandbox break e2', { component: 'e2', how: 'stop' }, []],
    ['sandbox break pg1.agent --how freeze', { component: 'pg1.agent', how: 'freeze' }, ['pg1 frozen']],
    ['sandbox break pg1 --how kill --name demo', { component: 'pg1', how: 'kill' }, []],
  ])('%s', async (typed, told, states) => {
    const { document, machine } = await onMachine(typed);
    expect(document).toMatchObject({ exit: 0, name: 'demo', ...told });
    expect(machine.states.filter((state) => state.startsWith(`${told.component.split('.')[0]} `))).toEqual(
      states,
    );
  });

  it.each([
    ['sandbox break pg9', 7],
    ['sandbox break pg1 --name nobody', 7],
  ])('%s exits %d', async (typed, exit) => {
    expect((await onMachine(typed)).document).toMatchObject({ exit });
  });

  it.each([
    ['sandbox break', "Missing argument 'COMPONENT'."],
    ['sandbox break pg1 --how gently', /^Invalid value for '--how'/],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toMatch(message);
  });
});

describe('ctl sandbox mend', () => {
  it.each([
    ['sandbox mend', ['pg1', 'e2']],
    ['sandbox mend pg1 --name demo', ['pg1']],
  ])('%s', async (typed, mended) => {
    const machine = running();
    machine.freeze('pg1');
    machine.end('e2');
    const { document } = await onMachine(typed, machine);
    expect(document).toMatchObject({ exit: 0, name: 'demo' });
    for (const component of mended) expect(machine.states).toContain(`${component} running`);
    expect(machine.states.includes('e2 running')).toBe(mended.includes('e2'));
  });

  it('what there is not exits 7', async () => {
    expect((await onMachine('sandbox mend pg9')).document).toMatchObject({ exit: 7 });
    expect((await onMachine('sandbox mend --name nobody')).document).toMatchObject({ exit: 7 });
    expect(await refusal('sandbox mend pg1 pg2')).toBe('Got unexpected extra argument (pg2)');
  });
});

describe('ctl sandbox logs', () => {
  it.each([
    ['sandbox logs', 10],
    ['sandbox logs pg1', 2],
    ['sandbox logs pg1.agent --lines 5', 1],
    ['sandbox logs pg1.agent -n 0 --name demo', 0],
  ])('%s', async (typed, lines) => {
    const { document } = await onMachine(typed);
    expect(document).toMatchObject({ exit: 0, name: 'demo' });
    expect(document.lines).toHaveLength(lines);
  });

  it('--follow and -F go on', async () => {
    for (const option of ['--follow', '-F']) {
      const { document } = await onMachine(`sandbox logs e1 ${option}`);
      expect(document).toMatchObject({ lines: [{ component: 'e1', text: 'new line' }] });
    }
  });

  it.each([
    ['sandbox logs -n -1', /'?--lines'?/],
    ['sandbox logs a b', 'Got unexpected extra argument (b)'],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toMatch(message);
  });
});
