import { describe, expect, it } from 'vitest';
import type { Member } from '../../../src/cluster/model/member.js';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import type { MemberEffect } from '../../../src/cluster/pause/member-effect.js';
import { harmsOf, planResume, type ResumePlan } from '../../../src/cluster/pause/resume-plan.js';
import { aCluster, aMember, type ClusterRecipe, PRIMARY } from '../../support/clusters.js';
import { aStatus } from '../../support/statuses.js';

const NOW = new Date('2026-11-22T18:07:00.000Z');
const LEADER: Partial<MemberStatus> = { role: 'primary', replicationState: null };
const STOPPED: Partial<MemberStatus> = { state: 'stopped', replicationState: null, timeline: null };

interface Recipe {
  readonly leader?: string | null;
  readonly config?: ValueMap;
  /** What the agents say otherwise than usual; null for a silent one. */
  readonly agents?: Readonly<Record<string, Partial<MemberStatus> | null>>;
  readonly keys?: Readonly<Record<string, Partial<Member>>>;
  readonly changes?: ClusterRecipe['changes'];
}

/** Three members in maintenance mode, pg2 leads. */
function plan({
  leader = 'pg2',
  config = {},
  agents = {},
  keys = {},
  changes = {},
}: Recipe = {}): ResumePlan {
  const members = ['pg1', 'pg2', 'pg3'].map((name) =>
    aMember(name, { paused: true, ...(name === leader ? PRIMARY : {}), ...keys[name] }),
  );
  const cluster = aCluster({ leader, members, config: { pause: true, ...config }, changes });
  const asked = members.map((member) => {
    const said = agents[member.name];
    const usual = member.name === leader ? LEADER : {};
    return {
      member,
      status: said === null ? null : aStatus(member.name, { paused: true, ...usual, ...said }),
    };
  });
  return planResume({ cluster, members: asked }, NOW);
}

function effectOn(name: string, recipe: Recipe): MemberEffect | undefined {
  return plan(recipe).members.find(({ member }) => member === name);
}

describe('the resume of a whole cluster', () => {
  it('changes nothing and asks nobody', () => {
    const told = plan();
    expect(told.members.map(({ member, now, effect }) => [member, now, effect])).toEqual([
      ['pg1', 'replica, streaming', 'none'],
      ['pg2', 'primary, leader', 'keeps-leading'],
      ['pg3', 'replica, streaming', 'none'],
    ]);
    expect(told.schedules).toEqual([]);
    expect(harmsOf(told)).toEqual([]);
  });

  it('harms nobody where an agent is silent: what it will do is not known', () => {
    const told = plan({ agents: { pg3: null } });
    expect(told.members[2]).toMatchObject({ now: 'agent silent', effect: 'unknown', harmful: false });
  });

  it('tells of a leader that has no key', () => {
    expect(effectOn('pg9', { leader: 'pg9' })).toMatchObject({ effect: 'unknown', harmful: false });
  });
});

describe('the resume harms', () => {
  it.each<[string, string, string, RegExp, Recipe]>([
    ['a stopped replica', 'pg3', 'started', /as a replica of pg2/, { agents: { pg3: STOPPED } }],
    [
      'a crashed leader',
      'pg2',
      'started',
      /leads again/,
      { agents: { pg2: { ...LEADER, ...STOPPED, state: 'crashed' } } },
    ],
    [
      'a stopped primary without the lock',
      'pg2',
      'started',
      /nobody leads/,
      { leader: null, agents: { pg2: STOPPED } },
    ],
    [
      'a second primary',
      'pg3',
      'demoted',
      /replica of pg2; what only it has written is lost/,
      { agents: { pg3: LEADER } },
    ],
    [
      'a primary of a standby cluster',
      'pg3',
      'demoted',
      /standby cluster/,
      { config: { standby_cluster: { host: 'h' } }, agents: { pg3: LEADER } },
    ],
    [
      'a leader without its watchdog',
      'pg2',
      'demoted',
      /watchdog/,
      { agents: { pg2: { ...LEADER, watchdogFailed: true } } },
    ],
    [
      'data of another cluster',
      'pg3',
      'agent-exits',
      /system identifier/,
      { agents: { pg3: { systemIdentifier: '7711056618934199999' } } },
    ],
    [
      'a replica that has been promoted before',
      'pg3',
      'rewound',
      /timeline 5 and pg2 on 4/,
      { agents: { pg3: { timeline: 5 } } },
    ],
    [
      'a leader that is a replica',
      'pg2',
      'promoted',
      /holds the lock/,
      { agents: { pg2: { role: 'replica' } } },
    ],
    [
      'a replica where nobody leads',
      'pg1',
      'may-take-lead',
      /nobody leads/,
      { leader: null, agents: { pg2: STOPPED } },
    ],
    [
      'an old primary where nobody leads',
      'pg2',
      'demoted',
      /timeline 3/,
      {
        leader: null,
        agents: { pg2: { ...LEADER, timeline: 3 } },
        changes: {
          history: [
            {
              timeline: 3,
              switchPoint: 1,
              reason: 'no recovery target specified',
              at: null,
              newLeader: 'pg1',
            },
          ],
        },
      },
    ],
    [
      'two primaries where nobody leads',
      'pg1',
      'demoted',
      /pg2 runs as a primary, too/,
      { leader: null, agents: { pg1: LEADER, pg2: LEADER } },
    ],
  ])('%s', (_, name, effect, sentence, recipe) => {
    expect(effectOn(name, recipe)).toMatchObject({
      effect,
      harmful: true,
      sentence: expect.stringMatching(sentence),
    });
    expect(harmsOf(plan(recipe)).join()).toMatch(sentence);
  });
});

describe('the resume harms nobody', () => {
  it.each<[string, string, string, Recipe]>([
    ['a primary that takes the lock again', 'pg2', 'takes-lead', { leader: null, agents: { pg2: LEADER } }],
    ['a replica beside it', 'pg1', 'none', { leader: null, agents: { pg2: LEADER } }],
    [
      'a member without data',
      'pg3',
      'bootstrapped',
      { agents: { pg3: { role: 'uninitialized', state: 'stopped' } } },
    ],
    ['a member that takes a base backup', 'pg3', 'none', { agents: { pg3: { state: 'creating replica' } } }],
    [
      'a leader of a standby cluster',
      'pg2',
      'keeps-leading',
      { config: { standby_cluster: { host: 'h' } }, agents: { pg2: { role: 'standby_leader' } } },
    ],
    [
      'a replica that may not lead',
      'pg1',
      'none',
      { leader: null, keys: { pg1: { tags: { nofailover: true } } } },
    ],
    [
      'a standby that may lead its standby cluster',
      'pg1',
      'may-take-lead',
      { leader: null, config: { standby_cluster: { host: 'h' } } },
    ],
  ])('%s', (_, name, effect, recipe) => {
    expect(effectOn(name, recipe)).toMatchObject({ effect, harmful: false });
  });
});

describe('a restart that was scheduled', () => {
  it.each([
    ['2026-11-22T18:07:30.000+00:00', 'waits'],
    ['2026-11-22T18:06:59.000+00:00', 'fires'],
    ['2026-11-22T18:06:45.000+00:00', 'fires'],
    ['2026-11-22T18:06:44.000+00:00', 'dropped'],
    ['no time', 'dropped'],
  ])('for %s %s, and nobody is asked', (scheduledRestartAt, fate) => {
    const told = plan({ agents: { pg1: { scheduledRestartAt } } });
    expect(told.schedules).toMatchObject([{ kind: 'restart', member: 'pg1', at: scheduledRestartAt, fate }]);
    expect(harmsOf(told)).toEqual([]);
  });

  it('is known from the key where the agent is silent, and from the agent where it answers', () => {
    const keys = {
      pg1: { scheduledRestart: { at: '2030-01-01T03:00:00+00:00', postgresVersion: null, filters: {} } },
    };
    expect(plan({ keys, agents: { pg1: null } }).schedules).toMatchObject([{ member: 'pg1', fate: 'waits' }]);
    expect(plan({ keys }).schedules).toEqual([]);
  });
});

describe('a change of leader that was asked for', () => {
  const request = { leader: 'pg2', candidate: 'pg1', revision: 9 };

  it.each([
    ['2026-11-22T19:00:00+00:00', 'waits', false],
    ['2026-11-22T18:06:50+00:00', 'fires', true],
    ['2026-11-22T17:00:00+00:00', 'dropped', false],
  ])('for %s %s', (scheduledAt, fate, harmful) => {
    const told = plan({ changes: { failover: { ...request, scheduledAt } } });
    expect(told.schedules).toMatchObject([{ kind: 'switchover', at: scheduledAt, fate, harmful }]);
  });

  it('and lies in wait happens at the resume', () => {
    const told = plan({ changes: { failover: { ...request, scheduledAt: null } } });
    expect(harmsOf(told)).toEqual(['a switchover to pg1 is waiting: it happens at the resume']);
  });
});
