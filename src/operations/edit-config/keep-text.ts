import { Failure, type Problem } from '../../errors.js';
import type { WorkFiles } from '../ports.js';

/** Nothing that somebody has typed gets lost: a file for what could not be written. */
export async function keepText(
  { workFiles }: { readonly workFiles: WorkFiles },
  scope: string,
  text: string,
): Promise<{ readonly path: string } | { readonly problem: Problem }> {
  try {
    return { path: await workFiles.create(`${scope}-kept`, text) };
  } catch (thrown) {
    if (thrown instanceof Failure) return { problem: thrown.problem };
    throw thrown;
  }
}
