import { hostname, userInfo } from 'node:os';
import type { Operator } from '../../operations/operator-ports.js';

/** Whoever runs ctl, and where. */
export function readOperator(): Operator {
  return { name: userName(), host: hostname() };
}

/** A container may run as a number that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}
