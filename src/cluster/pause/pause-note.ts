import type { DynamicConfig } from '../model/dynamic-config.js';

/** What `ctl` has written down about a maintenance mode. Patroni itself knows only that there is one. */
export interface PauseNote {
  /** Who began it; if somebody else did (`since` is null), who wrote the note. */
  readonly by: string;
  readonly host: string;
  /** ISO 8601; null if it had begun before. */
  readonly since: string | null;
  readonly reason: string | null;
  /** ISO 8601; nobody ends it then, it is overdue. */
  readonly until: string | null;
  /** etcd's revision of the dynamic configuration that it was written for: an older one may be about another maintenance mode. */
  readonly configRevision: number;
}

export function encodePauseNote({ by, host, since, reason, until, configRevision }: PauseNote): string {
  return JSON.stringify({ by, host, since, reason, until, configRevision });
}

/** Null if the text is no such note; times and texts that make no sense count as not given. */
export function decodePauseNote(text: string): PauseNote | null {
  const fields = fieldsOf(text);
  const [by, host] = [textOf(fields?.get('by')), textOf(fields?.get('host'))];
  if (fields === null || by === null || host === null) return null;
  const revision = fields.get('configRevision');
  return {
    by,
    host,
    since: timeOf(fields.get('since')),
    reason: textOf(fields.get('reason')),
    until: timeOf(fields.get('until')),
    configRevision: typeof revision === 'number' && Number.isSafeInteger(revision) ? revision : 0,
  };
}

export function isOverdue({ until }: Pick<PauseNote, 'until'>, now: Date): boolean {
  return until !== null && Date.parse(until) < now.getTime();
}

/** The configuration has not changed since the note was written, so it is about this maintenance mode. */
export function isNoteOf({ configRevision }: PauseNote, config: DynamicConfig | null): boolean {
  return config !== null && config.revision === configRevision;
}

function fieldsOf(text: string): ReadonlyMap<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return new Map(Object.entries(value));
  } catch {
    return null;
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function timeOf(value: unknown): string | null {
  const text = textOf(value);
  return text === null || Number.isNaN(Date.parse(text)) ? null : text;
}
