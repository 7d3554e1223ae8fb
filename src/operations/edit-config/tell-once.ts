import { Failure } from '../../errors.js';
import type { TellChange } from './config-change-report.js';

/** Each warning is told once, however often a change is judged. */
export function tellOnce(tell: TellChange): TellChange {
  const told = new Set<string>();
  return (event) => {
    if (event.kind !== 'warnings') return tell(event);
    const warnings = event.warnings.filter(({ code, message }) => !told.has(`${code} ${message}`));
    for (const { code, message } of warnings) told.add(`${code} ${message}`);
    if (warnings.length > 0) tell({ kind: 'warnings', warnings });
  };
}

/** Returns a Failure as a value; anything else that is thrown is a bug, and is thrown on. */
export async function caught<T>(step: () => Promise<T>): Promise<T | { readonly failure: Failure }> {
  try {
    return await step();
  } catch (thrown) {
    if (thrown instanceof Failure) return { failure: thrown };
    throw thrown;
  }
}
