import { done, type Report } from '../report.js';
import { findSandbox } from './find-sandbox.js';
import { type PartKind, partsOf, programOf } from './parts.js';
import type { SandboxPorts } from './ports.js';
import { mainProcessOf, type ProcessState, processesOf, stateOf } from './processes.js';
import { settingsFileOf } from './sandbox.js';

export interface ComponentStatus {
  /** `e1`, `pg1.agent`, `pg1.postgres`, `haproxy`. */
  readonly name: string;
  readonly kind: PartKind;
  readonly address: string;
  readonly state: ProcessState;
  /** Of the server or the postmaster; null if it does not run. */
  readonly pid: number | null;
  readonly version: string;
}

export interface SandboxStatusReport extends Report {
  readonly name: string;
  readonly directory: string;
  readonly settingsFile: string;
  /** `partly`: not all components are in the same state. */
  readonly state: ProcessState;
  readonly components: readonly ComponentStatus[];
}

/** What of the sandbox runs, from the processes alone: nothing is asked, so nothing can hang. */
export async function readStatus(name: string, ports: Pick<SandboxPorts, 'store' | 'processes'>) {
  const sandbox = await findSandbox(name, ports);
  const processes = await ports.processes.below(sandbox.directory);
  const components = partsOf(sandbox).map((part): ComponentStatus => {
    const own = processesOf(part, processes);
    return {
      name: part.name,
      kind: part.kind,
      address: part.address,
      state: stateOf(own),
      pid: mainProcessOf(own)?.pid ?? null,
      version: sandbox.programs[programOf(part.kind)].version,
    };
  });
  const states = new Set(components.map(({ state }) => state));
  const [only] = states;
  const state: ProcessState = states.size === 1 && only !== undefined ? only : 'partly';
  const { directory } = sandbox;
  const report: SandboxStatusReport = {
    ...done(),
    name,
    directory,
    settingsFile: settingsFileOf(directory),
    state,
    components,
  };
  return report;
}
