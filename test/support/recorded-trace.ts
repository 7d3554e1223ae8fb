import type { Trace } from '../../src/operations/ports/trace.js';
import { traceLine } from '../../src/views/parts/trace-line.js';

/** A trace that keeps what it is told. */
export interface RecordedTrace {
  readonly trace: Trace;
  /** As with `--debug`, without `debug` and the time in front. Ports are PORT, milliseconds N, sizes SIZE, revisions R. */
  lines(): readonly string[];
}

export function recordTrace(): RecordedTrace {
  const lines: string[] = [];
  return {
    trace: (exchange) => lines.push(traceLine(exchange, 0)),
    lines: () => lines.map(normalLine),
  };
}

function normalLine(line: string): string {
  return line
    .replace(/^debug {2}\+0\.000 s {2}/, '')
    .replace(/127\.0\.0\.1:\d+/g, 'HOST:PORT')
    .replace(/, \d+ ms\n$/, ', N ms')
    .replace(/\b[\d.]+ (B|kB)\b/g, 'SIZE')
    .replace(/revision \d+/g, 'revision R');
}
