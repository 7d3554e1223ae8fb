import type { Problem } from '../errors.js';
import { hint } from '../formats/hint.js';
import type { Connections, RepairReads } from '../operations/doctor/doctor-report.js';
import type { Editor, OperatorInput } from '../operations/ports/operator-ports.js';
import type { Trace } from '../operations/ports/trace.js';
import type { Settings } from '../operations/settings.js';
import { findRunningSandboxes } from './open-sandbox.js';
import { noteSent, notingOrders, notingStatements } from './output/doubt.js';
import { openTrace, outputStreams } from './output/output.js';
import { describeScreen } from './output/screen.js';
import { readSettings } from './settings/read-settings.js';
import type { EtcdWorld, World } from './world.js';

/** The options that decide which cluster is talked to, as oclif parsed them. */
export interface OpenOptions {
  readonly 'config-file'?: string | undefined;
  readonly 'dcs-url'?: string | undefined;
  readonly insecure?: boolean | undefined;
  readonly deadline?: number | undefined;
  readonly stale?: boolean | undefined;
  readonly 'no-color'?: boolean | undefined;
  /** Each exchange is told of on stderr. */
  readonly debug?: boolean | undefined;
  /** The deadline is that of what is waited for; each read has its own time, which is no longer. */
  readonly lasting?: boolean;
  /** Agents and PostgreSQL are going to be asked: what that needs is loaded while etcd is waited for. */
  readonly asksMembers?: boolean;
}

/** Reads end within this time unless told otherwise. */
const READ_DEADLINE_MS = 5000;
const SHORTEST_READ_MS = 200;
/** A change that is not to be waited for has to be read all the same. */
const SHORTEST_LASTING_READ_MS = 1000;

type Warn = (warning: Problem) => void;

const ETCD_IS_VERIFIED: Problem = {
  code: 'insecure',
  message: '-k counts for the agents only: the certificate of etcd is verified',
  subject: 'etcd3.cacert',
  next: hint`etcd3.cacert names the authority that signed it`,
};

/** Settings become ports. Those adapters that not every command needs are loaded when they are used. */
export async function openWorld(options: OpenOptions, warn: Warn): Promise<World> {
  const etcd = await openEtcdWorld(options, warn);
  const { settings } = etcd;
  const trace = await openTrace(options.debug);
  if (options.asksMembers) setTimeout(loadClients, 0);
  return {
    ...etcd,
    ...(await openMembers(settings, options, warn, trace)),
    ...(await openMachine(settings, options)),
    connections: lazyConnections(settings, trace),
    repairs: lazyRepairs(settings, trace),
  };
}

/** The same for a command that asks etcd only. */
export async function openEtcdWorld(options: OpenOptions, warn: Warn): Promise<EtcdWorld> {
  const { systemClock } = await import('../adapters/system/clock.js');
  const { readSettingsFile } = await import('../adapters/system/settings-file.js');
  const trace = await openTrace(options.debug);
  const reads = {
    readFile: readSettingsFile,
    findSandboxes: findRunningSandboxes,
    openEtcd: (found: Settings, timeoutMs: number) => openEtcd(found, timeoutMs, false, trace),
  };
  const settings = await readSettings(options, reads, warn);
  if (options.insecure && settings.etcd.endpoints.some((url) => url.startsWith('https:')))
    warn(ETCD_IS_VERIFIED);
  const dcs = await openEtcd(settings, remainingMs(options), options.stale ?? false, trace);
  return { ...dcs, settings, dcs, fleet: dcs, clock: systemClock, close: async () => dcs.close() };
}

/** Until the deadline of reads, for which the start of the program counts, too; of many that start together some start late. */
function remainingMs({ deadline, lasting = false }: OpenOptions): number {
  const typedMs = (deadline ?? READ_DEADLINE_MS) - performance.now();
  if (!lasting) return Math.max(SHORTEST_READ_MS, typedMs);
  if (deadline === undefined) return READ_DEADLINE_MS;
  return Math.min(READ_DEADLINE_MS, Math.max(SHORTEST_LASTING_READ_MS, typedMs));
}

/** For a command that reads what is in a file, and asks nobody. */
export async function openInput(): Promise<OperatorInput> {
  return (await import('../adapters/terminal/operator-input.js')).operatorInput;
}

/** All ports that etcd is behind, over one connection. */
async function openEtcd(settings: Settings, deadlineMs: number, stale: boolean, trace: Trace | null) {
  const { openDcs } = await import('../adapters/etcd/dcs.js');
  const { etcd, namespace, origin, placeOf } = settings;
  const options = { etcd, namespace, origin, placeOf, systemAuthorities, deadlineMs, stale, trace };
  return openDcs({ ...options, beforeWrite: noteSent });
}

/** Agents, PostgreSQL and HAProxy. */
async function openMembers(
  { agent, sql, replication, placeOf }: Settings,
  options: OpenOptions,
  warn: Warn,
  trace: Trace | null,
) {
  const { lazyAgents } = await import('../adapters/agent/lazy-agents.js');
  const { lazyBalancers } = await import('../adapters/haproxy/lazy-balancers.js');
  const { lazyCopySources, lazyServers, lazySql } = await import('../adapters/postgres/lazy-servers.js');
  const common = { placeOf, systemAuthorities, warn, trace };
  const sources = { ...common, settings: sql, env: process.env };
  const isLasting = options.lasting ?? false;
  const deadlineMs = isLasting ? null : remainingMs(options);
  const agents = lazyAgents({ ...common, settings: agent, deadlineMs });
  const balancers = lazyBalancers(systemAuthorities, trace);
  return {
    agents,
    orders: notingOrders(agents),
    balancers,
    balancerOrders: notingOrders(balancers),
    sql: notingStatements(lazySql({ ...sources, deadlineMs: isLasting ? null : (options.deadline ?? null) })),
    servers: lazyServers({ ...sources, deadlineMs: null }),
    copySources: lazyCopySources({ ...sources, deadlineMs: null }, replication),
  };
}

/** The terminal, files and programs of this machine, and who types. */
async function openMachine({ etcd, namespace }: Settings, options: OpenOptions) {
  const { operatorInput: input } = await import('../adapters/terminal/operator-input.js');
  const { openQuestions } = await import('../adapters/terminal/questions.js');
  const { systemOperator: operator } = await import('../adapters/system/operator.js');
  const { SignalInterruption } = await import('../adapters/system/interruption.js');
  const lazy = await import('../adapters/system/lazy-files.js');
  const { color } = describeScreen(outputStreams().stderr, process.env, options['no-color'] ?? false);
  const endpoints = etcd.srv === null ? etcd.endpoints : [...etcd.endpoints, etcd.srv.domain];
  return {
    commands: lazy.lazyCommands,
    operator,
    stateFiles: lazy.lazyStateFiles,
    memory: lazy.lazyMemory,
    workFiles: lazy.lazyWorkFiles,
    newFiles: lazy.lazyNewFiles,
    lastSeen: lazy.lazyLastSeen({ endpoints, namespace }),
    editor: lazyEditor,
    input,
    questions: openQuestions({ color }),
    interruption: new SignalInterruption(),
  };
}

/** The authorities that this machine trusts, read when TLS asks for them. */
async function systemAuthorities(): Promise<Buffer | null> {
  const { readSystemAuthorities } = await import('../adapters/system/authorities.js');
  return readSystemAuthorities();
}

const lazyEditor: Editor = {
  edit: async (path) => (await import('../adapters/terminal/editor.js')).terminalEditor.edit(path),
};

/** The steps of connections, each over one of its own; whoever looks at them has been warned by the others. */
function lazyConnections(settings: Settings, trace: Trace | null): Connections {
  const { etcd, namespace, origin, placeOf, agent, sql } = settings;
  const common = quiet(placeOf, trace);
  return {
    etcd: async (place, timeoutMs) => {
      const { lookAtEndpoints } = await import('../adapters/etcd/connections.js');
      return lookAtEndpoints({ ...common, etcd, namespace, origin }, place, timeoutMs);
    },
    agent: async (member, timeoutMs) => {
      const { lookAtAgent } = await import('../adapters/agent/look-at-agent.js');
      return lookAtAgent({ ...common, settings: agent }, member, timeoutMs);
    },
    sql: async (address, timeoutMs) => {
      const { lookAtServer } = await import('../adapters/postgres/look-at-server.js');
      return lookAtServer(quietSql(sql, common), address, timeoutMs);
    },
  };
}

function lazyRepairs({ sql, placeOf }: Settings, trace: Trace | null): RepairReads {
  return {
    readFacts: async (address, timeoutMs) => {
      const { readRepairFacts } = await import('../adapters/postgres/repair-facts.js');
      return readRepairFacts(quietSql(sql, quiet(placeOf, trace)), address, timeoutMs);
    },
  };
}

function quietSql(settings: Settings['sql'], common: ReturnType<typeof quiet>) {
  return { ...common, settings, env: process.env, deadlineMs: null };
}

function quiet(placeOf: Settings['placeOf'], trace: Trace | null) {
  return { placeOf, systemAuthorities, warn: () => {}, trace };
}

function loadClients(): void {
  void import('../adapters/agent/client.js');
  void import('../adapters/postgres/servers.js');
}
