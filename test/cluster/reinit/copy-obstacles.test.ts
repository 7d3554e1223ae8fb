import { describe, expect, it } from 'vitest';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import type { CopyFacts, PhysicalSlot, ReplicationLogin } from '../../../src/cluster/reinit/copy-facts.js';
import { planReinit } from '../../../src/cluster/reinit/plan-reinit.js';
import type { ReinitEvidence } from '../../../src/cluster/reinit/reinit-plan.js';
import { aCluster, aMember, PRIMARY } from '../../support/clusters.js';
import { someActivity } from '../../support/fake-servers.js';
import { someEvidence } from './some-evidence.js';

const broken: Partial<MemberStatus> = { state: 'start failed', serverVersion: null, replicationState: null };
const unfed: Partial<MemberStatus> = { replicationState: null, receivePosition: 5000, replayPosition: 5000 };
const slot = (changes: Partial<PhysicalSlot> = {}): PhysicalSlot => ({
  name: 'pg3',
  active: false,
  walStatus: 'reserved',
  restartPosition: 4000,
  ...changes,
});
const rule = (users: readonly string[], address = '127.0.0.1', method = 'md5') => ({
  line: 2,
  type: 'host',
  databases: ['replication'],
  users,
  address,
  netmask: '255.255.255.255',
  method,
});

interface Recipe {
  readonly pg1?: Partial<MemberStatus> | null;
  readonly pg2?: Partial<MemberStatus>;
  readonly pg3?: Partial<MemberStatus> | null;
  readonly login?: ReplicationLogin;
  readonly facts?: Partial<CopyFacts>;
  readonly full?: boolean;
  /** Everybody but the leader is on a machine of its own. */
  readonly elsewhere?: boolean;
  /** There is no pg1. */
  readonly isPair?: boolean;
}

/** pg2 leads, pg1 streams, pg3 is to be copied anew. */
function evidenceOf({
  pg1 = {},
  pg2 = {},
  pg3 = broken,
  login,
  facts,
  full,
  elsewhere,
  isPair,
}: Recipe): ReinitEvidence {
  const members = [...(isPair ? [] : ['pg1']), 'pg2', 'pg3'].map((name) =>
    aMember(name, {
      ...(name === 'pg2' ? PRIMARY : {}),
      ...(elsewhere && name !== 'pg2' ? { host: '10.0.0.7' } : {}),
    }),
  );
  const senders = someActivity({ walSenders: { used: 9, max: 10 } });
  const evidence = someEvidence(aCluster({ members }), { pg1, pg2, pg3 }, full ? { pg2: senders } : {});
  const told: CopyFacts = { receivers: [], slots: [], replicators: ['replicator'], hbaRules: null, ...facts };
  return {
    ...evidence,
    copyFacts: new Map(facts === undefined ? [] : [['pg2', told]]),
    logins: new Map(login === undefined ? [] : [['pg2', login]]),
  };
}

function planOf(recipe: Recipe, allowsDataLoss = false) {
  const request = { scope: 'demo', group: null, targets: ['pg3'], fromLeader: false, allowsDataLoss };
  const { plan, refusals } = planReinit(request, evidenceOf(recipe));
  return { plan, refusals, warned: plan.warnings.map(({ code }) => code) };
}

const WRONG: ReplicationLogin = {
  kind: 'refused',
  user: 'replicator',
  reason: 'password authentication failed for user "replicator"',
  byAddress: false,
};
const NOT_HERE: ReplicationLogin = {
  ...WRONG,
  reason: 'no pg_hba.conf entry for replication connection from host "10.9.9.9"',
  byAddress: true,
};
const WORKS: ReplicationLogin = { kind: 'works', user: 'replicator' };

describe('a copy that cannot succeed', () => {
  it.each<[string, Recipe, RegExp]>([
    ['a wrong password', { login: WRONG }, /pg2 refuses the replication login of replicator: password/],
    ['a login that is refused on the same machine', { login: NOT_HERE }, /no pg_hba.conf entry/],
    [
      'no line of pg_hba.conf',
      { facts: { hbaRules: [] } },
      /pg2: pg_hba.conf has no line that lets replicator replicate from 127.0.0.1/,
    ],
    [
      'a line that rejects, although the login works from here',
      { login: WORKS, elsewhere: true, facts: { hbaRules: [rule(['all'], '10.0.0.7', 'reject')] } },
      /line 2 does not let replicator replicate from 10.0.0.7/,
    ],
    ['too few WAL senders', { full: true }, /9 of 10 WAL senders of pg2 are in use; a copy needs 2/],
    [
      'a member that is kept out',
      { pg3: unfed, facts: { slots: [slot()] } },
      /pg2 keeps all that pg3 needs \(slot pg3\)/,
    ],
  ])('%s', (_, recipe, message) => {
    const { refusals, plan } = planOf(recipe);
    expect(refusals.map(({ code }) => code)).toEqual(['copy-cannot-succeed']);
    expect(refusals[0]?.message).toMatch(message);
    expect(plan.targets[0]?.sources[0]?.obstacles).toHaveLength(1);
    const overridden = planOf(recipe, true);
    expect(overridden.refusals).toEqual([]);
    expect(overridden.warned).toContain('copy-cannot-succeed');
  });
});

describe('a source of another history', () => {
  /** pg2 leads on timeline 7 since 5000 of timeline 6; pg3 is to be copied from those that offer themselves. */
  const history = [
    { timeline: 6, switchPoint: 5000, reason: 'no recovery target specified', at: null, newLeader: 'pg2' },
  ];
  const line = { timeline: 7 };
  const diverged: Partial<MemberStatus> = {
    timeline: 6,
    replicationState: null,
    receivePosition: 9000,
    replayPosition: 9000,
  };
  const planFrom = (
    offering: readonly string[],
    statuses: Readonly<Record<string, Partial<MemberStatus>>>,
  ) => {
    const members = ['pg1', 'pg2', 'pg3', 'pg4'].map((name) =>
      aMember(name, {
        timeline: statuses[name]?.timeline ?? 7,
        position: null,
        receivePosition: statuses[name]?.receivePosition ?? null,
        replayPosition: statuses[name]?.replayPosition ?? null,
        tags: offering.includes(name) ? { clonefrom: true } : {},
        ...(name === 'pg2' ? PRIMARY : {}),
      }),
    );
    const request = {
      scope: 'demo',
      group: null,
      targets: ['pg3'],
      fromLeader: false,
      allowsDataLoss: false,
    };
    const evidence = someEvidence(aCluster({ members, changes: { history } }), {
      pg2: { ...line, position: 9500 },
      pg3: broken,
      pg4: line,
      ...statuses,
    });
    return planReinit(request, evidence);
  };

  it('is no source, if it is the only one', () => {
    const { refusals } = planFrom(['pg1'], { pg1: diverged });
    expect(refusals.map(({ code }) => code)).toEqual(['copy-cannot-succeed']);
    expect(refusals[0]?.message).toMatch(
      /pg1 has diverged \(it is at 0\/2328 of timeline 6, which the cluster left at 0\/1388\), and what is copied from it cannot follow pg2/,
    );
  });

  it('neither is one that tells no position', () => {
    const silent = { ...diverged, receivePosition: null, replayPosition: null };
    const { refusals } = planFrom(['pg1'], { pg1: silent });
    expect(refusals[0]?.message).toMatch(/pg1 may have diverged/);
  });

  it('is warned of, if Patroni may take a sound one instead', () => {
    const { refusals, plan } = planFrom(['pg1', 'pg4'], { pg1: diverged });
    expect(refusals).toEqual([]);
    expect(plan.warnings.map(({ code, subject }) => [code, subject])).toContainEqual([
      'source-not-usable',
      'pg1',
    ]);
    expect(plan.warnings.map(({ subject }) => subject)).not.toContain('pg4');
  });

  it('is not one that is only behind, and not the leader', () => {
    const behind = { ...diverged, receivePosition: 4000, replayPosition: 4000 };
    for (const offering of [['pg1'], []]) {
      const { refusals, plan } = planFrom(offering, { pg1: behind });
      expect(refusals).toEqual([]);
      expect(plan.targets[0]?.sources.flatMap(({ obstacles }) => obstacles)).toEqual([]);
    }
  });
});

describe('a copy that may succeed', () => {
  it.each<[string, Recipe, readonly string[]]>([
    ['nothing is known', {}, []],
    ['the login works', { login: WORKS }, []],
    [
      'a login that is refused here, and let in from there',
      { login: NOT_HERE, elsewhere: true, facts: { hbaRules: [rule(['replicator'], '10.0.0.7')] } },
      [],
    ],
    ['a login that is refused here alone', { login: NOT_HERE, elsewhere: true }, []],
    ['a server that was not reached', { login: { kind: 'unreached', reason: 'no answer' } }, []],
    ['one of several users is let in', { facts: { replicators: ['a', 'b'], hbaRules: [rule(['b'])] } }, []],
    ['its WAL is gone', { pg3: unfed, facts: { slots: [slot({ walStatus: 'lost' })] } }, []],
    ['its slot was made anew', { pg3: unfed, facts: { slots: [slot({ restartPosition: 9000 })] } }, []],
    ['another timeline', { pg3: { ...unfed, timeline: 3 }, facts: { slots: [slot()] } }, []],
    ['its slot is in use', { pg3: unfed, facts: { slots: [slot({ active: true })] } }, []],
    ['nobody shows that it lets anybody in', { pg1: broken }, ['copy-unproved']],
    [
      'the same with a login that failed from here',
      { pg1: broken, elsewhere: true, login: NOT_HERE },
      ['copy-unproved'],
    ],
    ['the same with a login that works', { pg1: broken, login: WORKS }, []],
  ])('%s', (_, recipe, warned) => {
    const planned = planOf(recipe);
    expect(planned.refusals).toEqual([]);
    expect(planned.warned).toEqual(warned);
  });
});

describe('what is told of members that cannot stream any more', () => {
  it.each<[string, Partial<PhysicalSlot>, string]>([
    [
      'lost',
      { walStatus: 'lost', restartPosition: null },
      'nobody feeds it: the WAL that it needs is gone from pg2 (slot pg3 is lost)',
    ],
    [
      'made anew',
      { restartPosition: 9000 },
      'nobody feeds it: the WAL that it needs is gone from pg2 (slot pg3 is reserved)',
    ],
    [
      'before PostgreSQL 13',
      { walStatus: null, restartPosition: 9000 },
      'nobody feeds it: the WAL that it needs is gone from pg2 (slot pg3)',
    ],
    ['kept', {}, 'nobody feeds it'],
  ])('a slot that is %s', (_, changes, unsound) => {
    const { plan } = planOf({ pg3: unfed, facts: { slots: [slot(changes)] } });
    expect(plan.targets[0]).toMatchObject({ well: false, unsound });
  });
});

describe('the only sound copy', () => {
  it.each<[string, Recipe, string]>([
    ['the other one is cut off', { pg1: { replicationState: null }, pg3: {} }, 'pg1 (nobody feeds it)'],
    ['the other one is silent', { pg1: null, pg3: {} }, 'pg1 (its agent does not answer)'],
    [
      'the other one has fallen silent',
      {
        pg3: {},
        facts: {
          receivers: [
            { name: 'pg1', silentFor: 31.5 },
            { name: 'pg3', silentFor: 3 },
          ],
        },
      },
      'pg1 (pg2 has heard nothing of it for 31 s)',
    ],
    ['the other one does not start', { pg1: broken, pg3: {} }, 'pg1 (it is start failed)'],
  ])('is not deleted while %s', (_, recipe, other) => {
    const { refusals, plan } = planOf(recipe);
    expect(refusals.map(({ code }) => code)).toEqual(['only-sound-copy']);
    expect(refusals[0]?.message).toContain(
      `pg3 is the only sound copy beside the leader pg2; nobody can count on ${other}`,
    );
    expect(plan.remaining).toEqual(['pg2']);
    expect(planOf(recipe, true).warned).toContain('only-sound-copy');
  });

  it("of two members is the operator's to delete", () => {
    const { refusals, plan, warned } = planOf({ isPair: true, pg3: {} });
    expect(refusals).toEqual([]);
    expect({ remaining: plan.remaining, warned }).toEqual({ remaining: ['pg2'], warned: ['member-is-well'] });
  });
});
