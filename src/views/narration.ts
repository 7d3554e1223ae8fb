/** What to show while something goes on. */
export interface Narration {
  /** Part of the result. */
  readonly result?: string;
  /** Beside the result, to stay. */
  readonly remark?: string;
  /** Beside the result, until something else is shown; without its line break. */
  readonly passing?: string;
}
