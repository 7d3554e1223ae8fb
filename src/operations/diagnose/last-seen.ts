import type { Member } from '../../cluster/model/member.js';
import { isJsonObject, type JsonValue, parseJson } from '../../formats/json.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import type { ConfiguredMember } from '../settings.js';
import type { LastSeenFiles } from './diagnose-ports.js';

/** Where the members of a cluster were when `ctl` last saw it; of their keys nothing but names and addresses. */
export interface LastSeen {
  /** etcd's; null if it was not seen there. */
  readonly revision: number | null;
  readonly members: readonly Member[];
}

export async function recall(files: LastSeenFiles, place: ClusterPlace): Promise<LastSeen | null> {
  const text = await files.read(place);
  return text === null ? null : decode(text);
}

/** The one member whose addresses the settings hold, for a place that `ctl` has never seen. */
export function configuredMember(member: ConfiguredMember | null, { scope }: ClusterPlace): LastSeen | null {
  if (member === null || member.scope !== scope) return null;
  const { name, apiUrl, host, port } = member;
  return { revision: null, members: [{ ...NOTHING_KNOWN, name, apiUrl, host, port }] };
}

/** Written only if an address has changed. */
export async function remember(files: LastSeenFiles, place: ClusterPlace, seen: LastSeen): Promise<void> {
  if (seen.members.length === 0) return;
  const kept = await recall(files, place);
  if (kept !== null && addressesOf(kept) === addressesOf(seen)) return;
  await files.write(
    place,
    `${JSON.stringify({ revision: seen.revision, members: seen.members.map(addressOf) })}\n`,
  );
}

function addressOf({ name, apiUrl, host, port }: Member) {
  return { name, apiUrl, host, port };
}

function addressesOf({ members }: LastSeen): string {
  return JSON.stringify(members.map(addressOf));
}

function decode(text: string): LastSeen | null {
  const value = parseJson(text);
  if (!isJsonObject(value) || typeof value.revision !== 'number' || !Array.isArray(value.members))
    return null;
  return { revision: value.revision, members: value.members.flatMap(decodeMember) };
}

function decodeMember(value: JsonValue): Member[] {
  if (!isJsonObject(value)) return [];
  const { name, apiUrl, host, port } = value;
  if (typeof name !== 'string') return [];
  const address = {
    apiUrl: typeof apiUrl === 'string' ? apiUrl : null,
    host: typeof host === 'string' ? host : null,
    port: typeof port === 'number' ? port : null,
  };
  return [{ ...NOTHING_KNOWN, name, ...address }];
}

const NOTHING_KNOWN: Omit<Member, 'name' | 'apiUrl' | 'host' | 'port'> = {
  revision: 0,
  connUrl: null,
  state: null,
  role: null,
  patroniVersion: null,
  timeline: null,
  position: null,
  receivePosition: null,
  replayPosition: null,
  replicationState: null,
  pendingRestart: false,
  pendingRestartReasons: [],
  scheduledRestart: null,
  tags: {},
  hasTags: false,
  paused: false,
};
