import type { Cluster } from '../../../src/cluster/model/cluster.js';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import type { Value, ValueMap } from '../../../src/cluster/model/value.js';
import { Failure } from '../../../src/errors.js';
import type {
  ChangeEvent,
  ConfigChangeReport,
} from '../../../src/operations/edit-config/config-change-report.js';
import { editConfig } from '../../../src/operations/edit-config/edit-config.js';
import type {
  EditConfigPorts,
  EditConfigRequest,
} from '../../../src/operations/edit-config/edit-config-request.js';
import type { Editor, OperatorInput } from '../../../src/operations/ports/operator-ports.js';
import type { WorkFiles } from '../../../src/operations/ports/ports.js';
import { NOTHING_TYPED } from '../../../src/operations/typed-words.js';
import { aCluster } from '../../support/clusters.js';
import { FakeAgents } from '../../support/fake-agents.js';
import { FakeConfigKey } from '../../support/fake-config-key.js';
import { FakeConfigJournal } from '../../support/fake-config-store.js';
import { FakeInterruption } from '../../support/fake-interruption.js';
import { FakeNotes } from '../../support/fake-notes.js';
import { type ExpectedQuestion, FakeQuestions } from '../../support/fake-questions.js';
import { FakeServers } from '../../support/fake-servers.js';
import { FakeClock, FakeDcs } from '../../support/fakes.js';

/** Files of editors in memory. */
export class FakeWorkFiles implements WorkFiles {
  readonly files = new Map<string, string>();
  leftOvers: readonly string[] = [];
  /** Why nothing can be written. */
  failure: Failure | null = null;
  private created = 0;

  async create(subject: string, text: string): Promise<string> {
    return this.add(`${subject}-config`, text);
  }

  async keep(subject: string, text: string): Promise<string> {
    return this.add(`${subject}-kept`, text);
  }

  async keepEdited(subject: string, path: string): Promise<string> {
    const text = await this.read(path);
    this.files.delete(path);
    return this.add(`${subject}-kept`, text);
  }

  private add(name: string, text: string): string {
    if (this.failure !== null) throw this.failure;
    this.created += 1;
    const path = `/state/${name}-1-${this.created}.yaml`;
    this.files.set(path, text);
    return path;
  }

  async read(path: string): Promise<string> {
    return this.files.get(path) ?? '';
  }

  async write(path: string, text: string): Promise<void> {
    this.files.set(path, text);
  }

  async remove(path: string): Promise<void> {
    this.files.delete(path);
  }

  async findLeftOvers(): Promise<readonly string[]> {
    return this.leftOvers;
  }
}

/** What somebody does in an editor, round by round; a round too many fails. */
export type Edit = (text: string) => string;

export interface EditWorld {
  readonly ports: EditConfigPorts & {
    readonly configKey: FakeConfigKey;
    readonly configJournal: FakeConfigJournal;
    readonly workFiles: FakeWorkFiles;
    readonly servers: FakeServers;
    readonly clock: FakeClock;
    readonly dcs: FakeDcs;
    readonly interruption: FakeInterruption;
    readonly notes: FakeNotes;
    readonly questions: FakeQuestions;
  };
  /** What was told, in order. */
  readonly events: ChangeEvent[];
  /** The texts that the editor was given. */
  readonly edited: string[];
  run(request?: Partial<EditConfigRequest>): Promise<ConfigChangeReport>;
  /** How it ends if it throws. */
  failure(request?: Partial<EditConfigRequest>): Promise<Failure>;
  stored(): Value;
}

export interface EditRecipe {
  readonly config?: ValueMap;
  /** As it stands in etcd instead of `config`; null: there is none. */
  readonly text?: string | null;
  readonly cluster?: Cluster;
  readonly statuses?: Readonly<Record<string, MemberStatus>>;
  readonly answers?: readonly ExpectedQuestion[];
  readonly present?: boolean;
  readonly edits?: readonly Edit[];
  readonly files?: Readonly<Record<string, string>>;
}

/** A cluster without members unless one is given: what the checks of servers say is another test's matter. */
export function editing(recipe: EditRecipe = {}): EditWorld {
  const { config = { ttl: 30, loop_wait: 10 }, answers = [], files = {} } = recipe;
  const cluster = recipe.cluster ?? aCluster({ config, members: [], leader: null });
  const text = recipe.text === undefined ? JSON.stringify(config) : recipe.text;
  const clock = new FakeClock();
  const edited: string[] = [];
  const events: ChangeEvent[] = [];
  const edits = [...(recipe.edits ?? [])];
  const workFiles = new FakeWorkFiles();
  const editor: Editor = {
    edit: async (path) => {
      const edit = edits.shift();
      if (edit === undefined) throw new Error('an editor that nobody expects');
      const before = await workFiles.read(path);
      edited.push(before);
      await workFiles.write(path, edit(before));
    },
  };
  const input: OperatorInput = {
    readText: async (path) => files[path] ?? '',
    askSecret: async () => '',
  };
  const configKey = new FakeConfigKey(text === null ? null : { text, revision: 40, storeRevision: 48 });
  const ports = {
    dcs: new FakeDcs({ demo: cluster }),
    configKey,
    configJournal: new FakeConfigJournal(),
    notes: new FakeNotes(),
    agents: new FakeAgents(recipe.statuses ?? {}),
    servers: new FakeServers(clock, new Map()),
    questions: new FakeQuestions(answers, recipe.present ?? answers.length > 0),
    interruption: new FakeInterruption(),
    clock,
    operator: { name: 'anna', host: 'db1' },
    workFiles,
    input,
    editor,
  };
  const run = (request: Partial<EditConfigRequest> = {}): Promise<ConfigChangeReport> =>
    editConfig(ports, { ...PLAIN, ...request }, (event) => events.push(event));
  return {
    ports,
    events,
    edited,
    run,
    failure: async (request) => {
      const ended = await run(request).catch((thrown: unknown) => thrown);
      if (ended instanceof Failure) return ended;
      throw ended instanceof Error ? ended : new Error(`it did not fail: ${JSON.stringify(ended)}`);
    },
    stored: () => JSON.parse(configKey.text ?? 'null'),
  };
}

export const PLAIN: EditConfigRequest = {
  scope: 'demo',
  group: null,
  typed: NOTHING_TYPED,
  command: 'edit-config',
  sets: [],
  parameters: [],
  apply: null,
  replace: null,
  drop: [],
  unattended: false,
  dryRun: false,
  quiet: false,
  allowUnknown: [],
  checks: true,
  reason: null,
  wait: false,
  deadlineMs: null,
};

export function codesOf(problems: readonly { readonly code: string }[]): string[] {
  return problems.map(({ code }) => code);
}
