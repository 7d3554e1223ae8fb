import { closeSync, fstatSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

const STANDARD = [0, 1, 2];

/**
 * Puts `/dev/null` in the place of each standard descriptor whose terminal has been closed, and returns them. At its end Node.js aborts,
 * by SIGABRT or SIGSEGV, if it cannot restore the settings of a terminal that it began with (ResetStdio in src/node.cc).
 */
export function leaveClosedTerminal(): readonly number[] {
  const closed = STANDARD.filter(isClosedTerminal);
  for (const fd of closed) {
    closeSync(fd);
    // Takes the lowest number that is free: the one that was just closed.
    openSync('/dev/null', 'r+');
  }
  return closed;
}

/** Of a terminal that was closed only the device is left, which answers no more; `/dev/null` is such a device, too. */
function isClosedTerminal(fd: number): boolean {
  try {
    return fstatSync(fd).isCharacterDevice() && !isatty(fd);
  } catch {
    return false;
  }
}
