import { type CommandOptions, type CommandPlace, ctl, type Hint } from '../formats/hint.js';

/** What stood on the command line beside the cluster and its group, for hints that repeat it. */
export interface TypedWords {
  /** Behind the cluster. */
  readonly args: readonly string[];
  /** By their long names. */
  readonly options: CommandOptions;
}

export const NOTHING_TYPED: TypedWords = { args: [], options: {} };

/** The command that was typed, for this place and with further options, or with others in place of those that were typed. */
export function again(
  verb: string,
  { scope, group }: CommandPlace,
  { args, options }: TypedWords,
  changes: CommandOptions = {},
): Hint {
  return ctl(verb, { scope, group }, args, { ...options, ...changes });
}
