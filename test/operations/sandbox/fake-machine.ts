import { Failure, type Problem } from '../../../src/errors.js';
import { planSandbox } from '../../../src/operations/sandbox/plan.js';
import type { PlannedFile } from '../../../src/operations/sandbox/planned-files.js';
import type {
  AgentStatus,
  ControlData,
  FoundProgram,
  SandboxPorts,
  Signal,
  Step,
} from '../../../src/operations/sandbox/ports.js';
import type { SandboxProcess } from '../../../src/operations/sandbox/processes.js';
import type { Sandbox } from '../../../src/operations/sandbox/sandbox.js';
import { FakeInterruption } from '../../support/fake-interruption.js';

const HOME = '/home/sandboxes';

export function aSandbox(
  change: { name?: string; members?: number; etcd?: number; firstPort?: number } = {},
): Sandbox {
  const { name = 'demo', members = 3, etcd = 3, firstPort = 15_000 } = change;
  const program = (path: string, version: string) => ({ path, version });
  return planSandbox(
    {
      name,
      directory: `${HOME}/${name}`,
      members,
      etcd,
      programs: {
        etcd: program('/usr/bin/etcd', '3.4.23'),
        patroni: program('/usr/bin/patroni', '4.1.5'),
        postgres: program('/usr/lib/postgresql/15/bin', '15.18'),
        haproxy: program('/usr/sbin/haproxy', '2.6.12'),
      },
      secrets: { superuser: 's1', replication: 's2', rewind: 's3', restapi: 's4' },
      socketDirectory: `${HOME}/${name}/haproxy`,
    },
    firstPort,
  );
}

/** A machine in memory: servers start, lead, stream, freeze and end as the real ones do, only at once. */
export class FakeMachine implements SandboxPorts {
  readonly records = new Map<string, Sandbox | 'damaged'>();
  readonly files = new Map<string, string>();
  processesNow: SandboxProcess[] = [];
  time = Date.parse('2026-11-22T12:00:00Z');
  /** Everything that was done to servers, in order: `start e1`, `TERM pg1`, `INT pg1.postgres`. */
  readonly events: string[] = [];
  readonly steps: Step[] = [];
  readonly warnings: Problem[] = [];
  readonly occupiedPorts = new Set<number>();
  /** Components that end as soon as they are started. */
  readonly broken = new Set<string>();
  /** Components that ignore everything but SIGKILL. */
  readonly stubborn = new Set<string>();
  /** Components that live, but are never healthy. */
  readonly ill = new Set<string>();
  readonly controlData = new Map<string, ControlData>();
  readonly missingPrograms = new Set<string>();
  readonly installScripts: string[] = [];
  leader: string | null = null;
  deadlineMs: number | null = null;
  interruptAfterMs = Number.POSITIVE_INFINITY;
  private nextPid = 100;
  private readonly begun = this.time;

  readonly clock = {
    now: () => new Date(this.time),
    monotonicMs: () => this.time - this.begun,
    sleep: async (ms: number) => {
      this.time += ms;
    },
  };

  readonly progress = { begin: () => {}, end: (step: Step) => void this.steps.push(step) };

  readonly interruption = new FakeInterruption();

  warn(problem: Problem): void {
    this.warnings.push(problem);
  }

  readonly store: SandboxPorts['store'] = {
    home: HOME,
    names: async () => [...this.records.keys()],
    directoryOf: (name) => `${HOME}/${name}`,
    read: async (name) => this.records.get(name) ?? null,
    write: async (sandbox) => void this.records.set(sandbox.name, sandbox),
    makeDirectories: async () => {},
    writeFile: async (_, file: PlannedFile, { overwrite }) => {
      if (overwrite || !this.files.has(file.path)) this.files.set(file.path, file.text);
    },
    remove: async (name) => {
      this.records.delete(name);
      for (const path of this.files.keys()) if (path.startsWith(`${HOME}/${name}/`)) this.files.delete(path);
    },
    locked: async (_, work) => work(),
    whileChoosingPorts: async (work) => work(),
    socketDirectoryFor: async (name) => `${HOME}/${name}/haproxy`,
    newSecret: () => `secret-${this.nextPid++}`,
  };

  readonly processes: SandboxPorts['processes'] = {
    below: async () => [...this.processesNow],
    lives: async (_, component) => this.isServed(component),
    start: async ({ component }) => {
      this.events.push(`start ${component}`);
      if (this.broken.has(component)) return;
      this.addProcess(component, false, 1);
      if (!component.startsWith('pg')) return;
      this.runPostgres(component);
      this.leader ??= component;
    },
    signal: async (processes, signal) => {
      for (const process of processes) this.signal(process, signal);
    },
  };

  readonly probes: SandboxPorts['probes'] = {
    isPortFree: async (port) => !this.occupiedPorts.has(port),
    isListening: async () => this.isWell('haproxy'),
    isEtcdHealthy: async (port) => this.isWell(`e${port % 10}`),
    readAgent: async (port) => this.readAgent(`pg${port % 10}`),
    readBalancer: async () => {
      if (!this.isWell('haproxy')) return null;
      return ['pg1', 'pg2', 'pg3'].flatMap((server) => [
        { pool: 'demo_write', server, isUp: server === this.leader && this.isWell(server) },
        { pool: 'demo_read', server, isUp: server !== this.leader && this.isWell(server) },
      ]);
    },
    readControlData: async (_, dataDirectory) =>
      this.controlData.get(dataDirectory.split('/').at(-2) ?? '') ?? null,
  };

  readonly programs: SandboxPorts['programs'] = {
    find: async (choices) =>
      Object.entries(aSandbox().programs).map(([name, { path, version }]): FoundProgram => {
        const program = name as FoundProgram['program'];
        if (this.missingPrograms.has(name))
          return { program, path: null, version: null, trouble: 'not found' };
        const chosen = choices[program];
        return { program, path: chosen ?? path, version, trouble: null };
      }),
    readDistribution: async () => ({ id: 'debian', like: [] }),
    runAsRoot: async (script) => {
      this.installScripts.push(script);
      this.missingPrograms.clear();
      return { ok: true };
    },
  };

  readonly logs: SandboxPorts['logs'] = {
    tail: async (path, lines) => [`last line of ${path.split('/').slice(-2).join('/')}`].slice(0, lines),
    follow: async function* (paths) {
      for (const path of paths) yield { path, line: 'new line' };
    },
  };

  /** A sandbox that runs, without going through `up`. */
  run(sandbox: Sandbox, options: { readonly leader?: string } = {}): this {
    this.records.set(sandbox.name, sandbox);
    this.leader = options.leader ?? 'pg1';
    for (const { name } of [...sandbox.etcd, ...sandbox.members]) this.addProcess(name, false, 1);
    for (const { name } of sandbox.members) this.runPostgres(name);
    this.addProcess('haproxy', false, 1);
    return this;
  }

  /** The states of all processes: `pg1 running`, `pg1.postgres frozen`. */
  get states(): readonly string[] {
    return [
      ...new Set(
        this.processesNow.map((process) => `${nameOf(process)} ${process.frozen ? 'frozen' : 'running'}`),
      ),
    ];
  }

  end(component: string, part: 'all' | 'server' | 'postgres' = 'all'): void {
    this.processesNow = this.processesNow.filter(
      (process) =>
        process.component !== component || (part !== 'all' && process.isPostgres !== (part === 'postgres')),
    );
  }

  freeze(component: string): void {
    this.processesNow = this.processesNow.map((process) =>
      process.component === component ? { ...process, frozen: true } : process,
    );
  }

  private signal(target: SandboxProcess, signal: Signal): void {
    const { component, isPostgres } = target;
    const isThere = this.processesNow.some(({ pid }) => pid === target.pid);
    if (!isThere) return;
    this.events.push(`${signal} ${nameOf(target)}`);
    if (signal === 'STOP' || signal === 'CONT') {
      const frozen = signal === 'STOP';
      this.processesNow = this.processesNow.map((process) =>
        process.pid === target.pid ? { ...process, frozen } : process,
      );
    } else if (signal === 'KILL') {
      this.processesNow = this.processesNow.filter(({ pid }) => pid !== target.pid);
    } else if (!this.stubborn.has(component)) {
      this.end(component, isPostgres ? 'postgres' : 'all');
    }
  }

  private readAgent(component: string): AgentStatus | null {
    if (!this.isServed(component) || this.isFrozen(component)) return null;
    const runs = this.processesNow.some((process) => process.component === component && process.isPostgres);
    const isPrimary = this.leader === component;
    const others = this.processesNow.filter(
      (process) => process.isPostgres && process.component !== component,
    );
    return {
      version: '4.1.5',
      state: runs && !this.ill.has(component) ? 'running' : 'starting',
      isPrimary,
      timeline: 1,
      streaming: isPrimary ? [...new Set(others.map((process) => process.component))] : [],
    };
  }

  private isWell(component: string): boolean {
    const { interruption } = this;
    const isDue = this.time - this.begun >= this.interruptAfterMs;
    if (isDue && !interruption.requested) interruption.interrupt();
    return this.isServed(component) && !this.isFrozen(component) && !this.ill.has(component);
  }

  private isServed(component: string): boolean {
    return this.processesNow.some((process) => process.component === component && !process.isPostgres);
  }

  private isFrozen(component: string): boolean {
    return this.processesNow.some((process) => process.component === component && process.frozen);
  }

  /** A postmaster with one process below it; it does not descend from the agent. */
  private runPostgres(component: string): void {
    const isThere = this.processesNow.some(
      (process) => process.component === component && process.isPostgres,
    );
    if (isThere) return;
    const postmaster = this.addProcess(component, true, 1);
    this.addProcess(component, true, postmaster);
  }

  private addProcess(component: string, isPostgres: boolean, parent: number): number {
    const pid = this.nextPid++;
    this.processesNow.push({ pid, startTime: `${pid}0`, parent, frozen: false, component, isPostgres });
    return pid;
  }
}

function nameOf({ component, isPostgres }: SandboxProcess): string {
  return isPostgres ? `${component}.postgres` : component;
}

/** The failure that the work ends with. */
export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('no failure');
}
