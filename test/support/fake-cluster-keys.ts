import { isClusterKey } from '../../src/cluster/model/key-place.js';
import type {
  ClusterKeys,
  ClusterPlace,
  KeyRemoval,
  NamedKey,
  StoredKey,
  WriteOutcome,
} from '../../src/operations/ports/dcs-ports.js';
import type { FileName, StateFiles } from '../../src/operations/ports/ports.js';

/** The keys of one cluster in memory; each write takes a revision. */
export class FakeClusterKeys implements ClusterKeys {
  /** Instead of what would be answered to a write; it is done nevertheless if `doubtful`. */
  answer: WriteOutcome | null = null;
  private keys: StoredKey[] = [];
  private revision = 100;

  constructor(
    private readonly prefix: string,
    values: Readonly<Record<string, string>>,
  ) {
    for (const [name, value] of Object.entries(values)) this.put(name, value);
  }

  put(name: string, value: string): void {
    this.revision += 1;
    const key = `${this.prefix}${name}`;
    const others = this.keys.filter((each) => each.key !== key);
    this.keys = [...others, { key, value, revision: this.revision, leased: /^(members|leader)/.test(name) }];
  }

  get names(): string[] {
    return this.keys.map(({ key }) => key.slice(this.prefix.length));
  }

  async readAll(_: ClusterPlace) {
    return { keys: this.keys, revision: this.revision };
  }

  async remove(_: ClusterPlace, { removed, revision }: KeyRemoval): Promise<WriteOutcome> {
    const named = this.keys.map((key) => ({ ...key, name: key.key.slice(this.prefix.length) }));
    if (named.some((key) => isClusterKey(key.name) && key.revision > revision))
      return { kind: 'changed-meanwhile' };
    this.keys = named.filter(({ name }) => !removed.includes(name));
    return this.written();
  }

  async create(_: ClusterPlace, keys: readonly NamedKey[], absent: readonly string[]): Promise<WriteOutcome> {
    const names = [...keys.map(({ name }) => name), ...absent];
    if (this.names.some((name) => names.includes(name))) return { kind: 'changed-meanwhile' };
    for (const { name, value } of keys) this.put(name, value);
    return this.written();
  }

  private written(): WriteOutcome {
    this.revision += 1;
    return this.answer ?? { kind: 'written', revision: this.revision };
  }
}

/** Files in memory. */
export class FakeStateFiles implements StateFiles {
  readonly files = new Map<string, string>();
  /** Called before each file is there. */
  onSave: () => void = () => {};

  async save({ before, subject, after }: FileName, text: string): Promise<string> {
    this.onSave();
    const path = `/state/ctl/${before}${subject}${after}`;
    this.files.set(path, text);
    return path;
  }
}
