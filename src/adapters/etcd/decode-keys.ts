import type { FailoverRequest, HistoryEntry, LeaderStatus, SyncState } from '../../cluster/model/cluster.js';
import type { DynamicConfig } from '../../cluster/model/dynamic-config.js';
import { isJsonObject, type JsonValue, parseExactJson, parseJson } from '../../formats/json.js';
import type { RawKey } from './keys.js';

// Each decoder returns undefined for garbage, and null where a readable value means "nothing there".

export function decodeConfig(raw: RawKey): DynamicConfig | undefined {
  const values = parseExactJson(raw.value);
  return isJsonObject(values) ? { values, revision: raw.modRevision } : undefined;
}

/** An object, or the position alone: `optime/leader`, and what Patroni itself accepts in `status`. */
export function decodeStatus(raw: RawKey): LeaderStatus | undefined {
  const value = parseJson(raw.value);
  if (typeof value === 'number') return { position: positionOf(value), slots: new Map(), retainSlots: [] };
  if (!isJsonObject(value)) return undefined;
  const slots = nested(value.slots);
  const retain = nested(value.retain_slots);
  return {
    position: positionOf(value.optime),
    slots: new Map(
      Object.entries(isJsonObject(slots) ? slots : {}).flatMap(([name, position]) => {
        const lsn = positionOf(position);
        return lsn === null ? [] : [[name, lsn] as const];
      }),
    ),
    retainSlots: Array.isArray(retain) ? retain.filter((name) => typeof name === 'string') : [],
  };
}

/** Objects within `status` may themselves be JSON in text form. */
function nested(value: JsonValue | undefined): JsonValue | undefined {
  return typeof value === 'string' ? parseJson(value) : value;
}

export function decodeSync(raw: RawKey): SyncState | null | undefined {
  const value = parseJson(raw.value);
  if (!isJsonObject(value)) return undefined;
  const leader = keyText(value.leader);
  if (leader === null) return null;
  const standbys = (keyText(value.sync_standby) ?? '').split(',').map((name) => name.trim());
  return {
    leader,
    standbys: standbys.filter((name) => name !== ''),
    quorum: integerOf(value.quorum) ?? 0,
  };
}

/** `{}` means that nothing is requested; the ancient text form is `leader:candidate`. */
export function decodeFailover(raw: RawKey): FailoverRequest | null | undefined {
  const value = parseJson(raw.value);
  if (value === undefined) {
    if (/^\s*[[{"]/.test(raw.value)) return undefined;
    const [leader = '', candidate = ''] = raw.value.split(':').map((name) => name.trim());
    return requestOf(leader, candidate, null, raw.modRevision);
  }
  if (!isJsonObject(value)) return undefined;
  return requestOf(
    keyText(value.leader),
    keyText(value.member),
    keyText(value.scheduled_at),
    raw.modRevision,
  );
}

function requestOf(
  leader: string | null,
  candidate: string | null,
  scheduledAt: string | null,
  revision: number,
): FailoverRequest | null {
  if (!leader && !candidate) return null;
  return {
    leader: leader || null,
    candidate: candidate || null,
    scheduledAt,
    revision,
  };
}

/** Entries have 3, 4 or 5 elements; one that cannot be read is left out. */
export function decodeHistory(raw: RawKey): readonly HistoryEntry[] | undefined {
  const value = parseJson(raw.value);
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((entry: JsonValue) => {
    if (!Array.isArray(entry)) return [];
    const timeline = integerOf(entry[0]);
    const switchPoint = integerOf(entry[1]);
    if (timeline === null || switchPoint === null) return [];
    const [reason, at, newLeader] = [keyText(entry[2]), keyText(entry[3]), keyText(entry[4])];
    return [{ timeline, switchPoint, reason, at, newLeader }];
  });
}

export function decodeFailsafe(raw: RawKey): ReadonlyMap<string, string> | undefined {
  const value = parseJson(raw.value);
  if (!isJsonObject(value)) return undefined;
  return new Map(
    Object.entries(value).flatMap(([name, url]) => (typeof url === 'string' ? [[name, url]] : [])),
  );
}

export function keyText(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** An integer, also in text form as Patroni accepts it. */
export function integerOf(value: JsonValue | undefined): number | null {
  const number = typeof value === 'string' && /^\s*-?\d+\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
}

/** A WAL position; 0 counts as unknown, as in Patroni. */
export function positionOf(value: JsonValue | undefined): number | null {
  const position = integerOf(value);
  return position === null || position <= 0 ? null : position;
}
