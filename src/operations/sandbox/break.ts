import { Failure } from '../../errors.js';
import { ctl, type Hint, hint } from '../../formats/hint.js';
import { done, type Report } from '../report.js';
import { type ChooseSandbox, findSandbox, settleName } from './find-sandbox.js';
import { findParts, type Part } from './parts.js';
import type { SandboxPorts } from './ports.js';
import { isSameProcess, type ProcessState, processesOf, type SandboxProcess, stateOf } from './processes.js';
import { askToEnd, type Stopping, signalInOrder, waitUntilGone } from './stop.js';

/** `stop` is a clean end, `kill` a power cut, `freeze` a machine that hangs. */
export const BREAKAGES = ['stop', 'kill', 'freeze'] as const;

export type Breakage = (typeof BREAKAGES)[number];

interface BreakRequest {
  /** Null for the only one. */
  readonly name: string | null;
  readonly component: string;
  readonly how: Breakage;
}

interface NamedRequest extends BreakRequest {
  readonly name: string;
}

interface PartState {
  readonly name: string;
  readonly state: ProcessState;
}

export interface BreakReport extends Report {
  readonly name: string;
  readonly component: string;
  readonly how: Breakage;
  /** What was running when it was hit, such as `pg1.agent`. */
  readonly hit: readonly string[];
  /** The component afterwards; a PostgreSQL whose agent lives may already be running again. */
  readonly parts: readonly PartState[];
  /** A PostgreSQL is started again by its agent. */
  readonly comesBack: boolean;
  /** The command that brings it back. */
  readonly next: Hint;
}

const LIMIT_MS: Readonly<Record<Breakage, number>> = { stop: 60_000, kill: 10_000, freeze: 5000 };

/** Stops, kills or freezes a component, or one part of a member. */
export async function breakComponent(typed: BreakRequest, ports: SandboxPorts): Promise<BreakReport> {
  const { component, how } = typed;
  const choose: ChooseSandbox = (name) => ctl('sandbox break', null, [component], { how, name });
  const request = { ...typed, name: await settleName(typed.name, ports, choose) };
  const sandbox = await findSandbox(request.name, ports);
  const parts = findParts(sandbox, request.component);
  return ports.store.locked(request.name, async () => {
    const stopping = {
      ports,
      directory: sandbox.directory,
      graceMs: ports.deadlineMs ?? LIMIT_MS[request.how],
    };
    const targets = await readTargets(stopping, parts);
    const hit = parts.filter((part) => processesOf(part, targets).length > 0).map(({ name }) => name);
    const isFrozen = targets.every(({ frozen }) => frozen);
    if (request.how === 'freeze' && targets.length === 0) throw nothingToFreeze(request);
    const isAlready = request.how === 'freeze' ? isFrozen : targets.length === 0;
    if (!isAlready) await doBreak(request, stopping, parts, targets);
    const after = await ports.processes.below(sandbox.directory);
    return {
      ...done(),
      code: isAlready ? 'already-so' : null,
      ...request,
      hit: isAlready ? [] : hit,
      comesBack: request.how !== 'freeze' && parts.every((part) => hasAgent(part, after)),
      next: mendCommand(request),
      parts: parts.map((part) => ({ name: part.name, state: stateOf(processesOf(part, after)) })),
    };
  });
}

function hasAgent({ kind, component }: Part, processes: readonly SandboxProcess[]): boolean {
  const agent = processes.some((process) => process.component === component && !process.isPostgres);
  return kind === 'postgres' && agent;
}

async function doBreak(
  { name, component, how }: NamedRequest,
  stopping: Stopping,
  parts: readonly Part[],
  targets: readonly SandboxProcess[],
): Promise<void> {
  const meant = meantBy(parts, targets, how);
  const asked: SandboxProcess[] = [];
  const left =
    how === 'freeze'
      ? await freeze(stopping, parts)
      : await waitUntilGone(stopping, meant, stopping.graceMs, async (processes) => {
          if (how === 'kill') await signalInOrder(stopping, processes, 'KILL');
          else await askToEnd(stopping, processes, asked);
        });
  if (left.length === 0) return;
  const pids = left.map(({ pid }) => pid).join(', ');
  throw new Failure(
    'unknown',
    'not-broken-in-time',
    `${component} was asked to ${how} and has not (process ${pids})`,
    {
      subject: component,
      next: hint`${ctl('sandbox status', null, [name])}, or ${ctl('sandbox break', null, [component], { how: 'kill', name })}`,
    },
  );
}

/**
 * An agent that is stopped takes its PostgreSQL along. A PostgreSQL that ends is started again by its agent, therefore
 * only the processes that were there are waited for.
 */
function meantBy(parts: readonly Part[], targets: readonly SandboxProcess[], how: Breakage) {
  const isPostgresOnly = parts.every(({ kind }) => kind === 'postgres');
  if (isPostgresOnly)
    return (process: SandboxProcess) => targets.some((target) => isSameProcess(target, process));
  const components = parts.map(({ component }) => component);
  const takesPostgres = how === 'stop' || parts.some(({ kind }) => kind === 'postgres');
  return ({ component, isPostgres }: SandboxProcess) =>
    components.includes(component) && (takesPostgres || !isPostgres);
}

async function freeze(stopping: Stopping, parts: readonly Part[]): Promise<readonly SandboxProcess[]> {
  const { clock } = stopping.ports;
  const end = clock.monotonicMs() + stopping.graceMs;
  for (;;) {
    const moving = (await readTargets(stopping, parts)).filter(({ frozen }) => !frozen);
    if (moving.length === 0 || clock.monotonicMs() >= end) return moving;
    await signalInOrder(stopping, moving, 'STOP');
    await clock.sleep(50);
  }
}

async function readTargets(
  { ports, directory }: Stopping,
  parts: readonly Part[],
): Promise<readonly SandboxProcess[]> {
  const processes = await ports.processes.below(directory);
  return parts.flatMap((part) => processesOf(part, processes));
}

function nothingToFreeze({ name, component }: NamedRequest): Failure {
  return new Failure('refused', 'not-running', `${component} does not run`, {
    subject: component,
    next: mendCommand({ name, component }),
  });
}

function mendCommand({ name, component }: Pick<NamedRequest, 'name' | 'component'>): Hint {
  return ctl('sandbox mend', null, [component], { name });
}
