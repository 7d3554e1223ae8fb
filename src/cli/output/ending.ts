import type { Outcome } from '../../errors.js';
import { type DocumentShape, ERROR_DOCUMENT } from './document.js';

/** How an invocation ended, and what decides on its exit code. */
interface Ending {
  readonly shape: DocumentShape;
  readonly outcome: Outcome;
  readonly code: string | null;
}

/** That of a help text, as long as nothing else is noted. */
let noted: Ending = { shape: ERROR_DOCUMENT, outcome: 'done', code: null };

let isNoted = false;

/** The last one counts. */
export function noteEnding(ending: Ending): void {
  noted = ending;
  isNoted = true;
}

export function isEndingNoted(): boolean {
  return isNoted;
}

export function notedEnding(): Ending {
  return noted;
}
