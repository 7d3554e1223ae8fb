import type { Hint } from '../../formats/hint.js';
import { isScalar, type Value } from '../model/value.js';
import type { Fault } from './check-context.js';

/** What is wrong with a value, wherever it stands; null if nothing is. */
export type Verdict = Pick<Fault, 'code' | 'message' | 'next' | 'severity'> | null;

export function wrongType(message: string, next: Hint | null = null): Verdict {
  return { code: 'wrong-type', message, next };
}

/** A scalar as text; a list or section has none. */
export function textOf(value: Value): string {
  return isScalar(value) && value !== null ? String(value) : '';
}
