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
