import { Failure, type Problem } from '../../errors.js';
import type { ClusterPlace, Note, Notes } from '../../operations/ports/dcs-ports.js';
import type { Endpoint } from './endpoint.js';
import { isAnswered } from './etcd-errors.js';
import { explainDoubt, type LostReply } from './explain-doubt.js';
import { type Judgement, notesPrefix } from './keys.js';
import type { Reader } from './reader.js';
import { type StoredKey, setRequest } from './requests.js';
import { settleByLooking, type WriteLook } from './settle-by-looking.js';
import { writeOnce } from './write-once.js';

/** A note is worth this much waiting. */
export const NOTES_MS = 2500;

/** Notes of `ctl` are far smaller. */
const LONGEST_NOTE = 65_536;

/** What kept a note from being written, or may have. */
interface Outcome {
  readonly problem: Problem | null;
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
    try {
      const before = await this.readKey(this.reader, key);
      const look: WriteLook = async (reader) => {
        const { keys, revision } = await this.readKey(reader, key);
        return { judgement: judgeNote(keys[0], value, before.keys[0]), revision };
      };
      const { problem } = await writeOnce<Outcome>(this.reader, before.endpoint, {
        key,
        request: setRequest(key, value),
        judge: () => ({ problem: null }),
        settle: (lost) => this.settle(key, look, lost),
      });
      return problem;
    } catch (thrown) {
      return describeNoteProblem(unlessBug(thrown), key, 'written');
    }
  }

  /** Null if etcd has refused the write. */
  private async settle(key: string, look: WriteLook, lost: LostReply): Promise<Outcome | null> {
    const settled = await settleByLooking(this.reader, look);
    if (settled.kind === 'written') return { problem: null };
    if (settled.kind === 'unchanged' && isAnswered(lost.error)) return null;
    const kind = settled.kind === 'changed-meanwhile' ? 'overtaken' : settled.kind;
    return { problem: explainDoubt(key, lost, { kind }) };
  }

  private async readKey(reader: Reader, key: string) {
    const ask = async (endpoint: Endpoint, timeoutMs: number) => ({
      ...(await endpoint.keys([key], timeoutMs)),
      endpoint,
    });
    return (await reader.read(key, ask)).read;
  }

  private keyOf(place: ClusterPlace, name: string): string {
    return `${notesPrefix(this.namespace, place)}${name}`;
  }
}

type Found = StoredKey | null | undefined;

/** By what is there now and what was there before. */
function judgeNote(now: Found, value: string | null, before: Found): Judgement {
  if ((now?.value ?? null) === value) return 'written';
  return now?.modRevision === before?.modRevision ? 'unchanged' : 'changed-meanwhile';
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
