import { Failure, type Problem } from '../../errors.js';
import type { Hint } from '../../formats/hint.js';
import type { SandboxPorts, Step, StepBegin } from './ports.js';
import type { Sandbox } from './sandbox.js';
import { logsOf } from './server-commands.js';

/** One run of `up` or `mend`: what it works on and until when. */
export interface Attempt {
  readonly ports: SandboxPorts;
  readonly sandbox: Sandbox;
  /** By the monotonic clock. */
  readonly deadline: number;
}

/** What a look at the servers showed: the goal is reached, or these components are not there yet. */
type Sight<T> = { readonly value: T } | { readonly pending: readonly string[] };

interface Target extends StepBegin {
  /** What to do when it is not reached in time. */
  readonly advice: Hint;
}

export interface Goal<T> extends Target {
  look(): Promise<Sight<T>>;
  /** How the step is shown once it is reached. */
  readonly shownAs?: (value: T) => Partial<Pick<Step, 'what' | 'state'>>;
}

const PAUSE_MS = 150;
const TAIL_LINES = 15;

/**
 * Waits until the goal is reached; otherwise says which step failed, with the end of the right log. With `since` the step
 * was begun at that time, and is shown already.
 */
export async function awaitReady<T>(
  attempt: Attempt,
  goal: Goal<T>,
  since?: number,
): Promise<{ value: T; step: Step }> {
  const { clock, progress, interruption } = attempt.ports;
  const { server, what, state } = goal;
  if (since === undefined) progress.begin({ server, what, state });
  const begun = since ?? clock.monotonicMs();
  for (;;) {
    const sight = await goal.look();
    const now = clock.monotonicMs();
    if ('value' in sight) {
      const step = { server, what, state, ...goal.shownAs?.(sight.value), elapsedMs: now - begun };
      progress.end(step);
      return { value: sight.value, step };
    }
    if (interruption.requested) throw new Failure('cancelled', 'interrupted', 'Interrupted');
    const ended = await findEnded(attempt, sight.pending);
    if (ended.length > 0) throw await serverEnded(attempt, goal, ended);
    if (now >= attempt.deadline) throw await notReady(attempt, goal, sight.pending, now - begun);
    await clock.sleep(PAUSE_MS);
  }
}

/** The components without a living server. */
async function findEnded({ ports, sandbox }: Attempt, components: readonly string[]): Promise<string[]> {
  const lives = await Promise.all(components.map((name) => ports.processes.lives(sandbox.directory, name)));
  const suspects = components.filter((_, index) => lives[index] !== true);
  if (suspects.length === 0) return [];
  const processes = await ports.processes.below(sandbox.directory);
  return suspects.filter(
    (name) => !processes.some((process) => process.component === name && !process.isPostgres),
  );
}

async function serverEnded(attempt: Attempt, goal: Target, components: readonly string[]): Promise<Failure> {
  const message = `${titleOf(goal)} failed: ${components.join(', ')} ended by itself`;
  return new Failure('refused', 'server-ended', message, {
    subject: components.join(', '),
    parts: await logTails(attempt, components),
  });
}

async function notReady(
  attempt: Attempt,
  goal: Target,
  pending: readonly string[],
  elapsedMs: number,
): Promise<Failure> {
  const message = `${titleOf(goal)} failed: ${pending.join(', ')} not there after ${Math.round(elapsedMs / 1000)} s`;
  return new Failure('unreachable', 'not-ready', message, {
    subject: pending.join(', '),
    next: goal.advice,
    parts: await logTails(attempt, pending.slice(0, 1)),
  });
}

function titleOf({ server, what, state }: StepBegin): string {
  return `Step "${server}: ${what} ${state}"`;
}

async function logTails({ ports, sandbox }: Attempt, components: readonly string[]): Promise<Problem[]> {
  const logs = components.flatMap((component) => logsOf(sandbox, component));
  const tails = await Promise.all(logs.map(({ path }) => ports.logs.tail(path, TAIL_LINES)));
  return logs.flatMap(({ label, path }, index) => {
    const lines = tails[index] ?? [];
    const text = lines.map((line) => `\n    ${line.replaceAll('\t', '  ')}`).join('');
    return lines.length === 0
      ? []
      : [{ code: 'log', subject: label, message: `${path}:${text}`, next: null }];
  });
}
