import { describe, expect, it } from 'vitest';
import type { Member } from '../../../src/cluster/model/member.js';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import { leaderRace } from '../../../src/cluster/standing/leader-race.js';
import { aCluster, aMember } from '../../support/clusters.js';

const MB = 1_048_576;
const POSITION = 100 * MB;

const SYNC = { leader: 'pg2', standbys: ['pg3'], quorum: 0 };
/** Timeline 3 has ended, so the cluster is on 4. */
const HISTORY = [{ timeline: 3, switchPoint: 1, reason: null, at: null, newLeader: 'pg2' }];

/** The order of the rules is that of Patroni's ha.py, is_healthiest_node. */
describe('leaderRace', () => {
  it.each<{ name: string; member?: Partial<Member>; config?: ValueMap; obstacle: string | null }>([
    { name: 'a replica that is up to date', obstacle: null },
    { name: 'maintenance mode', config: { pause: true }, obstacle: 'paused-needs-candidate' },
    { name: 'a tag', member: { tags: { nofailover: true } }, obstacle: 'nofailover-tag' },
    { name: 'a priority', member: { tags: { failover_priority: 0 } }, obstacle: 'failover-priority-zero' },
    { name: 'a server that starts', member: { state: 'starting' }, obstacle: 'not-running' },
    {
      name: 'a standby that is not synchronous',
      config: { synchronous_mode: true },
      obstacle: 'not-in-sync-set',
    },
    { name: 'an outsider, who needs votes', config: { synchronous_mode: 'quorum' }, obstacle: null },
    { name: 'no position', member: { position: null }, obstacle: 'position-unknown' },
    { name: 'the limit of lag', member: { position: POSITION - MB }, obstacle: null },
    { name: 'a byte beyond the limit', member: { position: POSITION - MB - 1 }, obstacle: 'lag-over-limit' },
    {
      name: 'an older timeline',
      member: { timeline: 3 },
      config: { check_timeline: true },
      obstacle: 'timeline-behind',
    },
    { name: 'an older timeline that nobody checks', member: { timeline: 3 }, obstacle: null },
    {
      name: 'an older timeline in a standby cluster',
      member: { timeline: 3 },
      config: { check_timeline: true, standby_cluster: { host: 'remote' } },
      obstacle: null,
    },
    {
      name: 'a primary that still runs, paused or not, whatever its tags',
      member: { role: 'primary', position: 1, tags: { nofailover: true } },
      config: { pause: true },
      obstacle: null,
    },
    {
      name: 'a primary that missed a promotion',
      member: { role: 'primary', timeline: 3 },
      obstacle: 'timeline-behind',
    },
    {
      name: 'a primary that missed a promotion, before 3.1',
      member: { role: 'primary', timeline: 3, patroniVersion: '3.0.2' },
      obstacle: null,
    },
  ])('says $obstacle for $name', ({ member = {}, config = {}, obstacle }) => {
    const status = { position: POSITION, slots: new Map(), retainSlots: [] };
    const members = [aMember('pg1', { position: POSITION, ...member })];
    const cluster = aCluster({
      leader: null,
      members,
      config,
      changes: { status, sync: SYNC, history: HISTORY },
    });
    expect(leaderRace(cluster)).toEqual([expect.objectContaining({ member: 'pg1', obstacle })]);
  });

  it('lets the synchronous standbys and the last leader race, their names in any case', () => {
    const members = ['PG2', 'PG3'].map((name) => aMember(name));
    const cluster = aCluster({
      leader: null,
      members,
      config: { synchronous_mode: true },
      changes: { sync: SYNC },
    });
    expect(leaderRace(cluster).map(({ obstacle }) => obstacle)).toEqual([null, null]);
  });

  it('tells how much each would lose, or that it is unknown', () => {
    const status = { position: 1000, slots: new Map(), retainSlots: [] };
    const members = [aMember('pg1', { position: 400 }), aMember('pg3', { position: null })];
    const cluster = aCluster({ leader: null, members, changes: { status } });
    expect(leaderRace(cluster).map(({ lag }) => lag)).toEqual([600, null]);
  });

  it('lets members race while the last position of the leader is unknown, as Patroni does', () => {
    const status = { position: null, slots: new Map(), retainSlots: [] };
    const cluster = aCluster({ leader: null, members: [aMember('pg1')], changes: { status } });
    expect(leaderRace(cluster)).toMatchObject([{ member: 'pg1', obstacle: null, lag: null }]);
  });
});
