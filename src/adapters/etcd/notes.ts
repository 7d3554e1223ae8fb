import { Failure, type Problem } from '../../errors.js';
import type { ClusterPlace, Note, Notes } from '../../operations/dcs-ports.js';
import type { Endpoint } from './endpoint.js';
import { isFinal, isUnsent } from './etcd-errors.js';
import { explainDoubt, type LostReply } from './explain-doubt.js';
import type { Judgement } from './judge-keys.js';
import { notesPrefix } from './keys.js';
import type { Reader } from './reader.js';
import { type KeysRead, setRequest } from './requests.js';
import { settleByLooking } from './settle-by-looking.js';

/** A note is worth this much waiting. */
export const NOTES_MS = 1500;

/** Notes of `ctl` are far smaller. */
const LONGEST_NOTE = 65_536;
const PROBE_MS = 300;

interface NoteWrite {
  readonly key: string;
  /** null to remove the note. */
  readonly value: string | null;
  /** That the key had before. */
  readonly revision: number;
}

/** `ctl`'s notes in etcd. What cannot be read or written is a problem and never thrown. */
export class EtcdNotes implements Notes {
  constructor(
    /** With a deadline of its own. */
    private readonly reader: Reader,
    private readonly namespace: string,
  ) {}

  async read(place: ClusterPlace, name: string): Promise<Note | null | { readonly problem: Problem }> {
    const key = this.keyOf(place, name);
    try {
      const { read } = await this.reader.read(key, (endpoint, timeoutMs, serializable) =>
        endpoint.range(key, timeoutMs, { serializable, limit: 1 }),
      );
      const [found] = read.keys;
      if (found === undefined || found.key !== key) return null;
      if (found.value.length > LONGEST_NOTE) return { problem: tooLong(key) };
      return { text: found.value, revision: found.modRevision };
    } catch (thrown) {
      return { problem: describeNoteProblem(unlessBug(thrown), key, 'read') };
    }
  }

  write(place: ClusterPlace, name: string, text: string): Promise<Problem | null> {
    return this.set(this.keyOf(place, name), text);
  }

  remove(place: ClusterPlace, name: string): Promise<Problem | null> {
    return this.set(this.keyOf(place, name), null);
  }

  /** Once, through an endpoint that has just answered. */
  private async set(key: string, value: string | null): Promise<Problem | null> {
    const start = Date.now();
    try {
      const { read } = await this.readKey(key);
      const { endpoint } = read;
      const sentAt = Date.now();
      try {
        await endpoint.transact(setRequest(key, value), this.reader.deadlineMs);
        return null;
      } catch (error) {
        if (!isFinal(error) && !isUnsent(error)) {
          const lost = { endpoint, error, elapsedMs: Date.now() - sentAt };
          return await this.settle({ key, value, revision: revisionOf(read) }, lost);
        }
        throw await this.reader.explain({
          errors: [{ endpoint, error }],
          access: 'write',
          prefix: key,
          elapsedMs: Date.now() - start,
          probeMs: PROBE_MS,
        });
      }
    } catch (thrown) {
      return describeNoteProblem(unlessBug(thrown), key, 'written');
    }
  }

  /** What becomes of a write whose answer is missing. */
  private async settle({ key, value, revision }: NoteWrite, lost: LostReply): Promise<Problem | null> {
    const settled = await settleByLooking(this.reader, async (reader) => {
      const { read } = await this.readKey(key, reader);
      const found = read.keys[0]?.value ?? null;
      const unlike: Judgement = revisionOf(read) === revision ? 'unchanged' : 'changed-meanwhile';
      return { judgement: found === value ? 'written' : unlike, revision: read.revision };
    });
    if (settled.kind === 'written') return null;
    const kind = settled.kind === 'changed-meanwhile' ? 'overtaken' : settled.kind;
    return explainDoubt(key, lost, { kind });
  }

  private readKey(key: string, reader = this.reader) {
    return reader.read(key, async (endpoint: Endpoint, timeoutMs) => ({
      ...(await endpoint.keys([key], timeoutMs)),
      endpoint,
    }));
  }

  private keyOf(place: ClusterPlace, name: string): string {
    return `${notesPrefix(this.namespace, place)}${name}`;
  }
}

function revisionOf({ keys: [found] }: KeysRead): number {
  return found?.modRevision ?? 0;
}

function unlessBug(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  throw thrown;
}

/** Why a note could not be read or written: a missing permission, or no answer. */
export function describeNoteProblem(failure: Failure, key: string, what: 'read' | 'written'): Problem {
  const { problem, parts } = failure;
  const [part = problem] = parts;
  const isDenied = problem.code === 'dcs-auth';
  return {
    code: isDenied ? 'notes-denied' : 'notes-unreachable',
    message: `the note ${key} cannot be ${what}: ${part.message}`,
    subject: key,
    next: isDenied ? part.next : null,
  };
}

function tooLong(key: string): Problem {
  const message = `the note ${key} cannot be read: it is longer than any of ctl's`;
  return { code: 'notes-unreadable', message, subject: key, next: null };
}
