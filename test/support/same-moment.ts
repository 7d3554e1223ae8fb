import { expect } from 'vitest';
import { execute } from './execute.js';
import { type CtlOptions, runCtl } from './run-ctl.js';

const ATTEMPTS = 6;

/**
 * Expects ctl to print what patronictl prints, character for character, for the same words on the command line. Positions move,
 * so a difference counts only if it stays. `rewrite` may change what is meant to differ.
 */
export async function expectSameOutput(
  patronictl: string,
  line: readonly string[],
  { rewrite = (text: string): string => text, env = {} }: Comparison = {},
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const [theirs, ours] = await Promise.all([
      execute(patronictl, line, { env: { ...process.env, ...env } }),
      runCtl(line, { env }),
    ]);
    expect(theirs.exit, theirs.stderr).toBe(0);
    expect(ours.exit, ours.stderr).toBe(0);
    const expected = rewrite(theirs.stdout);
    if (ours.stdout === expected) return;
    if (attempt === ATTEMPTS) expect(ours.stdout).toBe(expected);
  }
}

interface Comparison extends CtlOptions {
  readonly rewrite?: (text: string) => string;
}
