import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import { nearMatches } from '../../formats/near-matches.js';
import { addressOf, type ProgramName, type Sandbox } from './sandbox.js';

export type PartKind = 'etcd' | 'agent' | 'postgres' | 'haproxy';

/** The smallest thing that can be broken on its own; a member consists of its agent and its PostgreSQL. */
export interface Part {
  /** `e1`, `pg1.agent`, `pg1.postgres`, `haproxy`. */
  readonly name: string;
  /** What it is started as: `e1`, `pg1`, `haproxy`. */
  readonly component: string;
  readonly kind: PartKind;
  readonly address: string;
}

/** In the order of starting. */
export function partsOf(sandbox: Sandbox): readonly Part[] {
  return [
    ...sandbox.etcd.map(({ name, clientPort }): Part => {
      return { name, component: name, kind: 'etcd', address: addressOf(clientPort) };
    }),
    ...sandbox.members.flatMap(({ name, port, apiPort }): Part[] => [
      { name: `${name}.agent`, component: name, kind: 'agent', address: addressOf(apiPort) },
      { name: `${name}.postgres`, component: name, kind: 'postgres', address: addressOf(port) },
    ]),
    { name: 'haproxy', component: 'haproxy', kind: 'haproxy', address: addressOf(sandbox.haproxy.writePort) },
  ];
}

/** What is started as one: `e1`, `pg1`, `haproxy`. */
export function componentsOf(sandbox: Sandbox): readonly string[] {
  return [...new Set(partsOf(sandbox).map(({ component }) => component))];
}

/** The parts that a typed name means; `pg1` means both of the member's. */
export function findParts(sandbox: Sandbox, typed: string): readonly Part[] {
  const parts = partsOf(sandbox);
  const found = parts.filter(({ name, component }) => name === typed || component === typed);
  if (found.length > 0) return found;
  const names = [...componentsOf(sandbox), ...parts.map(({ name }) => name)];
  const near = [...new Set(nearMatches(typed, names))];
  throw new Failure('not-found', 'unknown-component', `Sandbox ${sandbox.name} has no component "${typed}"`, {
    subject: typed,
    next:
      near.length > 0
        ? hint`perhaps ${near.slice(0, 3).join(', ')}`
        : hint`one of ${componentsOf(sandbox).join(', ')}`,
  });
}

/** Which program a part runs. */
export function programOf(kind: PartKind): ProgramName {
  return kind === 'agent' ? 'patroni' : kind;
}
