import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningPorts } from '../../operations/sandbox/running.js';
import { PID_FILE, readLiving } from './pid-file.js';

/** What a start of ctl looks at to find running sandboxes: a few small files, and nothing else is loaded. */
export function recordedServers(home: string): RunningPorts {
  return {
    store: {
      names: async () => directoriesIn(home).filter((name) => !name.startsWith('.')),
      directoryOf: (name) => join(home, name),
      etcdComponentsOf: async (name) => directoriesIn(join(home, name)).filter((part) => /^e\d+$/.test(part)),
    },
    processes: {
      lives: async (directory, component) => readLiving(join(directory, component, PID_FILE)) !== null,
    },
  };
}

function directoriesIn(path: string): readonly string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return [];
  }
}
