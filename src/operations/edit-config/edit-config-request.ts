import type { ConfigJournal, ConfigKey, Dcs, Notes } from '../ports/dcs-ports.js';
import type { Editor, Interruption, Operator, OperatorInput, Questions } from '../ports/operator-ports.js';
import type { Agents, Clock, WorkFiles } from '../ports/ports.js';
import type { Servers } from '../ports/sql-ports.js';
import type { ClusterRequest } from '../reading/read-cluster.js';
import type { TypedWords } from '../typed-words.js';

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
