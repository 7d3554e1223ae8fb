import type { MemberStatus, ReplicationConnection } from '../../cluster/model/member-status.js';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../formats/json.js';

/** The status document of 2.1 to 4.1; null if it is no agent that says this. */
export function decodeStatus(body: string): MemberStatus | null {
  const document = parseJson(body);
  if (!isJsonObject(document)) return null;
  const state = textOf(document.state);
  if (state === null) return null;
  const patroni = objectOf(document.patroni);
  const xlog = objectOf(document.xlog);
  const role = textOf(document.role);
  return {
    scope: textOf(patroni.scope),
    name: textOf(patroni.name),
    patroniVersion: textOf(patroni.version),
    state,
    role: role === 'master' ? 'primary' : role,
    serverVersion: numberOf(document.server_version),
    startedAt: timeOf(document.postmaster_start_time),
    timeline: numberOf(document.timeline),
    position: numberOf(xlog.location),
    receivePosition: numberOf(xlog.received_location),
    replayPosition: numberOf(xlog.replayed_location),
    replayPaused: xlog.paused === true,
    replicationState: textOf(document.replication_state),
    replication: decodeReplication(document.replication),
    isSyncStandby: document.sync_standby === true,
    isQuorumStandby: document.quorum_standby === true,
    paused: document.pause === true,
    clusterUnlocked: document.cluster_unlocked === true,
    failsafeActive: document.failsafe_mode_is_active === true,
    dcsLastSeen: numberOf(document.dcs_last_seen),
    systemIdentifier: textOf(document.database_system_identifier),
    tags: objectOf(document.tags),
    pendingRestart: document.pending_restart === true,
    scheduledRestartAt: textOf(objectOf(document.scheduled_restart).schedule),
    watchdogFailed: document.watchdog_failed === true,
  };
}

function decodeReplication(value: JsonValue | undefined): ReplicationConnection[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each: JsonValue) => {
    const connection = objectOf(each);
    const name = textOf(connection.application_name);
    return name === null
      ? []
      : [{ name, state: textOf(connection.state), syncState: textOf(connection.sync_state) }];
  });
}

const LONGEST_TEXT = 300;

/** What an agent says in words: its sentence, or the message of the HTML page around a bare status code. */
export function decodeReplyText(body: string): string | null {
  const isPage = /^\s*</.test(body);
  const text = isPage ? /<p>Message: ([^<]*)<\/p>/.exec(body)?.[1]?.replace(/\.$/, '') : body;
  const line = (text ?? '').trim().replace(/\s+/g, ' ');
  if (line === '') return null;
  return line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT)}…` : line;
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** PostgreSQL's text of a time, with an offset or the name of a zone. */
function timeOf(value: JsonValue | undefined): string | null {
  const text = textOf(value);
  const time = /^\d{4,}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)? ?(?:[-+][\d:]{2,8}|[A-Z]{0,6})$/;
  return text !== null && time.test(text) ? text : null;
}

function numberOf(value: JsonValue | undefined): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
