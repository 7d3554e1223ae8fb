import { done, type Report } from '../report.js';
import { DEFAULT_NAME, findSandbox } from './find-sandbox.js';
import { type PartKind, partsOf, programOf } from './parts.js';
import type { SandboxPorts } from './ports.js';
import { mainProcessOf, type ProcessState, processesOf, stateOf } from './processes.js';
import { type Sandbox, settingsFileOf } from './sandbox.js';

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
  /** All but `sandboxes` is null if there are several and none was named. */
  readonly name: string | null;
  readonly directory: string | null;
  readonly settingsFile: string | null;
  /** `partly`: not all components are in the same state. */
  readonly state: ProcessState | null;
  readonly components: readonly ComponentStatus[] | null;
  /** All that there are, by name; null if one is shown. */
  readonly sandboxes: readonly SandboxSummary[] | null;
}

export interface SandboxSummary {
  readonly name: string;
  readonly directory: string;
  readonly settingsFile: string;
  /** Null if its record cannot be read. */
  readonly state: ProcessState | null;
}

type StatusPorts = Pick<SandboxPorts, 'store' | 'processes'>;

/** What of the sandbox runs, from the processes alone: nothing is asked, so nothing can hang. Without a name the only one, or all by name. */
export async function readStatus(typed: string | null, ports: StatusPorts): Promise<SandboxStatusReport> {
  const names = await ports.store.names();
  if (typed === null && names.length > 1) {
    return {
      ...done(),
      name: null,
      directory: null,
      settingsFile: null,
      state: null,
      components: null,
      sandboxes: await Promise.all(names.toSorted().map((name) => summaryOf(name, ports))),
    };
  }
  const name = typed ?? names[0] ?? DEFAULT_NAME;
  const sandbox = await findSandbox(name, ports);
  const components = await readComponents(sandbox, ports);
  const { directory } = sandbox;
  const state = commonState(components);
  return {
    ...done(),
    name,
    directory,
    settingsFile: settingsFileOf(directory),
    state,
    components,
    sandboxes: null,
  };
}

async function summaryOf(name: string, ports: StatusPorts): Promise<SandboxSummary> {
  const sandbox = await ports.store.read(name);
  const directory = ports.store.directoryOf(name);
  const isWhole = sandbox !== null && sandbox !== 'damaged';
  const state = isWhole ? commonState(await readComponents(sandbox, ports)) : null;
  return { name, directory, settingsFile: settingsFileOf(directory), state };
}

async function readComponents(
  sandbox: Sandbox,
  { processes: ports }: StatusPorts,
): Promise<ComponentStatus[]> {
  const processes = await ports.below(sandbox.directory);
  return partsOf(sandbox).map((part) => {
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
}

function commonState(components: readonly ComponentStatus[]): ProcessState {
  const states = new Set(components.map(({ state }) => state));
  const [only] = states;
  return states.size === 1 && only !== undefined ? only : 'partly';
}
