/** A server that `ctl` has taken out of a HAProxy on purpose. */
export interface DrainNote {
  /** The stats address of the HAProxy. */
  readonly balancer: string;
  readonly pool: string;
  readonly server: string;
  readonly member: string;
  /** ISO 8601. */
  readonly at: string;
  /** `user@host`. */
  readonly by: string;
}

const FIELDS = ['balancer', 'pool', 'server', 'member', 'at', 'by'] as const;

/** All servers of a cluster that are taken out now, in one note. */
export function encodeDrainNotes(notes: readonly DrainNote[]): string {
  return JSON.stringify({ drained: notes });
}

/** What cannot be understood counts as not there. */
export function decodeDrainNotes(text: string): DrainNote[] {
  const drained = fieldOf(parsed(text), 'drained');
  return Array.isArray(drained) ? drained.flatMap((each: unknown) => noteOf(each) ?? []) : [];
}

export function isSameServer(
  a: Pick<DrainNote, 'balancer' | 'pool' | 'server'>,
  b: Pick<DrainNote, 'balancer' | 'pool' | 'server'>,
): boolean {
  return a.balancer === b.balancer && a.pool === b.pool && a.server === b.server;
}

function noteOf(value: unknown): DrainNote | null {
  const [balancer, pool, server, member, at, by] = FIELDS.map((field) => fieldOf(value, field));
  if (typeof balancer !== 'string' || typeof pool !== 'string' || typeof server !== 'string') return null;
  if (typeof member !== 'string' || typeof at !== 'string' || typeof by !== 'string') return null;
  return { balancer, pool, server, member, at, by };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
}
