import type { PauseState } from '../../src/cluster/pause/pause-state.js';
import type { ClusterReport, ListReport, MemberReport } from '../../src/operations/listing/list-members.js';
import { done } from '../../src/operations/report.js';
import type { Screen } from '../../src/views/parts/screen.js';

/** A streaming replica that is up to date. */
export function aMemberReport(name: string, changes: Partial<MemberReport> = {}): MemberReport {
  const number = Number(/\d+$/.exec(name)?.[0] ?? 0);
  return {
    name,
    host: '127.0.0.1',
    port: 15400 + number,
    apiUrl: `http://127.0.0.1:${18000 + number}/patroni`,
    role: 'replica',
    rawRole: 'replica',
    state: 'streaming',
    rawState: 'running',
    timeline: 4,
    receiveLsn: '0/5A3C1F8',
    receiveLag: 0,
    replayLsn: '0/5A3C1F8',
    replayLag: 0,
    lag: 0,
    lagging: false,
    replayBacklog: false,
    pendingRestart: false,
    pendingRestartReasons: [],
    scheduledRestart: null,
    tags: null,
    patroniVersion: '4.1.5',
    source: 'dcs',
    age: null,
    ...changes,
  };
}

export function aLeaderReport(name: string, changes: Partial<MemberReport> = {}): MemberReport {
  return aMemberReport(name, {
    role: 'leader',
    rawRole: 'primary',
    state: 'running',
    receiveLsn: null,
    receiveLag: null,
    replayLsn: null,
    replayLag: null,
    lag: null,
    ...changes,
  });
}

/** Three members, pg2 leads. */
export function aClusterReport(changes: Partial<ClusterReport> = {}): ClusterReport {
  return {
    scope: 'demo',
    namespace: '/service/',
    group: null,
    initialization: 'initialized',
    systemIdentifier: '7711056618934199894',
    leader: 'pg2',
    timeline: 4,
    leaderLsn: '0/5A3C1F8',
    paused: false,
    pause: null,
    scheduledSwitchover: null,
    leaderRace: null,
    lastKnownLeader: 'pg2',
    verdict: 'healthy',
    summary: '1 leader, 2 replicas streaming',
    revision: 48211,
    consistency: 'linearizable',
    members: [aMemberReport('pg1'), aLeaderReport('pg2'), aMemberReport('pg3')],
    ...changes,
  };
}

/** A maintenance mode that nobody has noted. */
export function somePause(changes: Partial<PauseState> = {}): PauseState {
  return {
    since: null,
    by: null,
    host: null,
    reason: null,
    until: null,
    overdue: false,
    known: 'not-noted',
    ...changes,
  };
}

export function aListReport(changes: Partial<ListReport> = {}): ListReport {
  return { ...done(), at: '2026-11-22T18:07:00.000Z', clusters: [aClusterReport()], ...changes };
}

/** A terminal that can do everything but colours. */
export function aScreen(columns: number, changes: Partial<Screen> = {}): Screen {
  return { isTerminal: true, columns, color: false, unicode: true, ...changes };
}
