import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import type { Member } from '../../../src/cluster/model/member.js';
import { measuredLag, positionsOf } from '../../../src/cluster/model/positions.js';
import { aCluster, aMember } from '../../support/clusters.js';

const NOTHING = { receiveLsn: null, receiveLag: null, replayLsn: null, replayLag: null };

function cluster(member: Member, changes: Partial<Cluster> = {}): Cluster {
  const status = { position: 1000, slots: new Map(), retainSlots: [] };
  return aCluster({ members: [member], changes: { status, ...changes } });
}

/** The rules of patronictl 4.1, ctl.py output_members. */
describe('positionsOf', () => {
  it.each([
    {
      name: 'both positions as published',
      changes: { receivePosition: 900, replayPosition: 400 },
      positions: { receiveLsn: 900, receiveLag: 100, replayLsn: 400, replayLag: 600 },
    },
    {
      name: 'only replayed: WAL comes from an archive',
      changes: { receivePosition: null, replayPosition: 400 },
      positions: { ...NOTHING, replayLsn: 400, replayLag: 600 },
    },
    {
      name: 'a streaming member older than 4.1',
      changes: { receivePosition: null, replayPosition: null, position: 900 },
      positions: { ...NOTHING, receiveLsn: 900, receiveLag: 100 },
    },
    {
      name: 'a member older than 4.1 that recovers from an archive',
      changes: {
        receivePosition: null,
        replayPosition: null,
        position: 900,
        replicationState: 'in archive recovery',
      },
      positions: { ...NOTHING, replayLsn: 900, replayLag: 100 },
    },
    {
      name: 'nothing published',
      changes: { receivePosition: null, replayPosition: null, position: null },
      positions: NOTHING,
    },
  ])('gives what is known of $name', ({ changes, positions }) => {
    const member = aMember('pg1', changes);
    expect(positionsOf(cluster(member), member)).toEqual(positions);
  });

  it('gives none for the leader', () => {
    const leader = aMember('pg2');
    expect(positionsOf(cluster(leader), leader)).toEqual(NOTHING);
  });

  it("gives positions but no lag while the leader's position is unknown", () => {
    const member = aMember('pg1', { receivePosition: 900, replayPosition: 900 });
    const status = { position: null, slots: new Map(), retainSlots: [] };
    expect(positionsOf(cluster(member, { status }), member)).toEqual({
      ...NOTHING,
      receiveLsn: 900,
      replayLsn: 900,
    });
  });
});

describe('measuredLag', () => {
  it('uses the larger of received and replayed, as Patroni does', () => {
    const member = aMember('pg1', { receivePosition: 300, replayPosition: 900, position: 900 });
    expect(measuredLag(cluster(member), member)).toBe(100);
  });
});
