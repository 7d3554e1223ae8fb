import type { Problem } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { OperatorInput } from '../../operations/ports/operator-ports.js';
import type { Trace } from '../../operations/ports/trace.js';
import type { Settings } from '../../operations/settings.js';
import { noteSent } from '../output/doubt.js';
import { openTrace } from '../output/output.js';
import { readSettings } from '../settings/read-settings.js';
import { findRunningSandboxes } from './open-sandbox.js';
import type { EtcdWorld } from './world.js';

/** The options that decide which cluster is talked to, as oclif parsed them. */
export interface OpenOptions {
  readonly 'config-file'?: string | undefined;
  readonly 'dcs-url'?: string | undefined;
  readonly insecure?: boolean | undefined;
  readonly deadline?: number | undefined;
  readonly stale?: boolean | undefined;
  readonly 'no-color'?: boolean | undefined;
  /** Each exchange is told of on stderr. */
  readonly debug?: boolean | undefined;
  /** The deadline is that of what is waited for; each read has its own time, which is no longer. */
  readonly lasting?: boolean;
  /** Agents and PostgreSQL are going to be asked: what that needs is loaded while etcd is waited for. */
  readonly asksMembers?: boolean;
}

/** Reads end within this time unless told otherwise. */
const READ_DEADLINE_MS = 5000;
const SHORTEST_READ_MS = 200;
/** A change that is not to be waited for has to be read all the same. */
const SHORTEST_LASTING_READ_MS = 1000;

export type Warn = (warning: Problem) => void;

const ETCD_IS_VERIFIED: Problem = {
  code: 'insecure',
  message: '-k counts for the agents only: the certificate of etcd is verified',
  subject: 'etcd3.cacert',
  next: hint`etcd3.cacert names the authority that signed it`,
};

/** Settings become the ports of etcd, for a command that asks nobody else. Adapters are loaded when they are used. */
export async function openEtcdWorld(options: OpenOptions, warn: Warn): Promise<EtcdWorld> {
  const { systemClock } = await import('../../adapters/system/clock.js');
  const { readSettingsFile } = await import('../../adapters/system/settings-file.js');
  const trace = await openTrace(options.debug);
  const reads = {
    readFile: readSettingsFile,
    findSandboxes: findRunningSandboxes,
    openEtcd: (found: Settings, timeoutMs: number) => openEtcd(found, timeoutMs, false, trace),
  };
  const settings = await readSettings(options, reads, warn);
  if (options.insecure && settings.etcd.endpoints.some((url) => url.startsWith('https:')))
    warn(ETCD_IS_VERIFIED);
  const dcs = await openEtcd(settings, remainingMs(options), options.stale ?? false, trace);
  return { ...dcs, settings, dcs, fleet: dcs, clock: systemClock, close: async () => dcs.close() };
}

/** Until the deadline of reads, for which the start of the program counts, too; of many that start together some start late. */
export function remainingMs({ deadline, lasting = false }: OpenOptions): number {
  const typedMs = (deadline ?? READ_DEADLINE_MS) - performance.now();
  if (!lasting) return Math.max(SHORTEST_READ_MS, typedMs);
  if (deadline === undefined) return READ_DEADLINE_MS;
  return Math.min(READ_DEADLINE_MS, Math.max(SHORTEST_LASTING_READ_MS, typedMs));
}

/** For a command that reads what is in a file, and asks nobody. */
export async function openInput(): Promise<OperatorInput> {
  return (await import('../../adapters/terminal/operator-input.js')).operatorInput;
}

/** All ports that etcd is behind, over one connection. */
async function openEtcd(settings: Settings, deadlineMs: number, stale: boolean, trace: Trace | null) {
  const { openDcs } = await import('../../adapters/etcd/dcs.js');
  const { etcd, namespace, origin, placeOf } = settings;
  const options = { etcd, namespace, origin, placeOf, systemAuthorities, deadlineMs, stale, trace };
  return openDcs({ ...options, beforeWrite: noteSent });
}

/** The authorities that this machine trusts, read when TLS asks for them. */
export async function systemAuthorities(): Promise<Buffer | null> {
  const { readSystemAuthorities } = await import('../../adapters/system/authorities.js');
  return readSystemAuthorities();
}
