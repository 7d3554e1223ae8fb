import { homedir, userInfo } from 'node:os';
import { isAbsolute } from 'node:path';

/** Of whoever runs ctl; a container may run as a number that has neither a name nor a home. */
export function homeDirectory(): string {
  try {
    const home = homedir();
    return isAbsolute(home) ? home : userInfo().homedir;
  } catch {
    return '/nonexistent';
  }
}
