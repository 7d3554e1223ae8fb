import { describe, expect, it } from 'vitest';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import { baselineOf } from '../../../src/cluster/restart/baseline.js';
import { type GateRules, gateReasons } from '../../../src/cluster/restart/gate.js';
import { ownReasons } from '../../../src/cluster/restart/setting-changes.js';
import { aCluster, aMember, type ClusterRecipe, PRIMARY } from '../../support/clusters.js';
import { A_PRIMARY, aStep, STARTED, STARTED_ANEW, statusesOf, waitsFor } from './some-restart.js';

const MB = 1024 ** 2;
const END = 0x5a3c1f8;
const OTHER: Partial<MemberStatus> = { startedAt: STARTED_ANEW };

type Changes = Readonly<Record<string, Partial<MemberStatus> | null>>;

/** pg1 leads. Before, all was well. */
function setting(now: Changes, recipe: ClusterRecipe = {}, before: Changes = {}) {
  const members = ['pg1', 'pg2', 'pg3'].map((name) => aMember(name, name === 'pg1' ? PRIMARY : {}));
  const whole = aCluster({ leader: 'pg1', members, ...recipe });
  const cluster = aCluster({ leader: 'pg1', members, ...recipe });
  const baseline = baselineOf(whole, statusesOf(whole, before));
  return { baseline, look: { cluster, statuses: statusesOf(cluster, now) } };
}

describe('a member is back', () => {
  const reasons = (now: Changes, before: Changes = {}, member = 'pg2'): string[] => {
    const { baseline, look } = setting(now, {}, before);
    return ownReasons(member, baseline, look).map(({ code }) => code);
  };

  it.each<[string, string[], string[]]>([
    ['started anew and streaming', reasons({ pg2: OTHER }), []],
    ['its agent is silent', reasons({ pg2: null }), ['agent-unreachable']],
    ['the same start time', reasons({}), ['not-restarted']],
    ['stopping', reasons({ pg2: { state: 'stopping', startedAt: null } }), ['not-running']],
    ['it does not stream yet', reasons({ pg2: { ...OTHER, replicationState: null } }), ['not-streaming']],
    [
      'it never streamed',
      reasons({ pg2: { ...OTHER, replicationState: null } }, { pg2: { replicationState: null } }),
      [],
    ],
    ['an older timeline', reasons({ pg2: { ...OTHER, timeline: 3 } }), ['not-streaming']],
    ['it was down before', reasons({ pg2: OTHER }, { pg2: { state: 'start failed', startedAt: null } }), []],
    ['the leader', reasons({ pg1: OTHER }, {}, 'pg1'), []],
    ['a leader in recovery', reasons({ pg1: { ...OTHER, role: 'replica' } }, {}, 'pg1'), ['not-primary']],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  it('up to 3.0.3 by what the leader feeds', () => {
    const fed = (state: string) => ({
      pg1: { ...A_PRIMARY, replication: [{ name: 'pg2', state, syncState: null }] },
    });
    const old = { pg2: { ...OTHER, replicationState: null } };
    const before = { ...fed('streaming'), pg2: { replicationState: null, startedAt: STARTED } };
    expect(reasons({ ...fed('streaming'), ...old }, before)).toEqual([]);
    expect(reasons({ ...fed('catchup'), ...old }, before)).toEqual(['not-streaming']);
  });
});

describe('the gate', () => {
  const sentences = (now: Changes, recipe: ClusterRecipe = {}, rules: Partial<GateRules> = {}): string[] => {
    const { baseline, look } = setting({ pg2: OTHER, ...now }, recipe);
    return gateReasons({ step: aStep('pg2'), maxLag: MB, knownAt: null, ...rules }, baseline, look).map(
      ({ code, sentence }) => `${code}: ${sentence}`,
    );
  };
  const behind = (bytes: number) => ({ receivePosition: END - bytes, replayPosition: END - bytes });

  it.each<[string, Parameters<typeof sentences>, string[]]>([
    ['is passed when all is as before', [{}], []],
    [
      'its agent',
      [{ pg2: null }],
      ['agent-unreachable: its agent does not answer', 'not-streaming: not streaming'],
    ],
    ['lag within the limit', [{ pg2: { ...OTHER, ...behind(MB) } }], []],
    ['lag beyond it', [{ pg2: { ...OTHER, ...behind(2.1 * MB) } }], ['lag-over-limit: lag 2.1 MB > 1 MB']],
    ['a limit of its own', [{ pg2: { ...OTHER, ...behind(2 * MB) } }, {}, { maxLag: 3 * MB }], []],
    [
      'the pending flag',
      [{ pg2: { ...OTHER, pendingRestart: true } }],
      ['pending-restart: still waits for a restart'],
    ],
    [
      'the pending flag, when its turn comes again',
      [{ pg2: { ...OTHER, pendingRestart: true } }, {}, { step: aStep('pg2', { again: true }) }],
      [],
    ],
    ['another member down', [{ pg3: { state: 'crashed' } }], ['member-down: pg3 is "crashed"']],
    ['another member silent', [{ pg3: null }], ['member-down: pg3: its agent does not answer']],
    [
      'another member not streaming',
      [{ pg3: { replicationState: null } }],
      ['not-streaming: pg3 is not streaming'],
    ],
    ['nobody leads', [{}, { leader: null }], ['no-leader: nobody leads']],
    [
      'a primary that is none',
      [{ pg1: { role: 'replica' } }, {}, { step: aStep('pg1', { role: 'leader' }) }],
      ['not-primary: holds the lock and is "replica"'],
    ],
    [
      'what the primary has lowered has to be replayed',
      [
        { pg3: { replayPosition: END - 1 } },
        {},
        { step: aStep('pg1', { role: 'leader' }), knownAt: { position: END, members: ['pg2', 'pg3'] } },
      ],
      ['not-replayed: pg3 has not replayed the new settings of the primary'],
    ],
  ])('%s', (_, input, expected) => {
    expect(sentences(...input)).toEqual(expected);
  });

  it('says what is pending', () => {
    const members = [aMember('pg1', PRIMARY), aMember('pg2', waitsFor('200', '100')), aMember('pg3')];
    expect(sentences({ pg2: { ...OTHER, pendingRestart: true } }, { members })).toEqual([
      'pending-restart: still waits for a restart, max_connections 200 → 100',
    ]);
  });

  it('waits for as many synchronous standbys as there were, whoever they are', () => {
    const sync = (standbys: readonly string[]) => ({ leader: 'pg1', standbys, quorum: 0 });
    const config = { synchronous_mode: true };
    const found = (standbys: readonly string[]): string[] => {
      const { baseline, look } = setting({ pg2: OTHER }, { config, changes: { sync: sync(['pg2']) } });
      const cluster = { ...look.cluster, sync: sync(standbys) };
      const rules = { step: aStep('pg2'), maxLag: MB, knownAt: null };
      return gateReasons(rules, baseline, { ...look, cluster }).map(({ sentence }) => sentence);
    };
    expect(found(['pg3'])).toEqual([]);
    expect(found([])).toEqual(['0 of 1 synchronous standbys']);
  });

  it('does not open while etcd is silent', () => {
    const { baseline, look } = setting({ pg2: OTHER });
    const rules = { step: aStep('pg2'), maxLag: MB, knownAt: null };
    expect(gateReasons(rules, baseline, { ...look, cluster: null })).toMatchObject([
      { code: 'dcs-unreachable' },
    ]);
  });

  it('lets pass who did not run before', () => {
    const before = { pg3: { state: 'start failed', startedAt: null, replicationState: null } };
    const { baseline, look } = setting({ pg2: OTHER, ...before }, {}, before);
    expect(gateReasons({ step: aStep('pg2'), maxLag: MB, knownAt: null }, baseline, look)).toEqual([]);
  });
});
