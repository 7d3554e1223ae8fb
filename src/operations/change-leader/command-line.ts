import type { CommandOptions, CommandPlace, Hint } from '../../formats/hint.js';
import { again, type TypedWords } from '../typed-words.js';
import type { ChangeKind } from './change-report.js';

/** What a change of leader was asked for with, as far as a hint repeats it. */
export interface AskedChange extends CommandPlace {
  readonly kind: ChangeKind;
  readonly candidate: string | null;
  /** As typed, or as the request has it; null for at once. */
  readonly scheduled: string | null;
  readonly typed: TypedWords;
}

/** The same command to be pasted with further options. */
export function commandLine(asked: AskedChange, options: CommandOptions = {}): Hint {
  const { kind, candidate, scheduled, typed } = asked;
  return again(kind, asked, typed, { candidate, scheduled, ...options });
}
