import type { EtcdStatus, Saturation } from '../../cluster/evidence/evidence.js';
import type { Look } from '../../cluster/evidence/look.js';
import type {
  LogicalSlot,
  ServerFacts,
  StandbyParameter,
  TimelineHistory,
  WalSender,
} from '../../cluster/evidence/server-facts.js';
import type { MemberStatus, ReplicationConnection } from '../../cluster/model/member-status.js';
import {
  anyMap,
  constant,
  type Decoder,
  flag,
  listOf,
  nullable,
  number,
  objectOf,
  oneOf,
  text,
  variantOf,
} from '../../formats/decoders.js';
import { type Hint, hint } from '../../formats/hint.js';

/** What an earlier `ctl` has advised. */
export const decodeHint: Decoder<Hint> = (value, path) => hint`${text(value, path)}`;

/** What came of asking somebody. */
export function decodeLook<T>(value: Decoder<T>): Decoder<Look<T>> {
  return variantOf<Look<T>>('ok', {
    true: objectOf<Extract<Look<T>, { ok: true }>>({ ok: constant(true), value, tookMs: number }),
    false: objectOf<Extract<Look<T>, { ok: false }>>({
      ok: constant(false),
      code: text,
      message: text,
      next: nullable(decodeHint),
      tookMs: number,
    }),
  });
}

export const decodeEtcdStatus = objectOf<EtcdStatus>({
  version: text,
  memberId: text,
  leaderId: nullable(text),
  raftTerm: number,
  databaseSize: number,
});

export const decodeMemberStatus = objectOf<MemberStatus>({
  scope: nullable(text),
  name: nullable(text),
  patroniVersion: nullable(text),
  state: text,
  role: nullable(text),
  serverVersion: nullable(number),
  startedAt: nullable(text),
  timeline: nullable(number),
  position: nullable(number),
  receivePosition: nullable(number),
  replayPosition: nullable(number),
  replayPaused: flag,
  replicationState: nullable(text),
  replication: listOf(
    objectOf<ReplicationConnection>({ name: text, state: nullable(text), syncState: nullable(text) }),
  ),
  isSyncStandby: flag,
  isQuorumStandby: flag,
  paused: flag,
  clusterUnlocked: flag,
  failsafeActive: flag,
  dcsLastSeen: nullable(number),
  systemIdentifier: nullable(text),
  tags: anyMap,
  pendingRestart: flag,
  scheduledRestartAt: nullable(text),
  watchdogFailed: flag,
});

const decodeTimelineHistory = objectOf<TimelineHistory>({
  timeline: number,
  ended: listOf(objectOf<TimelineHistory['ended'][number]>({ timeline: number, switchPoint: number })),
});

export const decodeServerFacts = objectOf<ServerFacts>({
  inRecovery: flag,
  parameters: objectOf<Record<StandbyParameter, number>>({
    max_connections: number,
    max_prepared_transactions: number,
    max_locks_per_transaction: number,
    max_wal_senders: number,
    max_worker_processes: number,
  }),
  logicalSlots: listOf(
    objectOf<LogicalSlot>({ name: text, active: flag, failover: flag, synced: flag, invalid: flag }),
  ),
  clients: number,
  openTransactions: number,
  oldestTransactionAge: nullable(number),
  checkpointBytes: nullable(number),
  walSenders: listOf(
    objectOf<WalSender>({ name: text, state: nullable(text), sentPosition: nullable(number), logical: flag }),
  ),
  // A bundle of an older version does not have it.
  timelineHistory: (value, path) => nullable(decodeTimelineHistory)(value ?? null, path),
});

const decodeHolders = listOf(
  objectOf<Saturation['holders'][number]>({ user: text, application: text, connections: number }),
);

export const decodeSaturation = objectOf<Saturation>({
  connections: nullable(number),
  maxConnections: nullable(number),
  // Older documents have neither of these.
  reservedConnections: (value, path) => (value === undefined ? null : nullable(number)(value, path)),
  holders: (value, path) => (value === undefined ? [] : decodeHolders(value, path)),
  syncWaits: nullable(number),
  oldestTransactionAge: nullable(number),
  archiver: nullable(oneOf('ok', 'failing')),
  walHeldBySlots: nullable(number),
  slots: listOf(
    objectOf<Saturation['slots'][number]>({ name: text, heldBytes: nullable(number), active: flag }),
  ),
});
