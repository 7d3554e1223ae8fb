import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { BINARY, type CtlOptions, cleanEnvironment } from './run-ctl.js';
import { assertNoSecret } from './secrets.js';

/**
 * What becomes of stdout or stderr. `read`: read to the end. `leaves`: a pipe whose reader goes away when the test says so. `full`: a full
 * disk. `closed`: `>&-`. `terminal`: one that is closed when the test says so.
 */
export type Fate = 'read' | 'leaves' | 'full' | 'closed' | 'terminal';

export interface Fates {
  readonly stdout: Fate;
  readonly stderr: Fate;
}

export interface LeavingRun {
  readonly exit: number | null;
  readonly signal: string | null;
  /** What was read of them; on a terminal both are one text. */
  readonly stdout: string;
  readonly stderr: string;
}

export interface Leaving {
  readonly pid: number;
  /** Until this has been read somewhere. */
  until(text: string | RegExp): Promise<void>;
  /** Nobody reads any more, and terminals are closed. */
  leave(): void;
  /** Typed on the terminal. */
  type(text: string): void;
  readonly ended: Promise<LeavingRun>;
}

const LIMIT_MS = 120_000;

/**
 * Runs the program on a terminal of its own, with those of 0, 1 and 2 on it that are named first. What is on the terminal goes to 3, what
 * comes on standard input is typed; its end closes the terminal. How the program has ended goes to 4.
 */
const TERMINAL = `
import fcntl, json, os, select, sys, termios
fds, argv = sys.argv[1], sys.argv[2:]
master, slave = os.openpty()
pid = os.fork()
if pid == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for fd in fds:
        os.dup2(slave, int(fd))
    os.closerange(3, 256)
    os.execv(argv[0], argv)
os.close(slave)
while True:
    ready = select.select([0, master], [], [])[0]
    try:
        if master in ready:
            text = os.read(master, 65536)
            if not text:
                break
            os.write(3, text)
        elif 0 in ready:
            typed = os.read(0, 65536)
            if not typed:
                break
            os.write(master, typed)
    except OSError:
        break
os.close(master)
os.close(3)
status = os.waitpid(pid, 0)[1]
ended = os.WIFEXITED(status)
os.write(4, json.dumps([os.WEXITSTATUS(status) if ended else None, None if ended else os.WTERMSIG(status)]).encode())
`;

/** The built ctl, read by somebody who goes away. */
export function startLeaving(
  args: readonly string[],
  fates: Fates,
  options: CtlOptions & { readonly program?: readonly string[] } = {},
): Leaving {
  const program = options.program ?? [process.execPath, BINARY];
  const env = cleanEnvironment({ TERM: 'xterm', ...options.env });
  const onTerminal = isOnTerminal(fates);
  const child = onTerminal
    ? startOnTerminal([...program, ...args], fates, env)
    : startInPipes([...program, ...args], fates, env);
  if (!onTerminal) child.stdin?.end(options.input ?? '');
  return follow(child, args, fates);
}

function startOnTerminal(line: readonly string[], fates: Fates, env: Record<string, string>): ChildProcess {
  const fds = ['0', fates.stdout === 'terminal' ? '1' : '', fates.stderr === 'terminal' ? '2' : ''].join('');
  return spawn('/usr/bin/python3', ['-c', TERMINAL, fds, ...line], {
    env,
    stdio: ['pipe', placeOf(fates.stdout), placeOf(fates.stderr), 'pipe', 'pipe'],
  });
}

function startInPipes(line: readonly string[], fates: Fates, env: Record<string, string>): ChildProcess {
  const closes = [fates.stdout === 'closed' ? '1>&-' : '', fates.stderr === 'closed' ? '2>&-' : ''].join(' ');
  return spawn('/bin/sh', ['-c', `exec "$@" ${closes}`, 'sh', ...line], {
    env,
    stdio: ['pipe', placeOf(fates.stdout), placeOf(fates.stderr)],
  });
}

function placeOf(fate: Fate): 'pipe' | number {
  return fate === 'full' ? openSync('/dev/full', 'w') : 'pipe';
}

function follow(child: ChildProcess, args: readonly string[], fates: Fates): Leaving {
  const onTerminal = isOnTerminal(fates);
  const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  const texts = { stdout: '', stderr: '', status: '' };
  const [, stdout, stderr, terminal, status] = child.stdio;
  const reads = (stream: unknown, key: keyof typeof texts): void => {
    if (isReadable(stream))
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        texts[key] += chunk;
      });
  };
  reads(stdout, 'stdout');
  reads(stderr, 'stderr');
  reads(terminal, 'stdout');
  reads(status, 'status');
  let hasEnded = false;
  const ended = new Promise<LeavingRun>((resolve) => {
    child.on('close', (code, killed) => {
      clearTimeout(timer);
      hasEnded = true;
      assertNoSecret(texts.stdout + texts.stderr, `ctl ${args.join(' ')}`);
      const [exit, signal]: (number | null)[] =
        onTerminal && texts.status !== '' ? JSON.parse(texts.status) : [code, null];
      const { stdout: read, stderr: told } = texts;
      resolve({
        exit: exit ?? null,
        signal: signal == null ? killed : `${signal}`,
        stdout: read,
        stderr: told,
      });
    });
  });
  return {
    pid: child.pid ?? 0,
    until: async (text) => {
      const isThere = () => {
        const all = texts.stdout + texts.stderr;
        return typeof text === 'string' ? all.includes(text) : text.test(all);
      };
      while (!isThere()) {
        if (hasEnded) throw new Error(`no ${text} in ${texts.stdout}${texts.stderr}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    leave: () => {
      if (onTerminal) child.stdin?.end();
      if (fates.stdout === 'leaves' && isReadable(stdout)) stdout.destroy();
      if (fates.stderr === 'leaves' && isReadable(stderr)) stderr.destroy();
    },
    type: (text) => void child.stdin?.write(text),
    ended,
  };
}

function isOnTerminal({ stdout, stderr }: Fates): boolean {
  return stdout === 'terminal' || stderr === 'terminal';
}

function isReadable(stream: unknown): stream is Readable {
  return typeof stream === 'object' && stream !== null && 'setEncoding' in stream;
}
