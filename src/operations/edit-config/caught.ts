import { Failure } from '../../errors.js';

/** A Failure as a value; anything else that is thrown is a bug and goes on. */
export async function caught<T>(step: () => Promise<T>): Promise<T | { readonly failure: Failure }> {
  try {
    return await step();
  } catch (thrown) {
    if (thrown instanceof Failure) return { failure: thrown };
    throw thrown;
  }
}
