import type { Screen } from '../../views/parts/screen.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the views may know about the place they print to. */
export function describeScreen(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: Environment,
  noColor: boolean,
): Screen {
  const isTerminal = stream.isTTY === true;
  return {
    isTerminal,
    // 0 is what a terminal without a size tells.
    columns: isTerminal ? stream.columns || 80 : Number.POSITIVE_INFINITY,
    color: wantsColor(env, noColor, isTerminal),
    unicode: /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || ''),
  };
}

/** `--no-color`, then NO_COLOR (no-color.org), then FORCE_COLOR, then whether it is a terminal. */
function wantsColor(env: Environment, noColor: boolean, isTerminal: boolean): boolean {
  if (noColor || env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return !['0', 'false'].includes(env.FORCE_COLOR);
  return isTerminal && env.TERM !== 'dumb';
}
