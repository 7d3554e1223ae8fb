import type { Problem } from '../../errors.js';
import type { Interruption } from '../ports/operator-ports.js';
import type { Clock } from '../ports/ports.js';
import type { PlannedFile } from './planned-files.js';
import type { SandboxProcess } from './processes.js';
import type { ProgramName, Sandbox } from './sandbox.js';
import type { ServerCommand } from './server-commands.js';

/** The directories of the sandboxes: one for each below the home, named like it. */
export interface SandboxStore {
  readonly home: string;
  names(): Promise<readonly string[]>;
  directoryOf(name: string): string;
  /** `damaged`: the directory is there, but its record cannot be read. */
  read(name: string): Promise<Sandbox | 'damaged' | null>;
  /** Writes the record; the sandbox exists from then on. */
  write(sandbox: Sandbox): Promise<void>;
  makeDirectories(sandbox: Sandbox, directories: readonly string[]): Promise<void>;
  writeFile(sandbox: Sandbox, file: PlannedFile, options: { readonly overwrite: boolean }): Promise<void>;
  /** Removes the directory and all that belongs to it. */
  remove(name: string): Promise<void>;
  /** Does the work while no other ctl can change this sandbox; a `conflict` if one is at work. */
  locked<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Does the work while no other ctl chooses ports. */
  whileChoosingPorts<T>(work: () => Promise<T>): Promise<T>;
  /** A directory for Unix sockets, whose paths may have 97 characters at most. */
  socketDirectoryFor(name: string): Promise<string>;
  /** A new password. */
  newSecret(): string;
}

/** The processes of this machine, as far as they belong to a sandbox. */
export interface Processes {
  /** All of a sandbox's processes; also those that ctl did not start itself, such as an orphaned PostgreSQL. */
  below(directory: string): Promise<readonly SandboxProcess[]>;
  /** Whether the server that was started for the component still lives; cheaper than `below`. */
  lives(directory: string, component: string): Promise<boolean>;
  /** Starts a server that outlives ctl. */
  start(command: ServerCommand): Promise<void>;
  /** Signals the processes that are still the same; one that has ended is no error. */
  signal(processes: readonly SandboxProcess[], signal: Signal): Promise<void>;
}

/** INT is PostgreSQL's fast shutdown, QUIT its immediate one. */
export type Signal = 'TERM' | 'KILL' | 'STOP' | 'CONT' | 'INT' | 'QUIT';

/** What the servers say about themselves. */
interface Probes {
  isPortFree(port: number): Promise<boolean>;
  isListening(port: number): Promise<boolean>;
  isEtcdHealthy(clientPort: number): Promise<boolean>;
  /** `GET /patroni`; null if the agent is silent. */
  readAgent(apiPort: number): Promise<AgentStatus | null>;
  /** The balancer's statistics; null if it is silent. */
  readBalancer(statsSocket: string): Promise<readonly BalancerServer[] | null>;
  /** `pg_controldata` of a member; null if it has no data yet. */
  readControlData(binDirectory: string, dataDirectory: string): Promise<ControlData | null>;
}

export interface AgentStatus {
  readonly version: string | null;
  /** `running`, `starting`, `creating replica` and so on. */
  readonly state: string;
  readonly isPrimary: boolean;
  readonly timeline: number | null;
  /** Names of the members that stream from this one. */
  readonly streaming: readonly string[];
}

export interface BalancerServer {
  readonly pool: string;
  readonly server: string;
  /** Checked, and found fit. */
  readonly isUp: boolean;
}

export interface ControlData {
  /** Whether it was a primary, running or shut down. */
  readonly wasPrimary: boolean;
  readonly timeline: number;
}

/** Paths that were chosen by hand. */
export type ProgramChoices = Readonly<Partial<Record<ProgramName, string | undefined>>>;

export interface FoundProgram {
  readonly program: ProgramName;
  /** Null if it is not installed. */
  readonly path: string | null;
  readonly version: string | null;
  /** Why it cannot be used, for messages: `not found`, `initdb is missing`. */
  readonly trouble: string | null;
}

interface ProgramFinder {
  find(choices: ProgramChoices): Promise<readonly FoundProgram[]>;
  readDistribution(): Promise<Distribution>;
  /** Runs a shell script as root; the end of its output if it fails. */
  runAsRoot(
    script: string,
    log: string,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly reason: string }>;
}

/** Of /etc/os-release. */
export interface Distribution {
  readonly id: string;
  readonly like: readonly string[];
}

/** The logs of the servers. */
export interface Logs {
  /** The last lines; none if there is no such file. */
  tail(path: string, lines: number): Promise<readonly string[]>;
  /** Lines as they are written, beginning at the end of the file. */
  follow(paths: readonly string[]): AsyncIterable<{ readonly path: string; readonly line: string }>;
}

/** What `up` is doing, shown beside the result. */
export interface Progress {
  begin(step: StepBegin): void;
  /** The step that was begun has reached its end. */
  end(step: Step): void;
}

export interface StepBegin {
  readonly server: string;
  readonly what: string;
  /** What it waits for. */
  readonly state: string;
}

export interface Step extends StepBegin {
  readonly elapsedMs: number;
}

export interface SandboxPorts {
  readonly store: SandboxStore;
  readonly processes: Processes;
  readonly probes: Probes;
  readonly programs: ProgramFinder;
  readonly logs: Logs;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly interruption: Interruption;
  /** The time limit of this invocation, if one was given. */
  readonly deadlineMs: number | null;
  warn(problem: Problem): void;
}
