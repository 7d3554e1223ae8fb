import type { Screen } from '../../src/views/parts/screen.js';

/** What a view is printed to when it is piped. */
export const A_PIPE: Screen = {
  isTerminal: false,
  columns: Number.POSITIVE_INFINITY,
  color: false,
  unicode: true,
};
