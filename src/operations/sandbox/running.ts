import type { Processes, SandboxStore } from './ports.js';
import { settingsFileOf } from './sandbox.js';

export interface RunningSandbox {
  readonly name: string;
  readonly settingsFile: string;
}

export interface RunningPorts {
  readonly store: Pick<SandboxStore, 'names' | 'directoryOf'> & {
    /** The directories of the etcd members: `e1`, `e2`. */
    etcdComponentsOf(name: string): Promise<readonly string[]>;
  };
  readonly processes: Pick<Processes, 'lives'>;
}

/** The sandboxes of which at least one member of etcd lives; reads a few small files. */
export async function runningSandboxes({
  store,
  processes,
}: RunningPorts): Promise<readonly RunningSandbox[]> {
  const running = await Promise.all(
    (await store.names()).map(async (name) => {
      const directory = store.directoryOf(name);
      const members = await store.etcdComponentsOf(name);
      const lives = await Promise.all(members.map((member) => processes.lives(directory, member)));
      return lives.includes(true) ? [{ name, settingsFile: settingsFileOf(directory) }] : [];
    }),
  );
  return running.flat();
}
