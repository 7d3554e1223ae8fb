import { formatBytes } from '../../formats/sizes.js';
import type { Trace, TracedExchange } from '../../operations/ports/trace.js';

/** Who is asked, and what. */
type Asked = Pick<TracedExchange, 'peer' | 'address' | 'request'>;

/** More than any error needs in order to be understood. */
const REASON_CHARACTERS = 200;

/** What is asked now, with a word to the trace once it has ended, whichever way. */
export async function traced<T>(
  trace: Trace,
  asked: Asked,
  ask: () => Promise<T>,
  describe: (answer: T) => string,
  describeFailure: (thrown: unknown) => string = failureWords,
): Promise<T> {
  const begun = performance.now();
  const tell = (result: string): void => trace({ ...asked, result, tookMs: performance.now() - begun });
  try {
    const answer = await ask();
    tell(describe(answer));
    return answer;
  } catch (thrown) {
    tell(describeFailure(thrown));
    throw thrown;
  }
}

/** `failed: …` in one line of bearable length. */
export function failureWords(thrown: unknown): string {
  return `failed: ${reasonOf(thrown).replaceAll(/\s+/g, ' ').slice(0, REASON_CHARACTERS)}`;
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  // Of several addresses that were tried in vain Node.js tells nothing but the code.
  return thrown.message || ('code' in thrown ? String(thrown.code) : thrown.name);
}

/** The size of what was said, which itself may hold anything. */
export function sizeOf(text: string): string {
  return formatBytes(Buffer.byteLength(text));
}
