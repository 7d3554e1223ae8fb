import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import type { Member } from '../../../src/cluster/model/member.js';
import { askedAgents, type Condition } from '../../../src/cluster/wait/condition.js';
import { judgeCondition, type Statuses } from '../../../src/cluster/wait/judge-condition.js';
import { parseCondition } from '../../../src/operations/wait/parse-condition.js';
import { aCluster, aMember, PRIMARY } from '../../support/clusters.js';
import { aStatus } from '../../support/statuses.js';

/** A healthy cluster led by pg2 with changes to its members. */
function cluster(
  changes: Readonly<Record<string, Partial<Member>>> = {},
  recipe: Parameters<typeof aCluster>[0] = {},
): Cluster {
  const leader = recipe.leader === undefined ? 'pg2' : recipe.leader;
  const members = ['pg1', 'pg2', 'pg3'].map((name) =>
    aMember(name, { ...(name === leader ? PRIMARY : {}), ...changes[name] }),
  );
  return aCluster({ members, ...recipe });
}

const SILENT: Statuses = new Map();
const SYNC = { sync: { leader: 'pg2', standbys: ['pg1'], quorum: 0 } };
const NOBODY = cluster({}, { leader: null });
const PROMOTING = cluster({ pg2: { role: 'replica', replicationState: 'streaming' } });
const OLD = { patroniVersion: '3.0.2', replicationState: null };

describe('judgeCondition', () => {
  it.each<[string, Cluster, boolean, string]>([
    ['leader', cluster(), true, 'pg2 holds the lock'],
    ['leader', NOBODY, false, 'nobody holds the lock'],
    ['leader=pg2', cluster(), true, 'pg2 holds the lock'],
    ['leader=pg1', cluster(), false, 'pg2 holds the lock'],
    ['members=3', cluster(), true, '3 registered: pg1, pg2, pg3'],
    ['members=2', cluster(), false, '3 registered: pg1, pg2, pg3'],
    ['members=0', aCluster({ members: [] }), true, 'no member is registered'],
    ['streaming', cluster(), true, 'pg1, pg3 stream on timeline 4'],
    ['streaming=pg1', cluster(), true, 'pg1 streams on timeline 4'],
    ['streaming=pg2', cluster(), false, 'pg2 is the leader'],
    ['streaming=pg9', cluster(), false, 'pg9 is not registered'],
    ['streaming', cluster({ pg3: { timeline: 3 } }), false, 'pg3 is on timeline 3 of 4'],
    ['streaming', cluster({ pg3: { state: 'starting' } }), false, 'pg3 is starting'],
    ['streaming', cluster({ pg3: { replicationState: null } }), false, 'pg3 does not stream'],
    [
      'streaming',
      cluster({ pg3: { replicationState: 'in archive recovery' } }),
      false,
      'pg3 is in archive recovery',
    ],
    [
      'streaming',
      cluster({ pg3: { replicationState: 'in archive recovery', tags: { nostream: true } } }),
      true,
      'pg1 streams on timeline 4',
    ],
    ['streaming', PROMOTING, false, 'pg2 holds the lock and is not yet promoted'],
    ['streaming', NOBODY, false, 'nobody holds the lock'],
    ['streaming', aCluster({ members: [aMember('pg2', PRIMARY)] }), false, 'no replica is registered'],
    ['streaming', cluster({ pg1: OLD, pg3: OLD }), false, 'pg1 does not stream, pg3 does not stream'],
    ['no-pending-restart', cluster(), true, 'none pending'],
    ['no-pending-restart', cluster({ pg1: { pendingRestart: true } }), false, 'pending on pg1'],
    ['no-pending-restart', aCluster({ members: [] }), false, 'no member is registered'],
    ['paused', cluster(), false, 'not paused'],
    ['resumed', cluster(), true, 'not paused'],
    ['resumed', cluster({ pg3: { paused: true } }), false, 'not paused, not yet acknowledged by pg3'],
    ['resumed', cluster({}, { config: { pause: true } }), false, 'paused'],
    [
      'paused',
      cluster({ pg1: { paused: true }, pg2: { paused: true } }, { config: { pause: true } }),
      false,
      'paused, not yet acknowledged by pg3',
    ],
    ['role=pg1:replica', cluster(), true, 'pg1 is replica'],
    ['role=pg2:leader', cluster(), true, 'pg2 is leader'],
    ['role=pg9:replica', cluster(), false, 'pg9 is not registered'],
    [
      'role=pg1:sync-standby',
      cluster({}, { config: { synchronous_mode: true }, changes: SYNC }),
      true,
      'pg1 is sync standby',
    ],
    [
      'role=pg1:quorum-standby',
      cluster({}, { config: { synchronous_mode: true }, changes: SYNC }),
      false,
      'pg1 is sync standby',
    ],
    [
      'role=pg2:standby-leader',
      cluster({}, { config: { standby_cluster: { host: 'h' } } }),
      true,
      'pg2 is standby leader',
    ],
    ['lag=0', cluster(), true, 'pg1 0 B, pg3 0 B'],
    ['lag=99', cluster({ pg3: { position: 0x5a3c1f8 - 100 } }), false, 'pg1 0 B, pg3 100 B'],
    ['lag=100', cluster({ pg3: { position: 0x5a3c1f8 - 100 } }), true, 'pg1 0 B, pg3 100 B'],
    ['lag=1GB', cluster({ pg3: { position: null } }), false, 'pg1 0 B, pg3 unknown'],
    ['lag=1GB', cluster({ pg3: { timeline: 3 } }), false, 'pg1 0 B, pg3 on timeline 3 of 4'],
    ['lag=1GB', NOBODY, false, 'nobody holds the lock'],
    ['lag=1GB', aCluster({ members: [aMember('pg2', PRIMARY)] }), false, 'no replica is registered'],
    ['timeline=4', cluster(), true, 'timeline 4'],
    ['timeline=5', cluster(), false, 'timeline 4'],
    ['timeline=4', PROMOTING, false, 'pg2 holds the lock and is not yet promoted'],
    ['timeline=4', cluster({ pg2: { state: 'stopping' } }), false, 'pg2 is stopping'],
    ['sync', cluster(), false, 'synchronous mode is off'],
    [
      'sync',
      cluster({}, { config: { synchronous_mode: true } }),
      false,
      'pg2 has not yet noted who is synchronous',
    ],
    ['sync', cluster({}, { config: { synchronous_mode: true }, changes: SYNC }), true, 'synchronous: pg1'],
    [
      'sync',
      cluster({}, { config: { synchronous_mode: 'quorum' }, changes: SYNC }),
      true,
      'synchronous: pg1',
    ],
    [
      'sync',
      cluster(
        {},
        { config: { synchronous_mode: true }, changes: { sync: { ...SYNC.sync, standbys: ['pg9'] } } },
      ),
      false,
      'no synchronous standby',
    ],
  ])('%s of what etcd holds', (text, judged, holds, observed) => {
    expect(judgeCondition(parseCondition(text), judged, SILENT)).toMatchObject({ holds, observed });
  });

  it.each<[string, Statuses, boolean, string]>([
    ['primary', SILENT, false, 'pg2 holds the lock; its agent has not answered yet'],
    ['primary', new Map([['pg2', null]]), false, 'pg2 holds the lock; its agent does not answer'],
    ['primary', new Map([['pg2', aStatus('pg2')]]), false, 'pg2 holds the lock and is still replica'],
    ['primary', new Map([['pg2', aStatus('pg2', { role: 'primary' })]]), true, 'pg2 is the primary'],
    [
      'primary',
      new Map([['pg2', aStatus('pg2', { role: 'primary', state: 'stopping' })]]),
      false,
      'pg2 holds the lock and is still primary, stopping',
    ],
    [
      'primary',
      new Map([['pg1', aStatus('pg1', { role: 'primary' })]]),
      false,
      'pg2 holds the lock; its agent has not answered yet',
    ],
    ['role=pg2:primary', new Map([['pg2', aStatus('pg2', { role: 'primary' })]]), true, 'pg2 is the primary'],
    [
      'role=pg1:primary',
      new Map([['pg2', aStatus('pg2', { role: 'primary' })]]),
      false,
      'pg2 holds the lock',
    ],
  ])('%s by the word of the agent', (text, statuses, holds, observed) => {
    expect(judgeCondition(parseCondition(text), cluster(), statuses)).toMatchObject({ holds, observed });
  });

  it('believes the leader about members of before 3.0.4, which do not publish that they stream', () => {
    const replication = ['pg1', 'pg3'].map((name) => ({ name, state: 'streaming', syncState: 'async' }));
    const statuses = new Map([['pg2', aStatus('pg2', { role: 'primary', replication })]]);
    expect(judgeCondition(parseCondition('streaming'), cluster({ pg1: OLD, pg3: OLD }), statuses)).toEqual({
      holds: true,
      observed: 'pg1, pg3 stream on timeline 4',
      source: 'agent',
    });
  });
});

describe('askedAgents', () => {
  const asked = (texts: readonly string[], of: Cluster): readonly string[] =>
    askedAgents(
      texts.map((text): Condition => parseCondition(text)),
      of,
    );

  it('asks nobody about what etcd knows', () => {
    expect(asked(['leader', 'streaming', 'lag=0', 'sync', 'paused'], cluster())).toEqual([]);
  });

  it('asks the leader whether it is the primary, and for old members who streams', () => {
    expect(asked(['primary'], cluster())).toEqual(['pg2']);
    expect(asked(['primary'], NOBODY)).toEqual([]);
    expect(asked(['streaming'], cluster({ pg3: OLD }))).toEqual(['pg2']);
  });
});
