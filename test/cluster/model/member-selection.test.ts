import { describe, expect, it } from 'vitest';
import { type MemberRole, membersWithRole, recoveryOf } from '../../../src/cluster/model/member-selection.js';
import { aCluster, aMember, PRIMARY } from '../../support/clusters.js';

const names = (...args: Parameters<typeof membersWithRole>) =>
  membersWithRole(...args).map(({ name }) => name);

describe('membersWithRole', () => {
  const standbyLeader = aCluster({
    members: [aMember('pg1'), aMember('pg2', { role: 'standby_leader' }), aMember('pg3')],
  });
  const unknown = aCluster({ members: [aMember('pg1'), aMember('pg2', { role: null }), aMember('pg3')] });

  it.each<[MemberRole, string, string, string]>([
    ['leader', 'pg2', 'pg2', 'pg2'],
    ['primary', 'pg2', '', 'pg2'],
    ['standby-leader', '', 'pg2', 'pg2'],
    ['replica', 'pg1 pg3', 'pg1 pg3', 'pg1 pg3'],
    ['standby', 'pg1 pg3', 'pg1 pg3', 'pg1 pg3'],
    ['any', 'pg1 pg2 pg3', 'pg1 pg2 pg3', 'pg1 pg2 pg3'],
  ])(
    '%s: of a primary "%s", of a standby leader "%s", of a leader that tells no role "%s"',
    (role, ...expected) => {
      const found = [aCluster(), standbyLeader, unknown].map((cluster) => names(cluster, role).join(' '));
      expect(found).toEqual(expected);
    },
  );

  it('without a leader all members are replicas', () => {
    const cluster = aCluster({ leader: null });
    expect(names(cluster, 'leader')).toEqual([]);
    expect(names(cluster, 'replica')).toEqual(['pg1', 'pg2', 'pg3']);
  });

  it('a lock of a member without a key is nobody', () => {
    const cluster = aCluster({ leader: 'pg9', members: [aMember('pg1', PRIMARY)] });
    expect(names(cluster, 'leader')).toEqual([]);
    expect(names(cluster, 'replica')).toEqual(['pg1']);
  });
});

it('recoveryOf', () => {
  const roles = ['leader', 'primary', 'standby-leader', 'replica', 'standby', 'any'] as const;
  expect(roles.map(recoveryOf)).toEqual([null, false, true, true, true, null]);
});
