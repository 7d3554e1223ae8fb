import type { Writable } from 'node:stream';

/** Writes the same over and over as long as somebody takes it. */
export function flood(stream: Writable, chunk: Buffer): void {
  const write = (): void => {
    if (stream.destroyed) return;
    // Others have their turn in between.
    if (stream.write(chunk)) setImmediate(write);
    else stream.once('drain', write);
  };
  write();
}
