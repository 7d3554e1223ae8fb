import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeafListener, startDeafListener } from './support/deaf-listener.js';
import { type Fate, type Fates, startLeaving } from './support/leaving-reader.js';

const NOWHERE = ['-d', '127.0.0.1:1'];

/** A start takes a tenth of it, and a deadline twice as long. */
const BEGUN_MS = 2500;

/** Invocations that need no cluster, with the code that is true of each. */
const INVOCATIONS: readonly [readonly string[], number][] = [
  [['--version'], 0],
  [['--help'], 0],
  [['restart', '--help'], 0],
  [['help', 'exit-codes'], 0],
  [['help', 'exit-codes', '--json'], 0],
  [['lsit'], 2],
  [['lsit', '--json'], 2],
  [['list', 'demo', ...NOWHERE], 4],
  [['list', 'demo', '--json', ...NOWHERE], 4],
  [['edit-config', 'demo', '-s', 'ttl=40', '--yes', ...NOWHERE], 4],
  [['doctor', 'demo', '--json', ...NOWHERE], 3],
  [['check', 'demo', ...NOWHERE], 2],
  [['check', 'demo', '--only', 'nonsense'], 3],
];

describe('a reader who goes away changes no exit code', () => {
  const FATES: readonly Fate[] = ['leaves', 'closed'];
  it.each(FATES.flatMap((fate) => INVOCATIONS.map(([args, code]) => [fate, args, code] as const)))(
    '%s: %j',
    async (fate, args, code) => {
      const ctl = startLeaving(args, { stdout: fate, stderr: fate });
      ctl.leave();
      const { exit, signal } = await ctl.ended;
      expect({ exit, signal }).toEqual({ exit: code, signal: null });
    },
  );
});

/** Until its deadline ctl hears nothing; meanwhile somebody closes its terminal. */
describe('a terminal that is closed', () => {
  let etcd: DeafListener;
  beforeAll(async () => {
    etcd = await startDeafListener();
  });
  afterAll(() => etcd.close());

  const HALVES: readonly Fates[] = [
    { stdout: 'terminal', stderr: 'terminal' },
    { stdout: 'terminal', stderr: 'read' },
    { stdout: 'full', stderr: 'terminal' },
  ];
  const COMMANDS: readonly [readonly string[], number][] = [
    [['list', 'demo'], 4],
    [['edit-config', 'demo', '-s', 'ttl=40', '--yes'], 4],
    [['check', 'demo', '--json'], 2],
  ];
  it.each(HALVES.flatMap((fates) => COMMANDS.map(([args, code]) => [fates, args, code] as const)))(
    'ends nothing: %j, %j',
    async (fates, args, code) => {
      const ctl = startLeaving([...args, '-d', `127.0.0.1:${etcd.port}`], fates);
      await new Promise((resolve) => setTimeout(resolve, BEGUN_MS));
      ctl.leave();
      const { exit, signal } = await ctl.ended;
      expect({ exit, signal }).toEqual({ exit: code, signal: null });
    },
    30_000,
  );
});

describe('a result that cannot be written', () => {
  /** What fails is told on stderr, and only --json and check want a failure on stdout. */
  const isWritten = (args: readonly string[], code: number): boolean =>
    code === 0 || args.includes('--json') || args[0] === 'check' || args[0] === 'doctor';

  it.each(INVOCATIONS)('is told on stderr and is exit 74 unless it was worse: %j', async (args, code) => {
    const { exit, stderr } = await startLeaving(args, { stdout: 'full', stderr: 'read' }).ended;
    const replaced = args[0] === 'check' ? 3 : 74;
    expect(exit).toBe([0, 3].includes(code) ? replaced : code);
    if (isWritten(args, code)) expect(stderr).toContain('Error: the result cannot be written: ENOSPC');
    if (code === 4) expect(stderr).toContain('connection refused');
    if (args[0] === 'lsit') expect(stderr).toContain("No such command 'lsit'");
  });

  it.each(INVOCATIONS)(
    'says nothing, and changes nothing else, if stderr is full, too: %j',
    async (args, code) => {
      const { exit } = await startLeaving(args, { stdout: 'full', stderr: 'full' }).ended;
      expect(exit).toBe([0, 3].includes(code) ? (args[0] === 'check' ? 3 : 74) : code);
    },
  );

  it('tells how the command has ended', async () => {
    const { stderr } = await startLeaving(['doctor', 'demo', ...NOWHERE], { stdout: 'full', stderr: 'read' })
      .ended;
    expect(stderr).toContain(
      'the command itself ended with unhealthy (exit 3): an inspection ran to its end and found errors or a difference\n' +
        'what was to be written:\n',
    );
  });
});
