import { Failure, type Problem } from '../../errors.js';
import { ctl, type Hint, hint } from '../../formats/hint.js';
import { done, type Report } from '../report.js';
import { destroy } from './destroy.js';
import { DEFAULT_NAME, requireName } from './find-sandbox.js';
import { obtainPrograms } from './obtain-programs.js';
import {
  makeSandbox,
  type ObtainRequest,
  readMatching,
  refreshPrograms,
  writeFiles,
} from './obtain-sandbox.js';
import type { SandboxPorts, Step } from './ports.js';
import { addressOf, type ProgramName, type Sandbox, settingsFileOf } from './sandbox.js';
import { findGaps } from './start.js';
import { type Started, startAll } from './start-all.js';
import { stopComponents } from './stop.js';

export interface UpRequest extends ObtainRequest {
  /** Leaves what was started as it is when a step fails. */
  readonly keep: boolean;
}

export interface UpReport extends Report {
  readonly name: string;
  readonly directory: string;
  readonly settingsFile: string;
  /** The components that this `up` started. */
  readonly started: readonly string[];
  /** The components that were frozen. */
  readonly thawed: readonly string[];
  readonly leader: string;
  readonly etcd: readonly { readonly name: string; readonly address: string }[];
  readonly members: readonly {
    readonly name: string;
    readonly role: 'leader' | 'replica';
    readonly address: string;
    readonly apiAddress: string;
  }[];
  readonly haproxy: {
    readonly writeAddress: string;
    readonly readAddress: string;
    readonly statsSocket: string;
  };
  readonly programs: readonly {
    readonly program: ProgramName;
    readonly path: string;
    readonly version: string;
  }[];
  readonly steps: readonly Step[];
  /** Commands to try now. */
  readonly next: readonly Hint[];
}

const DEADLINE_MS = 180_000;
/** Undoing must not take long: somebody pressed Ctrl-C, or waits for the reason. */
const UNDO_GRACE_MS = 5000;

/** Makes the sandbox if there is none, starts what does not run, and waits until the cluster is whole. */
export async function up(request: UpRequest, ports: SandboxPorts): Promise<UpReport> {
  requireName(request.name);
  ports.interruption.watch();
  return ports.store.locked(request.name, () => upAlone(request, ports, MOST_CHOICES));
}

/** Of ports: somebody else, such as a sandbox of another home that starts at the same time, may take them before they are used. */
const MOST_CHOICES = 3;

async function upAlone(request: UpRequest, ports: SandboxPorts, choices: number): Promise<UpReport> {
  const existing = await readMatching(request, ports);
  const started: string[] = [];
  try {
    const { sandbox, programsStep } = await obtain(request, existing, ports);
    const deadline = ports.clock.monotonicMs() + (ports.deadlineMs ?? DEADLINE_MS);
    const all = await startAll({ ports, sandbox, deadline }, started);
    const isAlone = (await ports.store.names()).length === 1;
    const whole = { ...all, steps: [...programsStep, ...all.steps] };
    return describe(sandbox, whole, started, isAlone);
  } catch (error) {
    if (!request.keep) await undo(request.name, existing, started, ports);
    const isTaken = error instanceof Failure && error.problem.code === 'port-occupied';
    if (isTaken && existing === null && !request.keep && choices > 1)
      return upAlone(request, ports, choices - 1);
    throw explain(error, request, existing === null);
  }
}

async function obtain(request: UpRequest, existing: Sandbox | null, ports: SandboxPorts) {
  if (existing !== null) {
    const { missing } = await findGaps({ ports, sandbox: existing, deadline: 0 });
    if (missing.length === 0 && !choosesPrograms(request)) return { sandbox: existing, programsStep: [] };
    if (missing.length === 0) ports.warn(laterPrograms(request.name));
  }
  const begun = ports.clock.monotonicMs();
  const step = { server: 'programs', what: 'etcd, patroni, postgres, haproxy', state: 'found' };
  ports.progress.begin(step);
  const sandbox =
    existing === null
      ? await makeSandbox(request, await obtainPrograms(ports, request.choices, request), ports)
      : await refreshPrograms(existing, request, ports);
  const what = Object.entries(sandbox.programs).map(([program, { version }]) => `${program} ${version}`);
  const ended = { ...step, what: what.join(', '), elapsedMs: ports.clock.monotonicMs() - begun };
  ports.progress.end(ended);
  if (ports.interruption.requested) throw new Failure('cancelled', 'interrupted', 'Interrupted');
  await writeFiles(sandbox, ports, { overwrite: false });
  return { sandbox, programsStep: [ended] };
}

function choosesPrograms({ choices }: UpRequest): boolean {
  return Object.values(choices).some((path) => path !== undefined);
}

function laterPrograms(name: string): Problem {
  return {
    code: 'programs-later',
    message: 'what runs already keeps its program until it is started again',
    subject: name,
    next: hint`${ctl('sandbox down', null, [name])} && ${ctl('sandbox up', null, [name])}`,
  };
}

/** Ends what this `up` has started, and removes the directory if this `up` made it. */
async function undo(
  name: string,
  existing: Sandbox | null,
  started: readonly string[],
  ports: SandboxPorts,
): Promise<void> {
  if (existing === null) await destroy(name, ports);
  else await stopComponents({ ports, directory: existing.directory, graceMs: UNDO_GRACE_MS }, started);
}

function explain(error: unknown, request: UpRequest, isNew: boolean): unknown {
  if (!(error instanceof Failure) || error.outcome !== 'cancelled') return error;
  const left = request.keep
    ? `what was started runs on: ${ctl('sandbox down', null, [request.name])}`
    : isNew
      ? 'what was started is stopped and removed'
      : 'what was started is stopped';
  return new Failure('cancelled', 'interrupted', `Interrupted; ${left}`);
}

function describe(
  sandbox: Sandbox,
  { steps, leader, thawed }: Started,
  started: readonly string[],
  isAlone: boolean,
): UpReport {
  const { name, directory, haproxy, programs } = sandbox;
  return {
    ...done(),
    code: started.length + thawed.length === 0 ? 'already-running' : null,
    name,
    directory,
    settingsFile: settingsFileOf(directory),
    started,
    thawed,
    leader,
    etcd: sandbox.etcd.map((member) => ({ name: member.name, address: addressOf(member.clientPort) })),
    members: sandbox.members.map((member) => ({
      name: member.name,
      role: member.name === leader ? 'leader' : 'replica',
      address: addressOf(member.port),
      apiAddress: addressOf(member.apiPort),
    })),
    haproxy: {
      writeAddress: addressOf(haproxy.writePort),
      readAddress: addressOf(haproxy.readPort),
      statsSocket: haproxy.statsSocket,
    },
    programs: (['etcd', 'patroni', 'postgres', 'haproxy'] as const).map((program) => ({
      program,
      ...programs[program],
    })),
    steps,
    next: hintsFor(name, leader, isAlone && name === DEFAULT_NAME),
  };
}

/** The default one, if there is no other, needs no name. */
function hintsFor(name: string, leader: string, isDefault: boolean): readonly Hint[] {
  const named = isDefault ? [] : [name];
  return [
    ...(isDefault ? [] : [hint`eval "$(${ctl('sandbox env', null, named)})"`]),
    ctl('list', null),
    hint`psql "$(${ctl('sandbox env', null, named, { dsn: true })})"`,
    ctl('sandbox break', null, [leader], { name: isDefault ? null : name }),
    ctl('sandbox down', null, named),
  ];
}
