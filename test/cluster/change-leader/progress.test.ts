import { describe, expect, it } from 'vitest';
import {
  type AwaitedChange,
  advance,
  type ChangeProgress,
  NO_PROGRESS,
  type ProgressLook,
} from '../../../src/cluster/change-leader/progress.js';
import type { Cluster, FailoverRequest } from '../../../src/cluster/model/cluster.js';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import { aCluster, aMember, PRIMARY } from '../../support/clusters.js';
import { aStatus } from '../../support/statuses.js';

const AWAITED: AwaitedChange = {
  from: 'pg2',
  candidate: 'pg1',
  leaderRevision: 90,
  failoverRevision: 50,
  timeline: 4,
  isStandbyCluster: false,
};
const REQUEST: FailoverRequest = { leader: 'pg2', candidate: 'pg1', scheduledAt: null, revision: 100 };
const BEFORE = aCluster({ changes: { failoverRevision: 50 } });
const PENDING = aCluster({ changes: { failover: REQUEST, failoverRevision: 100 } });
const RELEASED = aCluster({ leader: null, changes: { failover: REQUEST, failoverRevision: 100 } });
const LOCKED = aCluster({
  leader: 'pg1',
  changes: { leader: { name: 'pg1', revision: 120 }, failoverRevision: 121 },
});
const PROMOTED = aStatus('pg1', { role: 'primary', timeline: 5 });

const NOTHING_SEEN: ProgressLook = { atMs: 0, cluster: null, statuses: new Map(), writable: new Set() };

/** One look after another, 100 ms apart. */
function follow(looks: readonly Partial<ProgressLook>[], awaited = AWAITED): ChangeProgress {
  return looks.reduce<ChangeProgress>(
    (progress, look, index) =>
      advance(progress, awaited, { ...NOTHING_SEEN, atMs: index * 100, cluster: BEFORE, ...look }),
    NO_PROGRESS,
  );
}

function said(...statuses: MemberStatus[]): ProgressLook['statuses'] {
  return new Map(statuses.map((status) => [status.name ?? '', status]));
}

const phasesOf = (progress: ChangeProgress): string[] =>
  progress.phases.map(({ phase, atMs, member }) => `${phase} ${member} ${atMs}`);

describe('the stages', () => {
  it('are noted once, when they are first seen', () => {
    const progress = follow([
      {},
      { cluster: PENDING },
      { cluster: PENDING },
      { cluster: PENDING, statuses: said(aStatus('pg2', { state: 'stopping', role: 'primary' })) },
      { cluster: RELEASED },
      { cluster: LOCKED },
      { cluster: LOCKED, statuses: said(aStatus('pg1')) },
      { cluster: LOCKED, statuses: said(PROMOTED) },
    ]);
    expect(phasesOf(progress)).toEqual([
      'checkpoint pg2 100',
      'stopping pg2 300',
      'released pg2 400',
      'locked pg1 500',
      'writable pg1 700',
    ]);
    expect(progress.end).toEqual({ kind: 'leading', leader: 'pg1', timeline: 5 });
  });

  it('may pass between two looks', () => {
    const progress = follow([{}, { cluster: LOCKED, statuses: said(PROMOTED) }]);
    expect(phasesOf(progress)).toEqual([
      'stopping pg2 100',
      'released pg2 100',
      'locked pg1 100',
      'writable pg1 100',
    ]);
  });

  it('begin with the lock where nobody led', () => {
    const nobody = aCluster({ leader: null });
    const awaited = { ...AWAITED, from: null, leaderRevision: 0 };
    const progress = follow([{ cluster: nobody }, { cluster: LOCKED }], awaited);
    expect(phasesOf(progress)).toEqual(['locked pg1 100']);
  });

  it('tell of the stop by the key of the leader, too', () => {
    const members = [aMember('pg1'), aMember('pg2', { ...PRIMARY, state: 'stopping' })];
    const stopping = aCluster({ members, changes: { failover: REQUEST, failoverRevision: 100 } });
    expect(phasesOf(follow([{ cluster: stopping }]))).toEqual(['stopping pg2 0']);
  });
});

describe('the end needs proof', () => {
  const table: readonly [string, Partial<ProgressLook>, AwaitedChange?][] = [
    ['etcd is silent', { cluster: null }],
    ['the request is not even seen', {}],
    ['the request waits', { cluster: PENDING }],
    ['nobody leads', { cluster: RELEASED }],
    ['the new leader is silent', { cluster: LOCKED }],
    ['it is in recovery', { cluster: LOCKED, statuses: said(aStatus('pg1', { timeline: 5 })) }],
    ['its timeline has not risen', { cluster: LOCKED, statuses: said(aStatus('pg1', { role: 'primary' })) }],
    [
      'its timeline is not known',
      { cluster: LOCKED, statuses: said(aStatus('pg1', { role: 'primary', timeline: null })) },
    ],
    [
      'its PostgreSQL does not answer: the role is from memory',
      {
        cluster: LOCKED,
        statuses: said(aStatus('pg1', { role: 'primary', state: 'starting', timeline: 5 })),
      },
    ],
    [
      'it is in recovery, though PostgreSQL said something else when the agent was silent',
      { cluster: LOCKED, statuses: said(aStatus('pg1')), writable: new Set(['pg1']) },
    ],
    [
      'only the PostgreSQL of the former leader takes writes',
      { cluster: LOCKED, writable: new Set(['pg2']) },
    ],
    [
      'only the former leader says primary',
      { cluster: LOCKED, statuses: said(aStatus('pg2', { role: 'primary', timeline: 5 })) },
    ],
  ];
  it.each(table)('%s', (_, look, awaited) => {
    expect(follow([{}, look, look], awaited).end).toBeNull();
  });
});

describe('a new leader whose agent is silent', () => {
  it('leads when its PostgreSQL says that it is not in recovery', () => {
    const progress = follow([{}, { cluster: LOCKED }, { cluster: LOCKED, writable: new Set(['pg1']) }]);
    expect(progress.end).toEqual({ kind: 'leading', leader: 'pg1', timeline: null });
  });

  it('does not lead a standby cluster by that', () => {
    const awaited = { ...AWAITED, isStandbyCluster: true };
    const progress = follow([{}, { cluster: LOCKED, writable: new Set(['pg1']) }], awaited);
    expect(progress.end).toBeNull();
  });
});

describe('the request was dropped', () => {
  const emptied: Cluster = aCluster({ changes: { failoverRevision: 101 } });

  it('if the leader emptied it and kept the lock', () => {
    expect(follow([{ cluster: PENDING }, { cluster: emptied }]).end).toEqual({ kind: 'dropped' });
  });

  it('also if it was there between two looks only', () => {
    expect(follow([{}, { cluster: emptied }]).end).toEqual({ kind: 'dropped' });
  });

  it('not if the key is as it was before', () => {
    expect(follow([{}, {}]).end).toBeNull();
  });

  it('not if the leader had begun to stop', () => {
    const stopping = { cluster: PENDING, statuses: said(aStatus('pg2', { state: 'stopping' })) };
    expect(follow([stopping, { cluster: emptied }]).end).toBeNull();
  });

  it('not if the lock has changed hands', () => {
    expect(follow([{ cluster: PENDING }, { cluster: LOCKED }]).end).toBeNull();
  });
});

describe('others than expected', () => {
  it('another member may win', () => {
    const cluster = aCluster({ leader: 'pg3', changes: { leader: { name: 'pg3', revision: 130 } } });
    const status = aStatus('pg3', { role: 'primary', timeline: 5 });
    const progress = follow([{ cluster: PENDING }, { cluster, statuses: said(status) }]);
    expect(progress.end).toEqual({ kind: 'leading', leader: 'pg3', timeline: 5 });
  });

  it('the former leader may take the lock back; what it said before does not count', () => {
    const back = aCluster({ changes: { leader: { name: 'pg2', revision: 140 }, failoverRevision: 141 } });
    const status = said(aStatus('pg2', { role: 'primary', timeline: 4 }));
    const first = follow([{ cluster: RELEASED }, { cluster: back, statuses: status }]);
    expect(first.end).toBeNull();
    const second = advance(first, AWAITED, { ...NOTHING_SEEN, atMs: 300, cluster: back, statuses: status });
    expect(second.end).toEqual({ kind: 'leading', leader: 'pg2', timeline: 4 });
  });
});

describe('a standby cluster', () => {
  const config = { standby_cluster: { host: '10.0.0.1' } };
  const locked = aCluster({
    leader: 'pg1',
    config,
    changes: { leader: { name: 'pg1', revision: 120 }, failoverRevision: 121 },
  });
  const awaited = { ...AWAITED, isStandbyCluster: true };

  it.each([
    ['follows the remote', { replicationState: 'streaming' }, true],
    ['follows its archive', { replicationState: 'in archive recovery' }, true],
    ['does not follow', { replicationState: null }, false],
    ['is an old one that cannot tell', { replicationState: null, patroniVersion: '3.0.2' }, true],
    ['is still a replica', { role: 'replica', replicationState: 'streaming' }, false],
  ])('is led by one who %s', (_, changes, leads) => {
    const members = [aMember('pg1', { replicationState: null }), aMember('pg2')];
    const cluster = { ...locked, members };
    const status = aStatus('pg1', { role: 'standby_leader', ...changes });
    const { end } = follow([{ cluster: BEFORE }, { cluster, statuses: said(status) }], awaited);
    expect(end?.kind === 'leading').toBe(leads);
  });
});
