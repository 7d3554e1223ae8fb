import { Failure, type Problem } from '../errors.js';
import type { BalancerOrders, Balancers } from '../operations/balancer-ports.js';
import type { CheckMemory } from '../operations/check/check-report.js';
import type {
  ClusterChanges,
  ClusterKeys,
  ConfigHistory,
  ConfigJournal,
  ConfigKey,
  Dcs,
  FailoverKey,
  Fleet,
  Notes,
} from '../operations/dcs-ports.js';
import type {
  EtcdHealth,
  KeyTraces,
  LastSeenFiles,
  ScopeLooks,
} from '../operations/diagnose/diagnose-ports.js';
import type { Connections, RepairReads } from '../operations/doctor/connection-ports.js';
import type {
  Editor,
  Interruption,
  Operator,
  OperatorInput,
  Questions,
} from '../operations/operator-ports.js';
import type {
  AgentOrders,
  Agents,
  Clock,
  Commands,
  NewFiles,
  StateFiles,
  WorkFiles,
} from '../operations/ports.js';
import type { Settings } from '../operations/settings.js';
import type { Servers, Sql } from '../operations/sql-ports.js';
import { describeScreen } from './screen.js';
import { mentionsDcs, resolveSettings, resolveV2Settings, type SettingsSources } from './settings.js';

/** The options that decide which cluster is talked to, as oclif parsed them. */
export interface OpenOptions {
  readonly 'config-file'?: string | undefined;
  readonly 'dcs-url'?: string | undefined;
  readonly insecure?: boolean | undefined;
  readonly deadline?: number | undefined;
  readonly stale?: boolean | undefined;
  readonly 'no-color'?: boolean | undefined;
  /** The deadline is for single requests; all of them together may take any time. */
  readonly lasting?: boolean;
  /** Agents and PostgreSQL are going to be asked: what that needs is loaded while etcd is waited for. */
  readonly asksMembers?: boolean;
}

/** The ports of one invocation. */
export interface World {
  readonly settings: Settings;
  readonly dcs: Dcs;
  readonly fleet: Fleet;
  readonly changes: ClusterChanges;
  readonly failoverKey: FailoverKey;
  readonly configKey: ConfigKey;
  readonly configHistory: ConfigHistory;
  readonly configJournal: ConfigJournal;
  readonly clusterKeys: ClusterKeys;
  readonly notes: Notes;
  readonly etcdHealth: EtcdHealth;
  readonly scopeLooks: ScopeLooks;
  readonly keyTraces: KeyTraces;
  readonly lastSeen: LastSeenFiles;
  readonly agents: Agents;
  readonly orders: AgentOrders;
  readonly balancers: Balancers;
  readonly balancerOrders: BalancerOrders;
  readonly clock: Clock;
  readonly commands: Commands;
  readonly operator: Operator;
  readonly stateFiles: StateFiles;
  readonly memory: CheckMemory;
  readonly workFiles: WorkFiles;
  readonly editor: Editor;
  readonly sql: Sql;
  readonly servers: Servers;
  readonly connections: Connections;
  readonly newFiles: NewFiles;
  readonly repairs: RepairReads;
  readonly input: OperatorInput;
  readonly questions: Questions;
  readonly interruption: Interruption;
  close(): Promise<void>;
}

/** Reads end within this time unless told otherwise. */
const READ_DEADLINE_MS = 5000;
const SHORTEST_READ_MS = 200;
const V3_LOOK_MS = 3000;

type Warn = (warning: Problem) => void;

const ETCD_IS_VERIFIED: Problem = {
  code: 'insecure',
  message: '-k counts for the agents only: the certificate of etcd is verified',
  subject: 'etcd3.cacert',
  next: 'etcd3.cacert names the authority that signed it',
};

/** Settings become ports; the only file beside `open-sandbox.ts` that loads adapters. */
export async function openWorld(options: OpenOptions, warn: Warn): Promise<World> {
  const settings = await readSettings(options, warn);
  if (options.insecure && settings.etcd.endpoints.some((url) => url.startsWith('https:')))
    warn(ETCD_IS_VERIFIED);
  const { systemClock } = await import('../adapters/system/clock.js');
  // The start of the program counts, too.
  const deadlineMs = Math.max(SHORTEST_READ_MS, (options.deadline ?? READ_DEADLINE_MS) - performance.now());
  const dcs = await openEtcd(settings, deadlineMs, options.stale ?? false);
  if (options.asksMembers) setTimeout(loadClients, 0);
  const agents = lazyAgents(settings, options.lasting ? null : deadlineMs, warn);
  const { operatorInput: input } = await import('../adapters/terminal/operator-input.js');
  const { openQuestions } = await import('../adapters/terminal/questions.js');
  const { readOperator } = await import('../adapters/system/operator.js');
  const { SignalInterruption } = await import('../adapters/system/interruption.js');
  const { color } = describeScreen(process.stderr, process.env, options['no-color'] ?? false);
  return {
    settings,
    dcs,
    fleet: dcs,
    changes: dcs.changes,
    failoverKey: dcs.failoverKey,
    configKey: dcs.configKey,
    configHistory: dcs.configHistory,
    configJournal: dcs.configJournal,
    clusterKeys: dcs.clusterKeys,
    notes: dcs.notes,
    etcdHealth: dcs.health,
    scopeLooks: dcs.looks,
    keyTraces: dcs.traces,
    lastSeen: lazyLastSeen(settings),
    agents,
    orders: agents,
    balancers: lazyBalancers,
    balancerOrders: lazyBalancers,
    clock: systemClock,
    commands: lazyCommands,
    operator: readOperator(),
    stateFiles: lazyStateFiles,
    memory: lazyMemory,
    workFiles: lazyWorkFiles,
    editor: lazyEditor,
    sql: lazySql(settings, options.deadline ?? null, warn),
    servers: lazyServers(settings, warn),
    connections: lazyConnections(settings),
    newFiles: lazyNewFiles,
    repairs: lazyRepairs(settings),
    input,
    questions: openQuestions({ color }),
    interruption: new SignalInterruption(),
    close: async () => dcs.close(),
  };
}

/** For a command that reads what is in a file, and asks nobody. */
export async function openInput(): Promise<OperatorInput> {
  return (await import('../adapters/terminal/operator-input.js')).operatorInput;
}

function loadClients(): void {
  void import('../adapters/agent/client.js');
  void import('../adapters/postgres/servers.js');
}

/** Most commands ask etcd only: the client is loaded by the first request. */
function lazyAgents(
  { agent, placeOf }: Settings,
  deadlineMs: number | null,
  warn: Warn,
): Agents & AgentOrders {
  let opened: Promise<Agents & AgentOrders> | null = null;
  const until = deadlineMs === null ? null : performance.now() + deadlineMs;
  const open = async (): Promise<Agents & AgentOrders> => {
    const { AgentClient } = await import('../adapters/agent/client.js');
    const { readSystemAuthorities } = await import('../adapters/system/authorities.js');
    return new AgentClient({
      settings: agent,
      placeOf,
      systemAuthorities: readSystemAuthorities,
      deadlineMs: until === null ? null : until - performance.now(),
      warn,
    });
  };
  const client = () => {
    opened ??= open();
    return opened;
  };
  return {
    readStatus: async (member) => (await client()).readStatus(member),
    send: async (member, order, timeoutMs) => (await client()).send(member, order, timeoutMs),
  };
}

const lazyNewFiles: NewFiles = {
  create: async (path, text, option) =>
    (await import('../adapters/system/new-files.js')).newFiles.create(path, text, option),
};

/** Loaded by the first file. */
const lazyStateFiles: StateFiles = {
  save: async (name, text) => {
    const { openStateFiles } = await import('../adapters/system/state-files.js');
    return openStateFiles(process.env).save(name, text);
  },
};

const lazyMemory: CheckMemory = {
  read: async (path) => (await import('../adapters/system/check-memory.js')).checkMemory.read(path),
  write: async (path, text) =>
    (await import('../adapters/system/check-memory.js')).checkMemory.write(path, text),
};

async function workFiles(): Promise<WorkFiles> {
  const { openWorkFiles } = await import('../adapters/system/work-files.js');
  return openWorkFiles(process.env);
}

const lazyWorkFiles: WorkFiles = {
  create: async (name, text) => (await workFiles()).create(name, text),
  read: async (path) => (await workFiles()).read(path),
  write: async (path, text) => (await workFiles()).write(path, text),
  remove: async (path) => (await workFiles()).remove(path),
  findLeftOvers: async () => (await workFiles()).findLeftOvers(),
};

const lazyEditor: Editor = {
  edit: async (path) => (await import('../adapters/terminal/editor.js')).terminalEditor.edit(path),
};

function lazyLastSeen({ etcd, namespace }: Settings): LastSeenFiles {
  const open = async (): Promise<LastSeenFiles> => {
    const { openLastSeenFiles } = await import('../adapters/system/last-seen-files.js');
    const endpoints = etcd.srv === null ? etcd.endpoints : [...etcd.endpoints, etcd.srv.domain];
    return openLastSeenFiles(process.env, { endpoints, namespace });
  };
  return {
    read: async (place) => (await open()).read(place),
    write: async (place, text) => (await open()).write(place, text),
  };
}

async function openEtcd(settings: Settings, deadlineMs: number, stale: boolean) {
  const { openDcs } = await import('../adapters/etcd/dcs.js');
  const systemAuthorities = async () => {
    const { readSystemAuthorities } = await import('../adapters/system/authorities.js');
    return readSystemAuthorities();
  };
  const { etcd, namespace, origin, placeOf } = settings;
  return openDcs({ etcd, namespace, origin, placeOf, systemAuthorities, deadlineMs, stale });
}

/** Most commands run no others. */
const lazyCommands: Commands = {
  run: async (call) => (await import('../adapters/system/commands.js')).shellCommands.run(call),
};

/** Loaded by the first look at a HAProxy. */
async function openBalancers() {
  const { HaproxyClient } = await import('../adapters/haproxy/balancers.js');
  const { readSystemAuthorities } = await import('../adapters/system/authorities.js');
  return new HaproxyClient(readSystemAuthorities);
}

const lazyBalancers: Balancers & BalancerOrders = {
  read: async (balancer, timeoutMs) => (await openBalancers()).read(balancer, timeoutMs),
  readFile: async (path) => (await openBalancers()).readFile(path),
  send: async (balancer, order, timeoutMs) => (await openBalancers()).send(balancer, order, timeoutMs),
};

/** pg is loaded by the first connection. */
function lazySql(settings: Settings, deadlineMs: number | null, warn: Warn): Sql {
  let opened: Promise<Sql> | null = null;
  const open = async (): Promise<Sql> => {
    const { openSql } = await import('../adapters/postgres/sql.js');
    const { readSystemAuthorities: systemAuthorities } = await import('../adapters/system/authorities.js');
    const { sql, placeOf } = settings;
    return openSql({ settings: sql, placeOf, env: process.env, deadlineMs, systemAuthorities, warn });
  };
  return {
    connect: async (address, login) => {
      opened ??= open();
      return (await opened).connect(address, login);
    },
  };
}

/** Probing needs pg and more; a command that never probes loads neither. */
function lazyServers({ sql, placeOf }: Settings, warn: Warn): Servers {
  let opened: Promise<Servers> | null = null;
  const open = async (): Promise<Servers> => {
    const { openServers } = await import('../adapters/postgres/servers.js');
    const { readSystemAuthorities: systemAuthorities } = await import('../adapters/system/authorities.js');
    return openServers({
      settings: sql,
      placeOf,
      env: process.env,
      deadlineMs: null,
      systemAuthorities,
      warn,
    });
  };
  const servers = () => {
    opened ??= open();
    return opened;
  };
  return {
    readFacts: async (address, timeoutMs) => (await servers()).readFacts(address, timeoutMs),
    readActivity: async (address, timeoutMs) => (await servers()).readActivity(address, timeoutMs),
    readParameters: async (address, timeoutMs) => (await servers()).readParameters(address, timeoutMs),
    readHealth: async (address, timeoutMs) => (await servers()).readHealth(address, timeoutMs),
    openWriter: (address) => {
      const writer = servers().then((each) => each.openWriter(address));
      return {
        write: async (timeoutMs) => (await writer).write(timeoutMs),
        close: () => void writer.then((each) => each.close()),
      };
    },
  };
}

/** The steps of connections, each over one of its own; whoever looks at them has been warned by the others. */
function lazyConnections({ etcd, namespace, origin, placeOf, agent, sql }: Settings): Connections {
  return {
    etcd: async (place, timeoutMs) => {
      const { lookAtEndpoints } = await import('../adapters/etcd/connections.js');
      const quiet = await quietSources(placeOf);
      return lookAtEndpoints({ ...quiet, etcd, namespace, origin }, place, timeoutMs);
    },
    agent: async (member, timeoutMs) => {
      const { lookAtAgent } = await import('../adapters/agent/look-at-agent.js');
      return lookAtAgent({ ...(await quietSources(placeOf)), settings: agent }, member, timeoutMs);
    },
    sql: async (address, timeoutMs) => {
      const { lookAtServer } = await import('../adapters/postgres/look-at-server.js');
      return lookAtServer(await quietSql(sql, placeOf), address, timeoutMs);
    },
  };
}

function lazyRepairs({ sql, placeOf }: Settings): RepairReads {
  return {
    readFacts: async (address, timeoutMs) => {
      const { readRepairFacts } = await import('../adapters/postgres/repair-facts.js');
      return readRepairFacts(await quietSql(sql, placeOf), address, timeoutMs);
    },
  };
}

async function quietSql(settings: Settings['sql'], placeOf: Settings['placeOf']) {
  return { ...(await quietSources(placeOf)), settings, env: process.env, deadlineMs: null };
}

async function quietSources(placeOf: Settings['placeOf']) {
  const { readSystemAuthorities: systemAuthorities } = await import('../adapters/system/authorities.js');
  return { placeOf, systemAuthorities, warn: () => {} };
}

async function readSettings(options: OpenOptions, warn: Warn): Promise<Settings> {
  const { readSettingsFile } = await import('../adapters/system/settings-file.js');
  const { env } = process;
  const dcsUrl = options['dcs-url'];
  const file = await readSettingsFile(options['config-file'], env);
  const insecure = options.insecure ?? false;
  const sources = { dcsUrl, insecure, env, file };
  if (mentionsDcs(sources)) return resolveOrExplain(sources);
  const sandbox = await findSandbox();
  if (sandbox === null) return resolveSettings(sources);
  warn({
    code: 'using-sandbox',
    message: `no configuration found; using the running sandbox "${sandbox.name}"`,
    subject: sandbox.name,
    next: null,
  });
  return resolveSettings({ ...sources, file: await readSettingsFile(sandbox.settingsFile, env) });
}

/** For a section of the v2 API it is worth knowing whether the same etcd holds the cluster in v3. */
async function resolveOrExplain(sources: SettingsSources): Promise<Settings> {
  try {
    return resolveSettings(sources);
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.problem.code !== 'unsupported-dcs') throw thrown;
    const settings = resolveV2Settings(sources);
    if (settings === null || settings.scope === null) throw thrown;
    const { message, code, subject } = thrown.problem;
    const [seen, next] = await lookInV3(settings, settings.scope);
    throw new Failure('usage', code, `${message}; ${seen}`, { subject: subject ?? 'etcd', next });
  }
}

async function lookInV3(settings: Settings, scope: string): Promise<readonly [string, string]> {
  const dcs = await openEtcd(settings, V3_LOOK_MS, false);
  try {
    const { formation } = await dcs.readScope(scope);
    return formation === null
      ? [`the same endpoints hold no cluster "${scope}" in v3`, 'let Patroni use a section etcd3 first']
      : [`the same endpoints hold the cluster "${scope}" in v3`, 'rename the section to etcd3'];
  } catch {
    return [
      'whether the cluster is there in v3 cannot be told: etcd does not answer',
      'bring back etcd first',
    ];
  } finally {
    dcs.close();
  }
}

/** The running sandbox if there is one; of several the default one, `demo`. */
async function findSandbox(): Promise<{ readonly name: string; readonly settingsFile: string } | null> {
  const { findRunningSandboxes } = await import('./open-sandbox.js');
  const running = await findRunningSandboxes();
  return running.length === 1 ? (running[0] ?? null) : (running.find(({ name }) => name === 'demo') ?? null);
}
