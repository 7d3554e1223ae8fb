import { describe, expect, it } from 'vitest';
import { decideRole, roleState } from '../../../src/cluster/cluster-role/decide-role.js';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import { aCluster, aMember } from '../../support/clusters.js';

const ASKED = { host: 'a' };
const FOLLOWS = { standby_cluster: ASKED };
const OTHER = { standby_cluster: { host: 'b' } };

/** pg1 leads; a null role: it has no key. */
function cluster(config: ValueMap, role: string | null, leader: string | null = 'pg1') {
  const members = role === null ? [aMember('pg2')] : [aMember('pg1', { role }), aMember('pg2')];
  return aCluster({ leader, members, config });
}

describe('the state of a cluster', () => {
  it.each([
    [{}, 'primary', 'primary'],
    [{ standby_cluster: { create_replica_methods: ['a'] } }, 'primary', 'primary'],
    [{}, 'standby_leader', 'promoting'],
    [{}, 'replica', 'promoting'],
    [{}, null, 'promoting'],
    [FOLLOWS, 'standby_leader', 'standby'],
    [FOLLOWS, 'primary', 'demoting'],
    [FOLLOWS, 'demoted', 'demoting'],
    [FOLLOWS, null, 'demoting'],
  ])('with %j and a leader that is %s: %s', (config, role, state) => {
    expect(roleState(cluster(config, role))).toBe(state);
  });
});

describe('a demotion', () => {
  it.each<[ValueMap, string, string, string | null]>([
    [{}, 'primary', 'send', null],
    [{}, 'standby_leader', 'refused', 'change-under-way'],
    [FOLLOWS, 'primary', 'under-way', null],
    [OTHER, 'primary', 'refused', 'change-under-way'],
    [FOLLOWS, 'standby_leader', 'already', null],
    [OTHER, 'standby_leader', 'refused', 'other-source'],
    [{ pause: true }, 'primary', 'refused', 'paused'],
    [{ ...FOLLOWS, pause: true }, 'primary', 'refused', 'paused-standby-cluster'],
    [{ ...FOLLOWS, pause: true }, 'standby_leader', 'refused', 'paused-standby-cluster'],
  ])('of %j led by a %s is %s, %s', (config, role, kind, code) => {
    const change = { verb: 'demote-cluster', scope: 'demo', group: null, section: ASKED } as const;
    const decision = decideRole(change, cluster(config, role));
    expect([decision.kind, 'refusal' in decision ? decision.refusal.code : null]).toEqual([kind, code]);
  });
});

describe('a promotion', () => {
  it.each<[ValueMap, string, string, string | null]>([
    [FOLLOWS, 'standby_leader', 'send', null],
    [FOLLOWS, 'replica', 'send', null],
    [FOLLOWS, 'primary', 'refused', 'change-under-way'],
    [{}, 'primary', 'already', null],
    [{ pause: true }, 'primary', 'already', null],
    [{}, 'standby_leader', 'under-way', null],
    [{ pause: true }, 'standby_leader', 'refused', 'paused'],
    [{ ...FOLLOWS, pause: true }, 'standby_leader', 'refused', 'paused-standby-cluster'],
  ])('of %j led by a %s is %s, %s', (config, role, kind, code) => {
    const change = { verb: 'promote-cluster', scope: 'demo', group: null, section: null } as const;
    const decision = decideRole(change, cluster(config, role));
    expect([decision.kind, 'refusal' in decision ? decision.refusal.code : null]).toEqual([kind, code]);
  });
});

describe('what is refused', () => {
  const DEMOTION = { verb: 'demote-cluster', scope: 'demo', group: null, section: ASKED } as const;

  it.each([
    ['demote-cluster', 'demotion'],
    ['promote-cluster', 'promotion'],
  ] as const)("without a leader: %s, in patronictl's words", (verb, noun) => {
    const section = verb === 'demote-cluster' ? ASKED : null;
    expect(decideRole({ verb, scope: 'demo', group: null, section }, cluster({}, 'replica', null))).toEqual({
      kind: 'refused',
      refusal: {
        outcome: 'refused',
        code: 'no-leader',
        message: `Cluster has no leader, ${noun} is not possible`,
        subject: 'demo',
        next: 'ctl list demo',
      },
    });
  });

  it('in a pause: it says when it would happen', () => {
    expect(decideRole(DEMOTION, cluster({ pause: true }, 'primary'))).toMatchObject({
      refusal: {
        message:
          'demo is paused (maintenance mode): the demotion would stay pending and happen at the resume',
        next: 'end the maintenance mode first, then ask again',
      },
    });
  });

  it('of a cluster that follows somebody else: nothing is replaced behind anyone', () => {
    expect(decideRole(DEMOTION, cluster(OTHER, 'standby_leader'))).toMatchObject({
      refusal: {
        message: expect.stringMatching(
          /^Cluster is already in the required state, but follows something else/,
        ),
      },
    });
  });

  it('while another change is under way: it tells how the leader stands', () => {
    expect(decideRole(DEMOTION, cluster({}, 'standby_leader'))).toMatchObject({
      refusal: { message: 'a promotion of demo is under way: its leader pg1 is standby_leader' },
    });
    expect(decideRole(DEMOTION, cluster({}, null))).toMatchObject({
      refusal: { message: 'a promotion of demo is under way: its leader pg1 is not to be seen' },
    });
  });
});
