import type {
  Cluster,
  FailoverRequest,
  HistoryEntry,
  LeaderLock,
  LeaderStatus,
  SyncState,
} from '../../cluster/model/cluster.js';
import type { DynamicConfig } from '../../cluster/model/dynamic-config.js';
import type { Member, PendingRestartReason, ScheduledRestart } from '../../cluster/model/member.js';
import {
  anyMap,
  constant,
  flag,
  listOf,
  mapOf,
  nullable,
  number,
  objectOf,
  text,
  variantOf,
} from '../../formats/decoders.js';

export const decodeLock = objectOf<LeaderLock>({ name: text, revision: number });

export const decodeMember = objectOf<Member>({
  name: text,
  revision: number,
  host: nullable(text),
  port: nullable(number),
  connUrl: nullable(text),
  apiUrl: nullable(text),
  state: nullable(text),
  role: nullable(text),
  patroniVersion: nullable(text),
  timeline: nullable(number),
  position: nullable(number),
  receivePosition: nullable(number),
  replayPosition: nullable(number),
  replicationState: nullable(text),
  pendingRestart: flag,
  pendingRestartReasons: listOf(
    objectOf<PendingRestartReason>({ parameter: text, oldValue: text, newValue: text }),
  ),
  scheduledRestart: nullable(
    objectOf<ScheduledRestart>({ at: text, postgresVersion: nullable(text), filters: anyMap }),
  ),
  tags: anyMap,
  hasTags: flag,
  paused: flag,
});

const initialization = variantOf<Cluster['initialization']>('state', {
  initialized: objectOf<Extract<Cluster['initialization'], { state: 'initialized' }>>({
    state: constant('initialized'),
    systemIdentifier: text,
  }),
  initializing: objectOf<{ readonly state: 'initializing' }>({ state: constant('initializing') }),
  uninitialized: objectOf<{ readonly state: 'uninitialized' }>({ state: constant('uninitialized') }),
});

export const decodeCluster = objectOf<Cluster>({
  initialization,
  config: nullable(objectOf<DynamicConfig>({ values: anyMap, revision: number })),
  leader: nullable(decodeLock),
  members: listOf(decodeMember),
  status: objectOf<LeaderStatus>({
    position: nullable(number),
    slots: mapOf(number),
    retainSlots: listOf(text),
  }),
  sync: nullable(objectOf<SyncState>({ leader: text, standbys: listOf(text), quorum: number })),
  failover: nullable(
    objectOf<FailoverRequest>({
      leader: nullable(text),
      candidate: nullable(text),
      scheduledAt: nullable(text),
      revision: number,
    }),
  ),
  failoverRevision: number,
  history: listOf(
    objectOf<HistoryEntry>({
      timeline: number,
      switchPoint: number,
      reason: nullable(text),
      at: nullable(text),
      newLeader: nullable(text),
    }),
  ),
  failsafe: nullable(mapOf(text)),
});
