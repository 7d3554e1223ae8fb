import { describe, expect, it } from 'vitest';
import { displayedRole, displayedState } from '../../../src/cluster/model/role.js';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import { aCluster, aMember } from '../../support/clusters.js';

const SYNC = { leader: 'pg2', standbys: ['PG1'], quorum: 0 };

describe('displayedRole', () => {
  it.each<{ name: string; config: ValueMap; member: string; role: string }>([
    { name: 'the lock decides', config: {}, member: 'pg2', role: 'leader' },
    {
      name: 'in a standby cluster',
      config: { standby_cluster: { host: 'r' } },
      member: 'pg2',
      role: 'standby_leader',
    },
    { name: 'names in any case', config: { synchronous_mode: true }, member: 'pg1', role: 'sync_standby' },
    { name: 'quorum', config: { synchronous_mode: 'quorum' }, member: 'pg1', role: 'quorum_standby' },
    { name: 'not in the sync key', config: { synchronous_mode: true }, member: 'pg3', role: 'replica' },
    { name: 'a sync key left behind by a mode that is off', config: {}, member: 'pg1', role: 'replica' },
  ])('is $role: $name', ({ config, member, role }) => {
    expect(displayedRole(aCluster({ config, changes: { sync: SYNC } }), member)).toBe(role);
  });

  it('is replica for everybody without a leader', () => {
    expect(displayedRole(aCluster({ leader: null }), 'pg2')).toBe('replica');
  });
});

describe('displayedState', () => {
  const member = aMember('pg1', { state: 'running', replicationState: 'streaming' });

  it.each([
    { role: 'replica', member, state: 'streaming' },
    { role: 'standby_leader', member, state: 'streaming' },
    { role: 'leader', member, state: 'running' },
    { role: 'replica', member: { ...member, replicationState: null }, state: 'running' },
    { role: 'replica', member: { ...member, replicationState: null, state: null }, state: '' },
  ] as const)('of a $role is "$state"', ({ role, member, state }) => {
    expect(displayedState(member, role)).toBe(state);
  });
});
