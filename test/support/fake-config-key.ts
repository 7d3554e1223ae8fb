import type {
  ClusterPlace,
  ConfigKey,
  StoredConfig,
  WriteOutcome,
} from '../../src/operations/ports/dcs-ports.js';

/** A key `config` in memory. What is to happen when somebody writes can be played. */
export class FakeConfigKey implements ConfigKey {
  /** What was written, in order. */
  readonly written: { readonly place: ClusterPlace; readonly text: string; readonly revision: number }[] = [];
  /** Called before each write is judged: others write meanwhile. */
  onWrite: () => void = () => {};
  /** What a write answers instead of being carried out. */
  answer: WriteOutcome | null = null;

  constructor(private stored: StoredConfig | null) {}

  get text(): string | null {
    return this.stored?.text ?? null;
  }

  become(stored: StoredConfig): void {
    this.stored = stored;
  }

  /** Somebody else writes. */
  put(text: string): number {
    const revision = (this.stored?.storeRevision ?? 0) + 1;
    this.stored = { text, revision, storeRevision: revision };
    return revision;
  }

  /** Something else in the store changes. */
  advance(): void {
    if (this.stored !== null) this.stored = { ...this.stored, storeRevision: this.stored.storeRevision + 1 };
  }

  async read(): Promise<StoredConfig | null> {
    return this.stored;
  }

  async write(place: ClusterPlace, text: string, revision: number): Promise<WriteOutcome> {
    this.onWrite();
    if (this.answer !== null) return this.answer;
    if (this.stored?.revision !== revision) return { kind: 'changed-meanwhile' };
    this.written.push({ place, text, revision });
    return { kind: 'written', revision: this.put(text) };
  }
}
