import type { Trace } from '../../operations/ports/trace.js';
import { writeRemark } from './output.js';

/** With `--debug` each exchange is a line on stderr; null without it. */
export async function openTrace(debug: boolean | undefined): Promise<Trace | null> {
  if (!debug) return null;
  const { traceLine } = await import('../../views/parts/trace-line.js');
  return (exchange) => writeRemark(traceLine(exchange, performance.now()));
}
