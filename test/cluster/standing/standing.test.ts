import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import { describeStanding, hasReplayBacklog, isLagging } from '../../../src/cluster/standing/standing.js';
import { aCluster, aMember, type ClusterRecipe, PRIMARY } from '../../support/clusters.js';

const pg2 = aMember('pg2', PRIMARY);
const BEHIND = 1_048_577;
const POSITION = 0x5a3c1f8;

describe('describeStanding', () => {
  it.each<{ name: string; recipe: ClusterRecipe; verdict: string; sentence: string }>([
    {
      name: 'all well',
      recipe: {},
      verdict: 'healthy',
      sentence: '1 leader, 2 replicas streaming',
    },
    {
      name: 'a leader alone',
      recipe: { members: [pg2] },
      verdict: 'healthy',
      sentence: '1 leader, no replica',
    },
    {
      name: 'a synchronous standby',
      recipe: {
        config: { synchronous_mode: true },
        changes: { sync: { leader: 'pg2', standbys: ['pg1'], quorum: 0 } },
      },
      verdict: 'healthy',
      sentence: '1 leader, 2 replicas streaming (1 synchronous)',
    },
    {
      name: 'no synchronous standby in synchronous mode',
      recipe: { config: { synchronous_mode: true } },
      verdict: 'degraded',
      sentence: '1 leader, 2 replicas streaming, synchronous mode is on, but there is no synchronous standby',
    },
    {
      name: 'a standby cluster',
      recipe: { config: { standby_cluster: { host: 'remote' } } },
      verdict: 'healthy',
      sentence: '1 standby leader, 2 replicas streaming',
    },
    {
      name: 'a leader that is not registered',
      recipe: { members: [aMember('pg1')] },
      verdict: 'degraded',
      sentence: '1 leader, 1 replica streaming, the leader pg2 is not registered as a member',
    },
    {
      name: 'a leader that does not run',
      recipe: { members: [{ ...pg2, state: 'crashed' }] },
      verdict: 'degraded',
      sentence: '1 leader, no replica, the leader is crashed',
    },
    {
      name: 'replicas that are not well',
      recipe: {
        members: [
          aMember('pg1', { replicationState: null, state: 'start failed' }),
          pg2,
          aMember('pg3', { replicationState: null, state: null }),
          aMember('pg4', { replicationState: 'in archive recovery' }),
        ],
      },
      verdict: 'degraded',
      sentence: '1 leader, 1 replica in archive recovery, pg1 is start failed, pg3 is in an unknown state',
    },
    {
      name: 'a replica that runs without replicating',
      recipe: { members: [aMember('pg1', { replicationState: null }), pg2] },
      verdict: 'degraded',
      sentence: '1 leader, pg1 is running but does not replicate',
    },
    {
      name: 'a replica that is too old to tell whether it replicates',
      recipe: { members: [aMember('pg1', { replicationState: null, patroniVersion: '3.0.3' }), pg2] },
      verdict: 'healthy',
      sentence: '1 leader, 1 replica running',
    },
    {
      name: 'a replica on an older timeline',
      recipe: { members: [aMember('pg1', { timeline: 3 }), pg2] },
      verdict: 'degraded',
      sentence: '1 leader, 1 replica streaming, pg1 is on timeline 3 of 4',
    },
    {
      name: 'a replica that lags, one with much to replay',
      recipe: {
        members: [
          aMember('pg1', { position: POSITION - BEHIND, replayPosition: POSITION - BEHIND }),
          pg2,
          aMember('pg3', { replayPosition: POSITION - BEHIND }),
        ],
      },
      verdict: 'degraded',
      sentence: '1 leader, 2 replicas streaming, pg1 is lagging, pg3 has much to replay',
    },
    {
      name: 'no leader, but somebody who may follow',
      recipe: { leader: null, members: [aMember('pg1'), aMember('pg3', { tags: { nofailover: true } })] },
      verdict: 'down',
      sentence: 'no leader, pg1 may take over',
    },
    {
      name: 'no leader in maintenance mode',
      recipe: { leader: null, config: { pause: true } },
      verdict: 'down',
      sentence: 'no leader, no registered member takes over by itself',
    },
    {
      name: 'a cluster without any member',
      recipe: { leader: null, members: [] },
      verdict: 'down',
      sentence: 'no leader, no registered member takes over by itself',
    },
    {
      name: 'a bootstrap',
      recipe: { leader: null, changes: { initialization: { state: 'initializing' } } },
      verdict: 'unknown',
      sentence: 'a bootstrap is running',
    },
    {
      name: 'nothing yet',
      recipe: { leader: null, members: [], changes: { initialization: { state: 'uninitialized' } } },
      verdict: 'unknown',
      sentence: 'not bootstrapped, no member is registered',
    },
  ])('is $verdict: $name', ({ recipe, verdict, sentence }) => {
    expect(describeStanding(aCluster(recipe))).toEqual({ verdict, sentence });
  });
});

describe('isLagging, hasReplayBacklog', () => {
  function clusterWith(position: number, replayPosition: number): Cluster {
    const changes = { position, receivePosition: position, replayPosition };
    return aCluster({ members: [aMember('pg1', changes), pg2], config: { maximum_lag_on_failover: 1000 } });
  }

  it.each([
    {
      name: 'at the limit',
      position: POSITION - 1000,
      replay: POSITION - 1000,
      lagging: false,
      backlog: false,
    },
    { name: 'beyond it', position: POSITION - 1001, replay: POSITION - 1001, lagging: true, backlog: true },
    {
      name: 'received, not replayed',
      position: POSITION,
      replay: POSITION - 1001,
      lagging: false,
      backlog: true,
    },
  ])('$name', ({ position, replay, lagging, backlog }) => {
    const cluster = clusterWith(position, replay);
    const member = aMember('pg1', { position, receivePosition: position, replayPosition: replay });
    expect({ lagging: isLagging(cluster, member), backlog: hasReplayBacklog(cluster, member) }).toEqual({
      lagging,
      backlog,
    });
  });

  it('never say so of the leader, whose own figures are newer or older than its status', () => {
    const cluster = aCluster({ members: [{ ...pg2, position: 1 }] });
    expect(isLagging(cluster, { ...pg2, position: 1 })).toBe(false);
  });
});
