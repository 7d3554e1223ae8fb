import type { CheckMemory } from '../../operations/check/check-report.js';
import type { LastSeenFiles } from '../../operations/diagnose/diagnose-ports.js';
import type { Commands, NewFiles, StateFiles, WorkFiles } from '../../operations/ports/ports.js';

/** What of this machine most commands never touch; each is loaded by the first use. */
export const lazyCommands: Commands = {
  run: async (call) => (await import('./commands.js')).shellCommands.run(call),
};

export const lazyNewFiles: NewFiles = {
  create: async (path, text, option) => (await import('./new-files.js')).newFiles.create(path, text, option),
};

export const lazyStateFiles: StateFiles = {
  save: async (name, text) => (await import('./state-files.js')).openStateFiles(process.env).save(name, text),
};

export const lazyMemory: CheckMemory = {
  read: async (path) => (await import('./check-memory.js')).checkMemory.read(path),
  write: async (path, text) => (await import('./check-memory.js')).checkMemory.write(path, text),
};

async function workFiles(): Promise<WorkFiles> {
  return (await import('./work-files.js')).openWorkFiles(process.env);
}

export const lazyWorkFiles: WorkFiles = {
  create: async (subject, text) => (await workFiles()).create(subject, text),
  read: async (path) => (await workFiles()).read(path),
  write: async (path, text) => (await workFiles()).write(path, text),
  remove: async (path) => (await workFiles()).remove(path),
  keep: async (subject, text) => (await workFiles()).keep(subject, text),
  keepEdited: async (subject, path) => (await workFiles()).keepEdited(subject, path),
  findLeftOvers: async () => (await workFiles()).findLeftOvers(),
};

export function lazyLastSeen(etcd: {
  readonly endpoints: readonly string[];
  readonly namespace: string;
}): LastSeenFiles {
  const open = async (): Promise<LastSeenFiles> =>
    (await import('./last-seen-files.js')).openLastSeenFiles(process.env, etcd);
  return {
    read: async (place) => (await open()).read(place),
    write: async (place, text) => (await open()).write(place, text),
  };
}
