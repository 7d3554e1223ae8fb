import {
  decodeJournalEntry,
  encodeJournalEntry,
  type JournalEntry,
} from '../../cluster/config/journal-entry.js';
import { Failure, type Problem } from '../../errors.js';
import type { ClusterPlace, ConfigJournal, JournalReading, Notes } from '../../operations/ports/dcs-ports.js';
import type { Endpoint } from './endpoint.js';
import { notesPrefix } from './keys.js';
import { describeNoteProblem } from './notes.js';
import type { Reader } from './reader.js';

/** Entries for each cluster; with those that several append at the same time there may be a few more for a moment. */
export const KEPT_ENTRIES = 100;
const FOLDER = 'config-journal/';
const DIGITS = 19;

/**
 * A key for each entry, named by the revision that it is about: nobody gets in the way of anybody, and the order of the keys is that of
 * the changes. What cannot be read or written is a problem and never thrown.
 */
export class EtcdConfigJournal implements ConfigJournal {
  constructor(
    /** With a deadline of its own. */
    private readonly reader: Reader,
    private readonly notes: Notes,
    private readonly namespace: string,
  ) {}

  async append(place: ClusterPlace, entry: JournalEntry): Promise<Problem | null> {
    const name = `${FOLDER}${String(entry.revision).padStart(DIGITS, '0')}`;
    const problem = await this.notes.write(place, name, encodeJournalEntry(entry));
    // Whoever appends the next one prunes, too.
    if (problem === null) await this.prune(place).catch(() => null);
    return problem;
  }

  async readAll(place: ClusterPlace): Promise<JournalReading> {
    const prefix = this.prefixOf(place);
    try {
      const { read } = await this.reader.read(prefix, (endpoint, timeoutMs) =>
        endpoint.range(prefix, timeoutMs),
      );
      const own = read.keys.filter(({ key }) => isEntry(key, prefix));
      const decoded = own.flatMap(({ value }) => decodeJournalEntry(value) ?? []);
      return { entries: decoded.sort((one, other) => other.revision - one.revision), problem: null };
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      return { entries: [], problem: describeNoteProblem(thrown, prefix, 'read') };
    }
  }

  /** Removes what is older than the newest ones. */
  private async prune(place: ClusterPlace): Promise<void> {
    const prefix = this.prefixOf(place);
    const { read } = await this.reader.read(prefix, async (endpoint: Endpoint, timeoutMs) => ({
      ...(await endpoint.range(prefix, timeoutMs, { keysOnly: true })),
      endpoint,
    }));
    const entries = read.keys.filter(({ key }) => isEntry(key, prefix));
    const [oldest] = entries;
    const oldestKept = entries.at(-KEPT_ENTRIES);
    if (entries.length <= KEPT_ENTRIES || oldest === undefined || oldestKept === undefined) return;
    const older = { key: Buffer.from(oldest.key), range_end: Buffer.from(oldestKept.key) };
    await read.endpoint.transact({ success: [{ request_delete_range: older }] }, this.reader.deadlineMs);
  }

  private prefixOf(place: ClusterPlace): string {
    return `${notesPrefix(this.namespace, place)}${FOLDER}`;
  }
}

/** What else is there belongs to a cluster whose scope goes on with `/config-journal`. */
function isEntry(key: string, prefix: string): boolean {
  return /^\d+$/.test(key.slice(prefix.length));
}
