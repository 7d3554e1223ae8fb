import { expect } from 'vitest';
import { execute } from './execute.js';
import { type CtlOptions, runCtl } from './run-ctl.js';

const ATTEMPTS = 10;

/**
 * Expects ctl to print what patronictl prints, character for character, for the same words on the command line. Positions move:
 * the moment was the same if patronictl says the same before and after. `theirs` may rewrite what is meant to differ.
 */
export async function expectSameOutput(
  patronictl: string,
  line: readonly string[],
  {
    rewrite = (text: string): string => text,
    env = {},
  }: { rewrite?: (text: string) => string } & CtlOptions = {},
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const before = await execute(patronictl, line, { env: { ...process.env, ...env } });
    const ours = await runCtl(line, { env });
    const after = await execute(patronictl, line, { env: { ...process.env, ...env } });
    expect(before.exit, before.stderr).toBe(0);
    if (before.stdout !== after.stdout) continue;
    expect(ours.stdout, ours.stderr).toBe(rewrite(before.stdout));
    expect(ours.exit).toBe(0);
    return;
  }
  throw new Error(`patronictl ${line.join(' ')} never said the same twice`);
}
