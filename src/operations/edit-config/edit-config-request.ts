import type { ConfigFinding } from '../../cluster/config/config-finding.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import type { ValueMap } from '../../cluster/model/value.js';
import type { Problem } from '../../errors.js';
import type { ClusterPlace, ConfigJournal, ConfigKey, Dcs, Notes } from '../ports/dcs-ports.js';
import type { Editor, Interruption, Operator, OperatorInput, Questions } from '../ports/operator-ports.js';
import type { Agents, Clock, WorkFiles } from '../ports/ports.js';
import type { Servers } from '../ports/sql-ports.js';
import type { ConfigMemberReading } from '../reading/config-members.js';
import type { ClusterRequest } from '../reading/read-cluster.js';
import type { TypedWords } from '../typed-words.js';
import type { Kept } from './keep-text.js';

/** What the world has to offer for a change of the dynamic configuration. */
export interface ChangeConfigPorts {
  readonly dcs: Dcs;
  readonly configKey: ConfigKey;
  readonly configJournal: ConfigJournal;
  readonly notes: Notes;
  readonly agents: Agents;
  readonly servers: Servers;
  readonly questions: Questions;
  readonly interruption: Interruption;
  readonly clock: Clock;
  readonly operator: Operator;
  readonly workFiles: WorkFiles;
}

export interface EditConfigPorts extends ChangeConfigPorts {
  readonly input: OperatorInput;
  readonly editor: Editor;
}

/** How a change is made, whatever it is. */
export interface ChangeOptions {
  readonly typed: TypedWords;
  /** `--yes` or `--force`: nothing is asked. */
  readonly unattended: boolean;
  readonly dryRun: boolean;
  /** The difference is not shown. */
  readonly quiet: boolean;
  readonly allowUnknown: readonly string[];
  readonly checks: boolean;
  readonly reason: string | null;
  /** Until every member shows what has become of it. */
  readonly wait: boolean;
  /** For that wait; null for two cycles and 10 s. */
  readonly deadlineMs: number | null;
}

export interface EditConfigRequest extends ClusterRequest, ChangeOptions {
  readonly typed: TypedWords;
  /** `KEY=VALUE`, in order. */
  readonly sets: readonly string[];
  /** The same for PostgreSQL parameters. */
  readonly parameters: readonly string[];
  /** A file; `-` is standard input. */
  readonly apply: string | null;
  readonly replace: string | null;
  /** Keys that `--replace` may drop though much depends on them. */
  readonly drop: readonly string[];
}

/** The configuration as it was read. */
export interface ConfigSnapshot {
  readonly values: ValueMap;
  /** etcd's revision of the key. */
  readonly revision: number;
}

/** A change of the dynamic configuration, whoever has thought of it. */
export interface ConfigChange {
  readonly place: ClusterPlace;
  /** For its members. */
  readonly cluster: Cluster;
  readonly snapshot: ConfigSnapshot;
  readonly compose: (current: ValueMap) => ValueMap;
  /** Further findings, such as what would be lost without having been named. */
  readonly guard: (before: ValueMap, after: ValueMap) => readonly ConfigFinding[];
  readonly options: ChangeOptions;
  /** For the journal, such as `edit-config`. */
  readonly command: string;
  /** What was found on the way here. */
  readonly warnings: readonly Problem[];
  /** Keeps what was to be written if etcd does not take it: what was typed, or else what would be stored. */
  readonly keep: (next: ValueMap) => Promise<Kept>;
  /** Null if they have not been asked yet. */
  readonly members: readonly ConfigMemberReading[] | null;
}
