import { fileURLToPath } from 'node:url';
import type { OpenOptions } from '../../src/cli/open/open-etcd.js';
import type { OpenSandboxOptions, SandboxWorld } from '../../src/cli/open/open-sandbox.js';
import type { Opener } from '../../src/cli/open/opener.js';
import type { World } from '../../src/cli/open/world.js';
import { ERROR_DOCUMENT, exitOf } from '../../src/cli/output/document.js';
import { notedEnding, noteEnding } from '../../src/cli/output/ending.js';
import { type OutputStreams, writeTo } from '../../src/cli/output/output.js';
import { runCommand } from '../../src/cli/start/main.js';
import { leadBy } from '../../src/formats/hint.js';
import type { OperatorInput } from '../../src/operations/ports/operator-ports.js';
import type { SandboxPorts } from '../../src/operations/sandbox/ports.js';
import { FakeMachine } from '../operations/sandbox/fake-machine.js';
import { fakeWorld } from './fake-world.js';
import { assertPrinted } from './hints/assert-hints.js';
import { assertDocument } from './schemas.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

// Nothing of the person who runs the tests gets in, and oclif has no advice for its developers.
Object.assign(process.env, { NO_COLOR: '1', LC_ALL: 'C.UTF-8', NODE_ENV: 'production' });

export interface CommandRun {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Of `--json`; with a document on each line the last one. */
  readonly document: Readonly<Record<string, unknown>>;
  /** What the ports were opened with. */
  readonly opened: readonly OpenOptions[];
}

export interface CommandRecipe {
  readonly ports?: Partial<World>;
  readonly sandbox?: SandboxPorts;
  /** After so many results nobody looks on. */
  readonly frames?: number;
}

/** One invocation of ctl in this process, from what was typed to its exit code, with fake ports. Words with spaces come as a list. */
export async function runArgv(
  typed: string | readonly string[],
  recipe: CommandRecipe = {},
): Promise<CommandRun> {
  const argv = typeof typed === 'string' ? typed.split(' ') : typed;
  const output = new FakeOutput(recipe.frames ?? Number.POSITIVE_INFINITY);
  const opener = new FakeOpener(recipe);
  writeTo(output);
  noteEnding({ shape: ERROR_DOCUMENT, outcome: 'done', code: null });
  leadBy({});
  await runCommand(argv, { root: ROOT, loadCommand, opener });
  const { shape, outcome, code } = notedEnding();
  const { stdout, stderr } = output.texts;
  assertPrinted(argv, stdout);
  assertPrinted(argv, stderr);
  opener.assertClosed();
  const exit = exitOf(shape, outcome, code);
  const document = argv.includes('--json') ? documentIn(stdout) : {};
  if ('exit' in document && document.exit !== exit) throw new Error(`exit ${exit}, not as in\n${stdout}`);
  return { exit, stdout, stderr, document, opened: opener.options };
}

/** The document of `--json`, with the exit code in it. */
export async function documentOf(typed: string, recipe: CommandRecipe = {}): Promise<CommandRun['document']> {
  return (await runArgv(`${typed} --json`, recipe)).document;
}

async function loadCommand(id: string) {
  return (await import(/* @vite-ignore */ `../../src/commands/${id.replaceAll(':', '/')}.ts`)).default;
}

/** What is said about words that are not understood; nothing was opened for them. */
export async function refusal(typed: string | readonly string[]): Promise<string> {
  const argv = typeof typed === 'string' ? typed.split(' ') : typed;
  const { exit, stdout, stderr, opened } = await runArgv(argv);
  const [first = '', ...others] = `${stdout}${stderr}`.split('\n');
  if (exit === 2 && opened.length === 0) return first.replace(/^Error: /, '');
  throw new Error(`exit ${exit}:\n${[first, ...others].join('\n')}`);
}

/** One document, or one on each line. */
function documentIn(stdout: string): Readonly<Record<string, unknown>> {
  const lines = stdout.trimEnd().split('\n');
  if (!lines.every((line) => line.startsWith('{"'))) return assertDocument(stdout);
  return lines.map((line) => assertDocument(line)).at(-1) ?? {};
}

class FakeOutput implements OutputStreams {
  readonly texts = { stdout: '', stderr: '' };
  readonly stdout = this.stream('stdout');
  readonly stderr = this.stream('stderr');
  readonly abandoned: Promise<void>;
  private abandon: () => void = () => {};

  constructor(private left: number) {
    this.abandoned = new Promise((resolve) => {
      this.abandon = resolve;
    });
  }

  private stream(name: 'stdout' | 'stderr'): OutputStreams['stdout'] {
    return {
      isTTY: false,
      columns: 0,
      lost: null,
      write: (text) => {
        this.texts[name] += text;
      },
      taken: async () => {
        this.left -= 1;
        if (this.left <= 0) this.abandon();
      },
    };
  }
}

/** Opens the ports that a test hands over, and notes with which options. */
class FakeOpener implements Opener {
  readonly options: OpenOptions[] = [];
  private closed = 0;

  constructor(private readonly recipe: CommandRecipe) {}

  async open(options: OpenOptions): Promise<World> {
    this.options.push(options);
    return { ...fakeWorld(), ...this.recipe.ports, close: async () => this.noteClosed() };
  }

  openEtcd(options: OpenOptions): Promise<World> {
    return this.open(options);
  }

  async openInput(): Promise<OperatorInput> {
    return this.recipe.ports?.input ?? fakeWorld().input;
  }

  async openSandbox({ deadline, warn }: OpenSandboxOptions): Promise<SandboxWorld> {
    this.options.push({ deadline });
    const { sandbox = new FakeMachine() } = this.recipe;
    const { store, processes, probes, programs, logs, clock, progress, interruption } = sandbox;
    const ports = { store, processes, probes, programs, logs, clock, progress, interruption };
    return { ...ports, deadlineMs: deadline ?? null, warn, close: async () => this.noteClosed() };
  }

  assertClosed(): void {
    const { length } = this.options;
    if (length !== this.closed) throw new Error(`${length} worlds were opened, and ${this.closed} closed`);
  }

  private noteClosed(): void {
    this.closed += 1;
  }
}
