import type { Look } from '../../cluster/evidence/evidence.js';
import type { Problem } from '../../errors.js';

/** Why somebody could not be asked; null if he answered. */
export function lookProblem(look: Look<unknown>, subject: string): Problem | null {
  if (look.ok) return null;
  const { code, message, next } = look;
  return { code, message, subject, next };
}
