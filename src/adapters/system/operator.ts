import { hostname, userInfo } from 'node:os';
import type { Operator } from '../../operations/ports/operator-ports.js';

/** Whoever runs ctl, and where; the system looks that up when it is asked for. */
export const systemOperator: Operator = {
  get name() {
    return userName();
  },
  get host() {
    return hostname();
  },
};

/** A container may run as a number that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`;
  }
}
