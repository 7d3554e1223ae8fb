import type { MemberStatus } from '../../src/cluster/model/member-status.js';

/** What the agent of a streaming replica of 4.1 says; whatever matters to a test is said in it. */
export function aStatus(name: string, changes: Partial<MemberStatus> = {}): MemberStatus {
  return {
    scope: 'demo',
    name,
    patroniVersion: '4.1.5',
    state: 'running',
    role: 'replica',
    serverVersion: 150020,
    startedAt: '2026-11-22 10:00:00.000000+00:00',
    timeline: 4,
    position: null,
    receivePosition: 0x5a3c1f8,
    replayPosition: 0x5a3c1f8,
    replayPaused: false,
    replicationState: 'streaming',
    replication: [],
    isSyncStandby: false,
    isQuorumStandby: false,
    paused: false,
    clusterUnlocked: false,
    failsafeActive: false,
    dcsLastSeen: 1_795_367_054,
    systemIdentifier: '7711056618934199894',
    tags: {},
    pendingRestart: false,
    scheduledRestartAt: null,
    watchdogFailed: false,
    ...changes,
  };
}
