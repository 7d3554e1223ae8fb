import type { Problem } from '../../errors.js';
import type { OperatorInput } from '../../operations/ports/operator-ports.js';
import type { OpenOptions } from './open-etcd.js';
import type { OpenSandboxOptions, SandboxWorld } from './open-sandbox.js';
import type { EtcdWorld, World } from './world.js';

/** What opens the ports of an invocation; each command asks for as much as it needs. */
export interface Opener {
  open(options: OpenOptions, warn: (warning: Problem) => void): Promise<World>;
  /** For a command that asks etcd only. */
  openEtcd(options: OpenOptions, warn: (warning: Problem) => void): Promise<EtcdWorld>;
  /** What the operator hands over, for a command that asks nobody else. */
  openInput(): Promise<OperatorInput>;
  openSandbox(options: OpenSandboxOptions): Promise<SandboxWorld>;
}

/** The real ports; adapters are loaded when they are opened, and not before. */
export const lazyOpener: Opener = {
  open: async (options, warn) => (await import('./open-world.js')).openWorld(options, warn),
  openEtcd: async (options, warn) => (await import('./open-etcd.js')).openEtcdWorld(options, warn),
  openInput: async () => (await import('./open-etcd.js')).openInput(),
  openSandbox: async (options) => (await import('./open-sandbox.js')).openSandbox(options),
};
