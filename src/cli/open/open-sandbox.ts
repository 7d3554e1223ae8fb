import type { Problem } from '../../errors.js';
import type { Trace } from '../../operations/ports/trace.js';
import type { SandboxPorts } from '../../operations/sandbox/ports.js';
import type { RunningSandbox } from '../../operations/sandbox/running.js';
import { openTrace, outputStreams } from '../output/output.js';
import { sandboxHome } from '../settings/variables.js';

export interface OpenSandboxOptions {
  readonly warn: (problem: Problem) => void;
  /** Milliseconds. */
  readonly deadline: number | undefined;
  readonly debug: boolean | undefined;
}

export interface SandboxWorld extends SandboxPorts {
  close(): Promise<void>;
}

/** The ports of the sandbox commands; like `open.ts` for all others. */
export async function openSandbox({ warn, deadline, debug }: OpenSandboxOptions): Promise<SandboxWorld> {
  const [store, processes, probes, programs, logs, clock, progress, interruption] = await Promise.all([
    openStore(),
    openProcesses(),
    openTrace(debug).then(openProbes),
    openPrograms(),
    import('../../adapters/system/log-files.js').then(({ logFiles }) => logFiles),
    import('../../adapters/system/clock.js').then(({ systemClock }) => systemClock),
    openProgress(debug),
    import('../../adapters/system/interruption.js').then(
      ({ SignalInterruption }) => new SignalInterruption(),
    ),
  ]);
  const close = async () => progress.close();
  return {
    store,
    processes,
    probes,
    programs,
    logs,
    clock,
    progress,
    interruption,
    deadlineMs: deadline ?? null,
    warn,
    close,
  };
}

/** The sandboxes that run; cheap enough for the start of every command. */
export async function findRunningSandboxes(): Promise<readonly RunningSandbox[]> {
  const { runningSandboxes } = await import('../../operations/sandbox/running.js');
  const { recordedServers } = await import('../../adapters/system/recorded-servers.js');
  return runningSandboxes(recordedServers(await readHome()));
}

async function readHome() {
  const { realPath } = await import('../../adapters/system/home-directory.js');
  return realPath(sandboxHome(process.env, process.getuid?.() === 0));
}

async function openStore() {
  const { DirectoryStore } = await import('../../adapters/system/sandbox-store.js');
  return new DirectoryStore(await readHome());
}

async function openProcesses() {
  const { SystemProcesses } = await import('../../adapters/system/processes.js');
  return new SystemProcesses();
}

async function openProbes(trace: Trace | null): Promise<SandboxPorts['probes']> {
  const [
    { isListening, isPortFree },
    { isEtcdHealthy },
    { readBalancer },
    { readControlData },
    { readAgentStatus },
  ] = await Promise.all([
    import('../../adapters/system/tcp-ports.js'),
    import('../../adapters/system/etcd-health.js'),
    import('../../adapters/haproxy/read-balancer.js'),
    import('../../adapters/system/control-data.js'),
    import('../../adapters/agent/agent-status.js'),
  ]);
  return {
    isListening,
    isPortFree,
    isEtcdHealthy: (clientPort) => isEtcdHealthy(clientPort, trace),
    readBalancer: (statsSocket) => readBalancer(statsSocket, trace),
    readControlData,
    readAgent: (apiPort) => readAgentStatus(apiPort, trace),
  };
}

async function openPrograms(): Promise<SandboxPorts['programs']> {
  const [{ findPrograms }, { readDistribution }, { runAsRoot }] = await Promise.all([
    import('../../adapters/system/find-programs.js'),
    import('../../adapters/system/find-programs.js'),
    import('../../adapters/system/run-as-root.js'),
  ]);
  return { find: findPrograms, readDistribution, runAsRoot };
}

/** Where other lines come between, nothing is drawn in place. */
async function openProgress(debug: boolean | undefined) {
  const { StepProgress } = await import('../../adapters/system/step-progress.js');
  const { sandboxStepView } = await import('../../views/sandbox/up.js');
  const { stderr } = outputStreams();
  const output = debug ? { write: (text: string) => stderr.write(text) } : stderr;
  return new StepProgress(output, (step, isDone) =>
    sandboxStepView(step, isDone, stderr.isTTY ? stderr.columns : undefined),
  );
}
