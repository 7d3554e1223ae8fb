import { describe, expect, it } from 'vitest';
import type { ClusterLook } from '../../../src/cluster/evidence/evidence.js';
import { failsafeActive } from '../../../src/cluster/findings/failsafe-active.js';
import { leaderNotPromoted } from '../../../src/cluster/findings/leader-not-promoted.js';
import { leaderNotRunning, leaderStuckStopping } from '../../../src/cluster/findings/leader-not-running.js';
import { noLeader } from '../../../src/cluster/findings/no-leader.js';
import { standbyRoleHalfDone } from '../../../src/cluster/findings/standby-role-half-done.js';
import { unmanagedPrimary } from '../../../src/cluster/findings/unmanaged-primary.js';
import { anEvidence, type EvidenceRecipe, LEADER_POSITION, seenTwice } from '../../support/evidence.js';
import { findsIn, messagesOf } from './rows.js';

const MB = 1024 ** 2;
const RECOVERY = {
  role: 'replica',
  position: null,
  receivePosition: LEADER_POSITION,
  replayPosition: LEADER_POSITION,
};
const STANDBY_CLUSTER = { standby_cluster: { host: 'remote' } };
const STOPPED_POSTGRES = {
  serverVersion: null,
  position: null,
  receivePosition: null,
  replayPosition: null,
  replicationState: null,
};

describe('no-leader', () => {
  findsIn(noLeader, [
    { name: 'pg2 leads', evidence: anEvidence(), found: [] },
    { name: 'nobody', evidence: anEvidence({ leader: null }), found: ['error'] },
    {
      name: 'a bootstrap is under way',
      evidence: anEvidence({ leader: null, changes: { initialization: { state: 'initializing' } } }),
      found: [],
    },
  ]);

  it('tells who may take over', () => {
    const evidence = anEvidence({
      leader: null,
      names: ['pg1', 'pg3'],
      rest: { formerLeader: { name: 'pg2', revision: 48_973 } },
    });
    expect(messagesOf(noLeader, evidence)).toEqual([
      'nobody leads: writes are down (pg2 led, seen last at revision 48973); pg1 and pg3 may take over by themselves',
    ]);
  });

  it('tells of each why it does not, bytes at risk, and the command', () => {
    const behind = { receivePosition: LEADER_POSITION - 12 * MB, replayPosition: LEADER_POSITION - 12 * MB };
    const evidence = anEvidence({
      leader: null,
      names: ['pg1', 'pg3'],
      members: { pg1: { key: { tags: { nofailover: true } } }, pg3: { agent: behind } },
      rest: { formerLeader: { name: 'pg2', revision: 48_973 } },
    });
    expect(messagesOf(noLeader, evidence)).toEqual([
      'nobody leads: writes are down (pg2 led, seen last at revision 48973); no member takes over by itself — pg1: tagged nofailover; pg3: 12 MB behind, more than maximum_lag_on_failover (1 MB), at least 12 MB would be lost',
    ]);
    expect(noLeader.find(evidence)[0]?.remedies.map(({ command }) => command)).toEqual([
      'systemctl status patroni',
      'ctl failover demo --candidate pg3 --dry-run',
      'ctl failover demo --candidate pg3',
    ]);
  });

  it('with an alarm of etcd nobody can', () => {
    const evidence = anEvidence({
      leader: null,
      names: ['pg1'],
      etcd: { alarms: [{ memberId: 'e1', alarm: 'NOSPACE' }] },
    });
    expect(messagesOf(noLeader, evidence)[0]).toContain('pg1: etcd refuses writes: nobody can take the lock');
  });
});

describe('leader-not-promoted', () => {
  const promoting: EvidenceRecipe = { members: { pg2: { key: { role: 'replica' }, agent: RECOVERY } } };
  findsIn(leaderNotPromoted, [
    { name: 'a primary', evidence: anEvidence(), found: [] },
    { name: 'in recovery', evidence: anEvidence(promoting), found: ['error pg2'] },
    { name: 'in both looks', evidence: seenTwice(promoting), found: ['error pg2'] },
    { name: 'promoted meanwhile', evidence: seenTwice({}, promoting), found: [] },
    {
      name: 'by SQL alone',
      evidence: anEvidence({ members: { pg2: { agent: null, facts: { inRecovery: true } } } }),
      found: ['error pg2'],
    },
    {
      name: 'SQL knows better than a role from memory',
      evidence: anEvidence({ members: { pg2: { agent: { role: 'promoted' }, facts: {} } } }),
      found: [],
    },
    {
      name: 'its PostgreSQL does not answer, so that nobody knows',
      evidence: anEvidence({ members: { pg2: { agent: { ...STOPPED_POSTGRES, role: 'replica' } } } }),
      found: [],
    },
    { name: 'a standby cluster', evidence: anEvidence({ ...promoting, config: STANDBY_CLUSTER }), found: [] },
  ]);

  it('tells for how long at least', () => {
    expect(messagesOf(leaderNotPromoted, seenTwice(promoting))[0]).toContain(
      'still in recovery, for at least 1 s:',
    );
  });
});

describe('leader-stuck-stopping', () => {
  const stopping: EvidenceRecipe = {
    members: { pg2: { key: { state: 'stopping' }, agent: { ...STOPPED_POSTGRES, state: 'stopping' } } },
  };
  findsIn(leaderStuckStopping, [
    { name: 'running', evidence: anEvidence(), found: [] },
    { name: 'stopping', evidence: seenTwice(stopping), found: ['error pg2'] },
    { name: 'only in the first look', evidence: seenTwice({}, stopping), found: [] },
    {
      name: 'its key says stopped, and its agent hangs',
      evidence: anEvidence({ members: { pg2: { key: { state: 'stopped' }, agent: null } } }),
      found: ['error pg2'],
    },
    {
      name: 'a replica',
      evidence: anEvidence({
        members: { pg1: { key: { state: 'stopping' }, agent: { state: 'stopping' } } },
      }),
      found: [],
    },
    {
      name: 'stopped by hand in maintenance mode',
      evidence: anEvidence({ ...stopping, config: { pause: true } }),
      found: [],
    },
  ]);
});

describe('leader-not-running', () => {
  const inState = (state: string): EvidenceRecipe => ({
    members: { pg2: { key: { state }, agent: { ...STOPPED_POSTGRES, state } } },
  });
  findsIn(leaderNotRunning, [
    { name: 'running', evidence: anEvidence(), found: [] },
    { name: 'starting', evidence: seenTwice(inState('starting')), found: ['error pg2'] },
    { name: 'crashed', evidence: anEvidence(inState('crashed')), found: ['error pg2'] },
    { name: 'it does not answer its agent', evidence: anEvidence(inState('unknown')), found: ['error pg2'] },
    { name: 'stopping is another finding', evidence: anEvidence(inState('stopping')), found: [] },
    {
      name: 'it answers us',
      evidence: anEvidence({ members: { pg2: { agent: { state: 'unknown' }, facts: {} } } }),
      found: [],
    },
    { name: 'restarted between the looks', evidence: seenTwice({}, inState('restarting')), found: [] },
  ]);

  it('tells how long its agent tries', () => {
    const evidence = anEvidence({ ...inState('starting'), config: { primary_start_timeout: 60 } });
    expect(messagesOf(leaderNotRunning, evidence)[0]).toContain('for up to 60 s (primary_start_timeout)');
  });
});

describe('unmanaged-primary', () => {
  const second: EvidenceRecipe = {
    members: { pg3: { agent: { role: 'primary', position: LEADER_POSITION } } },
  };
  const stale: ClusterLook = { kind: 'unread', code: 'dcs-unreachable', message: 'no answer', next: null };
  findsIn(unmanagedPrimary, [
    { name: 'only the leader', evidence: anEvidence(), found: [] },
    { name: 'another one', evidence: seenTwice(second), found: ['error pg3'] },
    { name: 'it was demoted meanwhile', evidence: seenTwice({}, second), found: [] },
    {
      name: 'a silent member that answers SQL read-write',
      evidence: anEvidence({ members: { pg3: { agent: null, facts: { inRecovery: false } } } }),
      found: ['error pg3'],
    },
    {
      name: 'a vanished one',
      evidence: anEvidence({ members: { pg3: { key: null, agent: null, facts: { inRecovery: false } } } }),
      found: ['error pg3'],
    },
    {
      name: 'a role from memory, PostgreSQL being down',
      evidence: anEvidence({ members: { pg3: { agent: { role: 'primary', state: 'stopped' } } } }),
      found: [],
    },
    {
      name: 'nobody holds the lock',
      evidence: anEvidence({ leader: null, ...second }),
      found: ['error pg3'],
    },
    { name: 'without etcd one primary is as it should be', evidence: anEvidence({ look: stale }), found: [] },
    {
      name: 'and of two one is not',
      evidence: anEvidence({ ...second, look: stale }),
      found: ['error pg2', 'error pg3'],
    },
  ]);

  it('tells who holds the lock, and how to fence', () => {
    const [found] = unmanagedPrimary.find(seenTwice(second));
    expect(found?.message).toBe(
      'pg3 takes writes (for at least 1 s), and pg2 holds the lock: split brain, what is written there will be lost',
    );
    expect(found?.remedies.map(({ command }) => command)).toEqual([
      null,
      "ctl query demo -m pg3 -c 'SELECT pg_current_wal_lsn(), now()'",
      'systemctl stop patroni',
      'pg_ctl stop -m fast -D "$PGDATA"',
      'ctl reinit demo pg3',
    ]);
  });
});

describe('failsafe-active', () => {
  const active: EvidenceRecipe = {
    config: { failsafe_mode: true },
    changes: { failsafe: new Map(['pg1', 'pg2', 'pg3'].map((name) => [name, 'http://x/patroni'])) },
    members: { pg2: { agent: { failsafeActive: true } } },
  };
  findsIn(failsafeActive, [
    { name: 'not active', evidence: anEvidence({ config: { failsafe_mode: true } }), found: [] },
    { name: 'the leader says so', evidence: anEvidence(active), found: ['error pg2'] },
    {
      name: 'a replica says so, its leader has etcd again',
      evidence: anEvidence({ members: { pg1: { agent: { failsafeActive: true } } } }),
      found: [],
    },
    {
      name: 'etcd is away',
      evidence: anEvidence({
        ...active,
        look: { kind: 'unread', code: 'dcs-unreachable', message: '', next: null },
      }),
      found: ['error pg2'],
    },
  ]);

  it('names the list', () => {
    expect(messagesOf(failsafeActive, anEvidence(active))[0]).toContain(
      'if any of pg1, pg2 and pg3 stops answering',
    );
  });
});

describe('standby-role-half-done', () => {
  const followsRemote = { ...RECOVERY, role: 'standby_leader', replicationState: 'streaming' };
  const standby: EvidenceRecipe = { config: STANDBY_CLUSTER, members: { pg2: { agent: followsRemote } } };
  findsIn(standbyRoleHalfDone, [
    { name: 'an ordinary cluster', evidence: anEvidence(), found: [] },
    { name: 'a standby cluster', evidence: anEvidence(standby), found: [] },
    {
      name: 'a primary leads a standby cluster',
      evidence: anEvidence({ config: STANDBY_CLUSTER }),
      found: ['error pg2'],
    },
    {
      name: 'a standby leader in an ordinary one',
      evidence: anEvidence({ members: standby.members ?? {} }),
      found: ['error pg2'],
    },
    { name: 'only in the first look', evidence: seenTwice(standby, { members: { pg2: {} } }), found: [] },
  ]);

  it('tells which side is writable', () => {
    expect(messagesOf(standbyRoleHalfDone, seenTwice({ config: STANDBY_CLUSTER }))[0]).toContain(
      'this side is writable',
    );
  });
});
