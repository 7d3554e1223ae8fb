import { lazyAgents } from '../../adapters/agent/lazy-agents.js';
import { lazyBalancers } from '../../adapters/haproxy/lazy-balancers.js';
import { lazyCopySources, lazyServers, lazySql } from '../../adapters/postgres/lazy-servers.js';
import { SignalInterruption } from '../../adapters/system/interruption.js';
import * as lazy from '../../adapters/system/lazy-files.js';
import { systemOperator as operator } from '../../adapters/system/operator.js';
import { operatorInput as input } from '../../adapters/terminal/operator-input.js';
import { openQuestions } from '../../adapters/terminal/questions.js';
import type { Connections, RepairReads } from '../../operations/doctor/doctor-report.js';
import type { Editor } from '../../operations/ports/operator-ports.js';
import type { Trace } from '../../operations/ports/trace.js';
import type { Settings } from '../../operations/settings.js';
import { notingOrders, notingStatements } from '../output/doubt.js';
import { openTrace, outputStreams } from '../output/output.js';
import { describeScreen } from '../output/screen.js';
import { type OpenOptions, openEtcdWorld, remainingMs, systemAuthorities, type Warn } from './open-etcd.js';
import type { World } from './world.js';

/** Settings become ports; what asks agents, PostgreSQL and HAProxy is loaded when it is first asked. */
export async function openWorld(options: OpenOptions, warn: Warn): Promise<World> {
  const etcd = await openEtcdWorld(options, warn);
  const { settings } = etcd;
  const trace = await openTrace(options.debug);
  if (options.asksMembers) setTimeout(loadClients, 0);
  return {
    ...etcd,
    ...openMembers(settings, options, warn, trace),
    ...openMachine(settings, options),
    connections: lazyConnections(settings, trace),
    repairs: lazyRepairs(settings, trace),
  };
}

/** Agents, PostgreSQL and HAProxy. */
function openMembers(
  { agent, sql, replication, placeOf }: Settings,
  options: OpenOptions,
  warn: Warn,
  trace: Trace | null,
) {
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
function openMachine({ etcd, namespace }: Settings, options: OpenOptions) {
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

const lazyEditor: Editor = {
  edit: async (path) => (await import('../../adapters/terminal/editor.js')).terminalEditor.edit(path),
};

/** The steps of connections, each over one of its own; whoever looks at them has been warned by the others. */
function lazyConnections(settings: Settings, trace: Trace | null): Connections {
  const { etcd, namespace, origin, placeOf, agent, sql } = settings;
  const common = quiet(placeOf, trace);
  return {
    etcd: async (place, timeoutMs) => {
      const { lookAtEndpoints } = await import('../../adapters/etcd/connections.js');
      return lookAtEndpoints({ ...common, etcd, namespace, origin }, place, timeoutMs);
    },
    agent: async (member, timeoutMs) => {
      const { lookAtAgent } = await import('../../adapters/agent/look-at-agent.js');
      return lookAtAgent({ ...common, settings: agent }, member, timeoutMs);
    },
    sql: async (address, timeoutMs) => {
      const { lookAtServer } = await import('../../adapters/postgres/look-at-server.js');
      return lookAtServer(quietSql(sql, common), address, timeoutMs);
    },
  };
}

function lazyRepairs({ sql, placeOf }: Settings, trace: Trace | null): RepairReads {
  return {
    readFacts: async (address, timeoutMs) => {
      const { readRepairFacts } = await import('../../adapters/postgres/repair-facts.js');
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
  void import('../../adapters/agent/client.js');
  void import('../../adapters/postgres/servers.js');
}
