import type { CheckMemory } from '../../operations/check/check-report.js';
import type { EtcdPorts, LastSeenFiles } from '../../operations/diagnose/diagnose-ports.js';
import type { Connections, RepairReads } from '../../operations/doctor/doctor-report.js';
import type { BalancerOrders, Balancers } from '../../operations/ports/balancer-ports.js';
import type { Dcs, Fleet } from '../../operations/ports/dcs-ports.js';
import type {
  Editor,
  Interruption,
  Operator,
  OperatorInput,
  Questions,
} from '../../operations/ports/operator-ports.js';
import type {
  AgentOrders,
  Agents,
  Clock,
  Commands,
  NewFiles,
  StateFiles,
  WorkFiles,
} from '../../operations/ports/ports.js';
import type { CopySources, Servers, Sql } from '../../operations/ports/sql-ports.js';
import type { Settings } from '../../operations/settings.js';

/** The ports of an invocation that asks etcd only. */
export interface EtcdWorld extends EtcdPorts {
  readonly settings: Settings;
  readonly dcs: Dcs;
  readonly fleet: Fleet;
  readonly clock: Clock;
  close(): Promise<void>;
}

/** The ports of any other. */
export interface World extends EtcdWorld {
  readonly lastSeen: LastSeenFiles;
  readonly agents: Agents;
  readonly orders: AgentOrders;
  readonly balancers: Balancers;
  readonly balancerOrders: BalancerOrders;
  readonly commands: Commands;
  readonly operator: Operator;
  readonly stateFiles: StateFiles;
  readonly memory: CheckMemory;
  readonly workFiles: WorkFiles;
  readonly editor: Editor;
  readonly sql: Sql;
  readonly servers: Servers;
  readonly copySources: CopySources;
  readonly connections: Connections;
  readonly newFiles: NewFiles;
  readonly repairs: RepairReads;
  readonly input: OperatorInput;
  readonly questions: Questions;
  readonly interruption: Interruption;
}
