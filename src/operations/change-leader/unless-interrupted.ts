import { Failure } from '../../errors.js';
import type { Interruption } from '../ports/operator-ports.js';

/** Work before anything is sent: Ctrl-C ends it, and nothing is going to be sent. */
export async function unlessInterrupted<T>(interruption: Interruption, work: Promise<T>): Promise<T> {
  const interrupted = interruption.happened.then((): never => {
    throw cancelled();
  });
  const result = await Promise.race([work, interrupted]);
  if (interruption.requested) throw cancelled();
  return result;
}

function cancelled(): Failure {
  return new Failure('cancelled', 'interrupted', 'interrupted; nothing was sent.');
}
