import type { RawKey } from '../../src/adapters/etcd/keys.js';
import type { Cluster } from '../../src/cluster/model/cluster.js';
import type { Member } from '../../src/cluster/model/member.js';
import type { ValueMap } from '../../src/cluster/model/value.js';

const LEADER_POSITION = 0x5a3c1f8;

/** A member as Patroni 4.1 publishes a streaming replica. */
export function aMember(name: string, changes: Partial<Member> = {}): Member {
  const number = Number(/\d+$/.exec(name)?.[0] ?? 0);
  return {
    name,
    revision: 100 + number,
    host: '127.0.0.1',
    port: 15400 + number,
    connUrl: `postgres://127.0.0.1:${15400 + number}/postgres`,
    apiUrl: `http://127.0.0.1:${18000 + number}/patroni`,
    state: 'running',
    role: 'replica',
    patroniVersion: '4.1.5',
    timeline: 4,
    position: LEADER_POSITION,
    receivePosition: LEADER_POSITION,
    replayPosition: LEADER_POSITION,
    replicationState: 'streaming',
    pendingRestart: false,
    pendingRestartReasons: [],
    scheduledRestart: null,
    tags: {},
    hasTags: false,
    paused: false,
    ...changes,
  };
}

export interface ClusterRecipe {
  readonly leader?: string | null;
  readonly members?: readonly Member[];
  readonly config?: ValueMap | null;
  readonly changes?: Partial<Cluster>;
}

/** Three members, pg2 leads; whatever matters to a test is said in it. */
export function aCluster({
  leader = 'pg2',
  members,
  config = {},
  changes = {},
}: ClusterRecipe = {}): Cluster {
  const all = members ?? ['pg1', 'pg2', 'pg3'].map((name) => aMember(name, name === leader ? PRIMARY : {}));
  return {
    initialization: { state: 'initialized', systemIdentifier: '7711056618934199894' },
    config: config === null ? null : { values: config, revision: 40 },
    leader: leader === null ? null : { name: leader, revision: 90 },
    members: all,
    status: { position: LEADER_POSITION, slots: new Map(), retainSlots: [] },
    sync: null,
    failover: null,
    failoverRevision: 0,
    history: [],
    failsafe: null,
    ...changes,
  };
}

export const PRIMARY: Partial<Member> = {
  role: 'primary',
  receivePosition: null,
  replayPosition: null,
  replicationState: null,
};

/** Keys below `/service/demo/` as etcd would give them. */
export function rawKeys(keys: Readonly<Record<string, unknown>>, prefix = '/service/demo/'): RawKey[] {
  return Object.entries(keys).map(([path, value], index) => ({
    key: `${prefix}${path}`,
    value: typeof value === 'string' ? value : JSON.stringify(value),
    modRevision: index + 1,
  }));
}
