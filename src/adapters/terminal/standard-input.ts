import type { Readable } from 'node:stream';

let reader: LineReader | null = null;

type Look = Buffer | 'end' | 'silent';

/** Of standard input those that can be waited for have `ref`: a paused one may still be read ahead. */
type Source = Readable & { ref?(): unknown; unref?(): unknown };

const NOTHING = Buffer.alloc(0);

/** The one reader of standard input: statements, a password and answers may come through one pipe. */
export function standardInput(): LineReader {
  reader ??= new LineReader(process.stdin);
  return reader;
}

/**
 * What is written to a stream, line by line, for several readers: what one of them leaves is there for the next. The stream
 * is read only while somebody waits, so that it does not keep the process alive.
 */
export class LineReader {
  private rest: Buffer = NOTHING;
  private error: Error | null = null;

  constructor(private readonly stream: Source) {
    stream.on('error', (error) => {
      this.error = error;
    });
  }

  /** Without the line break; null at the end, also if that is an error. */
  async readLine(): Promise<string | null> {
    let lineBreak = this.rest.indexOf('\n');
    while (lineBreak === -1) {
      const chunk = await this.look();
      if (!Buffer.isBuffer(chunk)) return this.rest.length === 0 ? null : this.take(this.rest.length);
      lineBreak = chunk.indexOf('\n') === -1 ? -1 : this.rest.length + chunk.indexOf('\n');
      this.rest = Buffer.concat([this.rest, chunk]);
    }
    return this.take(lineBreak + 1);
  }

  /** Everything up to the end. */
  async readAll(): Promise<Buffer> {
    const chunks = [this.rest];
    this.rest = NOTHING;
    for (let chunk = await this.look(); Buffer.isBuffer(chunk); chunk = await this.look()) chunks.push(chunk);
    if (this.error !== null) throw this.error;
    return Buffer.concat(chunks);
  }

  /** Whether nothing is left; a stream that stays silent for so long is not at its end. */
  async isAtEnd(patienceMs: number): Promise<boolean> {
    if (this.rest.length > 0) return false;
    const chunk = await this.look(patienceMs);
    if (Buffer.isBuffer(chunk)) this.rest = chunk;
    return chunk === 'end';
  }

  private take(length: number): string {
    const line = this.rest.toString('utf8', 0, length);
    this.rest = this.rest.subarray(length);
    return line.replace(/\r?\n$/, '');
  }

  private look(patienceMs?: number): Promise<Look> {
    const { stream } = this;
    return new Promise((resolve) => {
      const settle = (outcome: Look): void => {
        clearTimeout(timer);
        stream.off('data', read).off('end', end).off('error', end).off('close', end).pause();
        stream.unref?.();
        resolve(outcome);
      };
      const read = (chunk: Buffer | string): void =>
        settle(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
      const end = (): void => settle('end');
      const timer = patienceMs === undefined ? undefined : setTimeout(() => settle('silent'), patienceMs);
      if (stream.readableEnded || stream.destroyed) return end();
      stream.ref?.();
      stream.on('data', read).on('end', end).on('error', end).on('close', end).resume();
    });
  }
}
