import { failureView } from '../../views/parts/failure.js';
import { isEndingNoted } from './ending.js';
import { failureFrom } from './failure-from.js';
import { writeRemark } from './output.js';

type Tell = (thrown: unknown) => void;

let tell: Tell | null = null;

/** From now on a command runs, which tells failures in its own way. */
export function tellBy(ownTell: Tell): void {
  tell = ownTell;
}

/**
 * Has what is thrown outside of every call, as in the handler of an event, end ctl in the way of what a command throws. Behind a
 * result that has been told it changes nothing but is said.
 */
export function endUnexpectedly(otherwise: Tell, end: () => Promise<void>): void {
  process.on('uncaughtException', (thrown) => {
    try {
      if (isEndingNoted()) writeRemark(failureView(failureFrom(thrown)));
      else (tell ?? otherwise)(thrown);
    } catch {
      process.exitCode = 70;
    }
    void end();
  });
}
