import { concealSecrets } from '../../cluster/config/conceal-secrets.js';
import type { Member, PendingRestartReason, ScheduledRestart } from '../../cluster/model/member.js';
import { parsePythonUrl } from '../../formats/addresses.js';
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseExactJson,
  parseJson,
} from '../../formats/json.js';
import { integerOf, keyText, positionOf } from './decode-keys.js';
import type { RawKey } from './keys.js';

/** A member's key; what cannot be understood is left out, and null is returned beside it if all of it is garbage. */
export function decodeMember(
  name: string,
  raw: RawKey,
): { readonly member: Member; readonly broken: boolean } {
  const data = readData(raw.value);
  return {
    member: memberOf(name, raw.modRevision, data ?? {}),
    broken: data === null,
  };
}

/** JSON, or the form from before JSON: a connection URI whose `application_name` is the address of the API. */
function readData(text: string): JsonObject | null {
  if (text.startsWith('postgres')) {
    const apiUrl = new URLSearchParams(parsePythonUrl(text).query).get('application_name');
    return {
      conn_url: text.split('?')[0] ?? text,
      ...(apiUrl ? { api_url: apiUrl } : {}),
    };
  }
  const value = parseJson(text);
  if (!isJsonObject(value)) return null;
  return holdsNumbers(value.tags) ? withExactTags(value, text) : value;
}

/** Free-form data is shown as it is stored; for all else the faster parser will do. */
function withExactTags(data: JsonObject, text: string): JsonObject {
  const exact = parseExactJson(text);
  return isJsonObject(exact) && exact.tags !== undefined ? { ...data, tags: exact.tags } : data;
}

function holdsNumbers(value: JsonValue | undefined): boolean {
  if (typeof value === 'number') return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsNumbers);
}

function memberOf(name: string, revision: number, data: JsonObject): Member {
  const role = keyText(data.role);
  return {
    name,
    revision,
    ...addressOf(data),
    apiUrl: keyText(data.api_url),
    state: keyText(data.state),
    role: role === 'master' ? 'primary' : role,
    patroniVersion: keyText(data.version),
    timeline: integerOf(data.timeline),
    position: positionOf(data.xlog_location),
    receivePosition: positionOf(data.receive_lsn),
    replayPosition: positionOf(data.replay_lsn),
    replicationState: keyText(data.replication_state),
    pendingRestart: Boolean(data.pending_restart),
    pendingRestartReasons: decodeReasons(data.pending_restart_reason),
    scheduledRestart: decodeSchedule(data.scheduled_restart),
    tags: isJsonObject(data.tags) ? data.tags : {},
    hasTags: isJsonObject(data.tags),
    paused: data.pause === true,
  };
}

/** Several addresses in a URI are none that can be asked; Patroni cannot read them, and they are shown as they stand there. */
function addressOf(data: JsonObject): Pick<Member, 'connUrl' | 'host' | 'port'> {
  const kwargs = isJsonObject(data.conn_kwargs) ? data.conn_kwargs : {};
  const connUrl = keyText(data.conn_url);
  const url = connUrl === null ? null : parsePythonUrl(connUrl);
  const named = keyText(kwargs.host);
  if (named === null && url?.port === 'none') return { connUrl, host: url.address || null, port: null };
  const host = named ?? (url?.host || null);
  const port = integerOf(kwargs.port) ?? (typeof url?.port === 'number' && url.port !== 0 ? url.port : 5432);
  return { connUrl, host, port: host === null ? null : port };
}

function decodeReasons(value: JsonValue | undefined): PendingRestartReason[] {
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([parameter, sides]) =>
    isJsonObject(sides)
      ? [
          {
            parameter,
            oldValue: concealed(parameter, sides.old_value),
            newValue: concealed(parameter, sides.new_value),
          },
        ]
      : [],
  );
}

/** Whatever is a secret is left out where it comes in: what waits for a restart is shown in many places. */
function concealed(parameter: string, value: JsonValue | undefined): string {
  const text = keyText(value);
  return text === null ? '' : String(concealSecrets([parameter], text));
}

function decodeSchedule(value: JsonValue | undefined): ScheduledRestart | null {
  if (!isJsonObject(value)) return null;
  const at = keyText(value.schedule);
  return at === null ? null : { at, postgresVersion: keyText(value.postgres_version), filters: value };
}
