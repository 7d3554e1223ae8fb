import { homedir } from 'node:os';

/** Of whoever runs ctl; a container may run as a number that has neither a name nor a home. */
export function homeDirectory(): string {
  try {
    return homedir();
  } catch {
    return '/nonexistent';
  }
}
