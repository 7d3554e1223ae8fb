import { Failure } from '../../errors.js';
import { ctl, type Hint, hint } from '../../formats/hint.js';
import { nearMatches } from '../../formats/near-matches.js';
import type { SandboxPorts } from './ports.js';
import type { Sandbox } from './sandbox.js';

export const DEFAULT_NAME = 'demo';

/** Names that can be a directory, a Patroni scope and a part of etcd's keys. */
export function requireName(name: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/.test(name)) return;
  throw new Failure('usage', 'bad-name', `"${name}" cannot be the name of a sandbox`, {
    subject: name,
    next: hint`use up to 40 letters, digits, - and _, beginning with a letter or digit`,
  });
}

/** How one of several sandboxes is chosen: the command with its name. */
export type ChooseSandbox = (name: string) => Hint;

/** The one that is named, or the only one there is; of several none is meant. */
export async function settleName(
  typed: string | null,
  { store }: Pick<SandboxPorts, 'store'>,
  choose: ChooseSandbox,
): Promise<string> {
  if (typed !== null) return typed;
  const names = await store.names();
  const [first] = names;
  if (first === undefined || names.length === 1) return first ?? DEFAULT_NAME;
  const message = `There are several sandboxes, and none was named: ${names.join(', ')}`;
  throw new Failure('usage', 'several-sandboxes', message, {
    subject: 'sandbox',
    next: hint`${names.map(choose).join(', or: ')}`,
  });
}

/** The recorded sandbox of this name; otherwise names the ones that exist. */
export async function findSandbox(name: string, ports: Pick<SandboxPorts, 'store'>): Promise<Sandbox> {
  requireName(name);
  const sandbox = await ports.store.read(name);
  if (sandbox === null) throw await unknownSandbox(name, ports);
  if (sandbox !== 'damaged') return sandbox;
  throw damagedSandbox(name, ports);
}

export function damagedSandbox(name: string, { store }: Pick<SandboxPorts, 'store'>): Failure {
  const message = `The record of sandbox ${name} in ${store.directoryOf(name)} cannot be read`;
  return new Failure('refused', 'damaged-sandbox', message, {
    subject: name,
    next: ctl('sandbox down', null, [name], { destroy: true }),
  });
}

export async function unknownSandbox(name: string, { store }: Pick<SandboxPorts, 'store'>): Promise<Failure> {
  const names = await store.names();
  const near = nearMatches(name, names);
  const existing = hint`sandboxes: ${(near.length > 0 ? near : names).join(', ')}`;
  const next = names.length === 0 ? ctl('sandbox up', null, [name]) : existing;
  return new Failure('not-found', 'unknown-sandbox', `No sandbox named "${name}"`, { subject: name, next });
}
