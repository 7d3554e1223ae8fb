import type { JournalEntry, KeptEntry } from '../../src/cluster/config/journal-entry.js';
import { decodeJournalEntry, encodeJournalEntry } from '../../src/cluster/config/journal-entry.js';
import type { Problem } from '../../src/errors.js';
import { tokenOf } from '../../src/formats/exact-number.js';
import { jsonText } from '../../src/formats/json.js';
import type {
  ClusterPlace,
  ConfigHistory,
  ConfigJournal,
  JournalReading,
  PastConfig,
  PastConfigs,
} from '../../src/operations/ports/dcs-ports.js';

/** A journal in memory that keeps what a real one keeps. */
export class FakeConfigJournal implements ConfigJournal {
  entries: KeptEntry[] = [];
  /** What is wrong with it. */
  problem: Problem | null = null;

  async append(_place: ClusterPlace, entry: JournalEntry): Promise<Problem | null> {
    if (this.problem !== null) return this.problem;
    const kept = decodeJournalEntry(encodeJournalEntry(entry));
    if (kept !== null) this.entries = [kept, ...this.entries];
    return null;
  }

  async readAll(): Promise<JournalReading> {
    return this.problem === null
      ? { entries: this.entries, problem: null }
      : { entries: [], problem: this.problem };
  }
}

/** What etcd remembers of a key, in memory; before `compactedTo` it remembers nothing. */
export class FakeConfigHistory implements ConfigHistory {
  compactedTo = 0;
  /** Newest first. */
  versions: PastConfig[] = [];

  /** Somebody stores a document. */
  put(revision: number, document: object): void {
    this.versions = [{ revision, text: jsonText(document, 0, tokenOf) }, ...this.versions];
  }

  async read(_place: ClusterPlace, limit: number, from = 0): Promise<PastConfigs> {
    const oldest = this.versions.at(-1);
    const createRevision = oldest?.revision ?? null;
    const asked = this.versions.filter(({ revision }) => from === 0 || revision <= from);
    if (from !== 0 && from < this.compactedTo)
      return { createRevision: null, versions: [], end: 'compacted' };
    const remembered = asked.filter(
      (_, index) => index === 0 || (asked[index - 1]?.revision ?? 0) > this.compactedTo,
    );
    const versions = remembered.slice(0, limit);
    const rest = remembered.length < asked.length ? 'compacted' : 'beginning';
    return { createRevision, versions, end: versions.length < remembered.length ? 'limit' : rest };
  }
}
