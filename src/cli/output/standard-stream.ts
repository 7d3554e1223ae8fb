import { fstatSync, writeFileSync } from 'node:fs';

/** How writing fails where nobody is left to read: a pipe, a socket, a terminal, a descriptor that was never open for writing. */
const NOBODY_READS: readonly (string | undefined)[] = [
  'EPIPE',
  'ECONNRESET',
  'ENOTCONN',
  'EIO',
  'ENXIO',
  'EBADF',
  'ERR_STREAM_DESTROYED',
];

/** So much of what could not be written is kept, in characters. */
const MOST_KEPT = 4000;

/** What was to be written and is lost, though somebody may want it, as on a full disk. */
interface LostText {
  readonly reason: string;
  /** What was to be read by people; null if it is too long to be repeated elsewhere. */
  readonly text: string | null;
}

/**
 * Node.js's own stream for stdout or stderr. No write ever throws, delays the work or ends the process: once nobody reads, or a disk is
 * full, all further text is dropped, and who wants to know can ask.
 */
export class StandardStream {
  /** Resolves when nothing more can be written. */
  readonly ended: Promise<void>;
  private end: { readonly kind: 'gone' | 'lost'; readonly reason: string } | null = null;
  private kept = '';
  private announce: () => void = () => {};

  constructor(
    private readonly stream: NodeJS.WriteStream,
    fd: number,
  ) {
    this.ended = new Promise((resolve) => {
      this.announce = resolve;
    });
    const stats = fstatSync(fd);
    const isFile = stats.isFile();
    // oclif has a listener of its own, which throws.
    stream.removeAllListeners('error').on('error', (error) => this.note(error, isFile));
    if (isFile || (stats.isCharacterDevice() && !stream.isTTY)) this.writeWhole(fd, isFile);
  }

  get isTTY(): boolean {
    return this.stream.isTTY === true;
  }

  /** Of a terminal; 0 where there is none. */
  get columns(): number {
    return this.stream.columns || 0;
  }

  /** Null if all was written, and also if somebody has chosen not to read it. */
  get lost(): LostText | null {
    if (this.end?.kind !== 'lost') return null;
    const { reason } = this.end;
    return { reason, text: this.kept.length > MOST_KEPT ? null : this.kept };
  }

  /** `isForPeople` is false for what would be of no use elsewhere, such as a document for a program. */
  write(text: string, isForPeople = true): void {
    if (this.end === null) this.stream.write(text);
    if (this.end?.kind === 'lost' && isForPeople && this.kept.length <= MOST_KEPT) this.kept += text;
  }

  /** Until the system has taken all that was written so far, or will never take it. */
  taken(): Promise<void> {
    if (this.end !== null) return Promise.resolve();
    const taken = new Promise<void>((resolve) => this.stream.write('', () => resolve()));
    return Promise.race([taken, this.ended]);
  }

  /** The terminal that it wrote to has been closed. */
  hangUp(): void {
    this.finish('gone', 'the terminal was closed');
  }

  private note({ code, message }: NodeJS.ErrnoException, isFile: boolean): void {
    this.finish(!isFile && NOBODY_READS.includes(code) ? 'gone' : 'lost', message);
  }

  private finish(kind: 'gone' | 'lost', reason: string): void {
    this.end ??= { kind, reason };
    this.announce();
  }

  /** Node.js takes no notice if a disk that runs full takes only the first part of a text (lib/internal/fs/sync_write_stream.js). */
  private writeWhole(fd: number, isFile: boolean): void {
    this.stream._write = (chunk, _encoding, callback) => {
      try {
        if (this.end !== null) throw new Error(this.end.reason);
        writeFileSync(fd, chunk);
        callback();
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown : new Error(String(thrown));
        this.note(error, isFile);
        callback(error);
      }
    };
  }
}
