/** The place a view is printed to. */
export interface Screen {
  readonly isTerminal: boolean;
  /** Infinite for a pipe or a file. */
  readonly columns: number;
  readonly color: boolean;
  /** Whether characters beyond ASCII can be shown. */
  readonly unicode: boolean;
}
