import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../../src/cluster/evidence/evidence.js';
import { findAll, suspicious } from '../../../src/cluster/findings/index.js';
import { verdictOf } from '../../../src/cluster/standing/verdict.js';
import { AT, anEvidence, type EvidenceRecipe, LEADER_POSITION, seenTwice } from '../../support/evidence.js';

const MB = 1024 ** 2;
const OLD_KEY = {
  receivePosition: null,
  replayPosition: null,
  replicationState: null,
  patroniVersion: '2.1.7',
} as const;
const OLD_AGENT = { replicationState: null, patroniVersion: '2.1.7', name: null } as const;
const SYNC = (name: string, syncState = 'sync') => ({ name, state: 'streaming', syncState });
const PUBLISHED = new Map([
  ['pg1', LEADER_POSITION],
  ['pg2', LEADER_POSITION],
  ['pg3', LEADER_POSITION],
]);

const STATES: readonly { readonly name: string; readonly recipe: EvidenceRecipe }[] = [
  { name: 'three members, everybody answers', recipe: {} },
  {
    name: 'fresh: timeline 1, no history, no status key yet',
    recipe: {
      each: { key: { timeline: 1, position: null }, agent: { timeline: 1 } },
      changes: { status: { position: null, slots: new Map(), retainSlots: [] } },
    },
  },
  {
    name: 'after a change of leader, with the key failover left behind empty',
    recipe: {
      changes: {
        failoverRevision: 80,
        history: [{ timeline: 3, switchPoint: 1000, reason: null, at: AT, newLeader: 'pg2' }],
      },
    },
  },
  {
    name: 'a former leader in the history only',
    recipe: {
      changes: { history: [{ timeline: 3, switchPoint: 1000, reason: null, at: AT, newLeader: 'old' }] },
    },
  },
  {
    name: 'slots of all members are published, and kept',
    recipe: {
      changes: {
        status: { position: LEADER_POSITION, slots: PUBLISHED, retainSlots: ['pg1', 'pg2', 'pg3'] },
      },
    },
  },
  { name: 'Patroni 2.1: no replication state', recipe: { each: { key: OLD_KEY, agent: OLD_AGENT } } },
  {
    name: 'Patroni 3.0.2 on a standby that is a little behind and streams',
    recipe: {
      each: {
        key: { ...OLD_KEY, patroniVersion: '3.0.2' },
        agent: { ...OLD_AGENT, patroniVersion: '3.0.2' },
      },
      members: {
        pg3: {
          key: { ...OLD_KEY, patroniVersion: '3.0.2', position: LEADER_POSITION - 100 },
          agent: {
            ...OLD_AGENT,
            patroniVersion: '3.0.2',
            receivePosition: LEADER_POSITION - 100,
            replayPosition: LEADER_POSITION - 100,
          },
        },
      },
    },
  },
  {
    name: 'archive recovery, a segment behind',
    recipe: {
      members: {
        pg3: {
          key: { replicationState: 'in archive recovery', position: LEADER_POSITION - 16 * MB },
          agent: {
            replicationState: 'in archive recovery',
            receivePosition: LEADER_POSITION - 16 * MB,
            replayPosition: LEADER_POSITION - 16 * MB,
          },
        },
      },
    },
  },
  { name: 'a cascading replica', recipe: { members: { pg3: { key: { tags: { replicatefrom: 'pg1' } } } } } },
  { name: 'nofailover', recipe: { members: { pg3: { key: { tags: { nofailover: true } } } } } },
  {
    name: 'nostream, fed by an archive',
    recipe: {
      members: {
        pg3: {
          key: { tags: { nostream: true }, replicationState: null },
          agent: { tags: { nostream: true }, replicationState: null },
        },
      },
    },
  },
  {
    name: 'a delayed member that is never promoted',
    recipe: {
      members: {
        pg3: { key: { tags: { nofailover: true } }, agent: { replayPosition: LEADER_POSITION - 80 * MB } },
      },
    },
  },
  {
    name: 'a member whose delay PostgreSQL tells',
    recipe: {
      members: {
        pg3: { agent: { replayPosition: LEADER_POSITION - 80 * MB }, rest: { applyDelay: 3600 } },
      },
    },
  },
  {
    name: 'a delay in the dynamic configuration',
    recipe: {
      config: { postgresql: { recovery_conf: { recovery_min_apply_delay: '1h' } } },
      members: { pg3: { agent: { replayPosition: LEADER_POSITION - 80 * MB } } },
    },
  },
  {
    name: 'a standby cluster',
    recipe: {
      config: { standby_cluster: { host: 'remote' }, synchronous_mode: true },
      members: {
        pg2: {
          key: { role: 'standby_leader', replicationState: 'streaming', receivePosition: LEADER_POSITION },
          agent: {
            role: 'standby_leader',
            position: null,
            receivePosition: LEADER_POSITION,
            replayPosition: LEADER_POSITION,
            replicationState: 'streaming',
          },
        },
      },
    },
  },
  { name: 'a group of a Citus cluster', recipe: { rest: { group: 1 } } },
  { name: 'a single member', recipe: { names: ['pg2'], members: { pg2: { agent: { replication: [] } } } } },
  {
    name: 'synchronous mode with a standby',
    recipe: {
      config: { synchronous_mode: true, synchronous_mode_strict: true },
      changes: { sync: { leader: 'pg2', standbys: ['PG1'], quorum: 0 } },
      members: { pg2: { agent: { replication: [SYNC('pg1'), SYNC('pg3', 'async')] } } },
    },
  },
  {
    name: 'quorum commit',
    recipe: {
      config: { synchronous_mode: 'quorum' },
      changes: { sync: { leader: 'pg2', standbys: ['pg1', 'pg3'], quorum: 1 } },
      members: { pg2: { agent: { replication: [SYNC('pg1', 'quorum'), SYNC('pg3', 'quorum')] } } },
    },
  },
  {
    name: 'failsafe mode that is not active, and a list of one that has ended',
    recipe: { changes: { failsafe: new Map([['pg9', 'http://gone/patroni']]) } },
  },
  {
    name: 'a replica that keeps the failsafe flag for a while',
    recipe: { config: { failsafe_mode: true }, members: { pg1: { agent: { failsafeActive: true } } } },
  },
  {
    name: 'SQL answers everywhere',
    recipe: { each: { facts: {}, saturation: { archiver: 'ok', oldestTransactionAge: 30 } } },
  },
  { name: 'a bootstrap without any configuration', recipe: { config: {} } },
  { name: 'the values of the sandbox', recipe: { config: { ttl: 20, loop_wait: 2, retry_timeout: 8 } } },
  {
    name: 'an idle cluster whose clocks differ by less than what can be seen',
    recipe: { each: { rest: { agentClockAhead: 900, sqlClockAhead: 1000 } } },
  },
  {
    name: 'a quiet reader of etcd that was asked for nothing else',
    recipe: { etcd: { alarms: null, members: null }, each: { rest: { lease: null } } },
  },
  { name: 'a scheduled switchover', recipe: { changes: { failover: aSchedule('2026-11-22T13:00:00Z') } } },
  {
    name: 'a member that was moved to another address',
    recipe: { members: { pg3: { rest: { earlierKeys: [aMovedKey()] } } } },
  },
  {
    name: 'the agent of PostgreSQL 9.5 tells no replication state',
    recipe: { members: { pg3: { agent: { replicationState: null, serverVersion: 90_524 } } } },
  },
];

describe('nothing is found on a healthy cluster', () => {
  it.each(STATES)('$name', ({ recipe }) => {
    const once = anEvidence(recipe);
    expect(findAll(once).map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
    expect(suspicious(once)).toBe(false);
    expect(findAll(seenTwice(recipe))).toEqual([]);
    expect(verdictOf(once, [])).toBe('healthy');
  });

  it('that is read for the first time, before anybody is registered', () => {
    const fresh: Evidence = anEvidence({
      leader: null,
      names: [],
      config: null,
      changes: { initialization: { state: 'uninitialized' } },
    });
    expect(findAll(fresh)).toEqual([]);
    expect(verdictOf(fresh, [])).toBe('unknown');
  });

  it('that is being bootstrapped', () => {
    const recipe: EvidenceRecipe = {
      leader: null,
      names: ['pg1'],
      config: null,
      changes: { initialization: { state: 'initializing' } },
      members: {
        pg1: { key: { state: 'initializing new cluster' }, agent: { state: 'initializing new cluster' } },
      },
    };
    expect(findAll(anEvidence(recipe)).map(({ code }) => code)).toEqual(['starting']);
  });
});

function aSchedule(scheduledAt: string) {
  return { leader: 'pg2', candidate: 'pg1', scheduledAt, revision: 90 };
}

function aMovedKey() {
  const key = anEvidence({ names: ['pg3'] }).members[0]?.key;
  if (!key) throw new Error('the builder gives a key');
  return { ...key, connUrl: 'postgres://10.0.0.9:5432/postgres' };
}
