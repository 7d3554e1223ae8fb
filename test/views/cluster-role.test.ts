import { describe, expect, it } from 'vitest';
import { standbySource } from '../../src/cluster/cluster-role/standby-section.js';
import { hint } from '../../src/formats/hint.js';
import { formatLocalTime } from '../../src/formats/instants.js';
import type {
  ClusterRoleEvent,
  ClusterRoleReport,
} from '../../src/operations/cluster-role/cluster-role-report.js';
import { clusterRoleEventView } from '../../src/views/cluster-role/event.js';
import { clusterRoleErrorsView, clusterRoleReportView } from '../../src/views/cluster-role/report.js';
import { aClusterReport } from '../support/reports.js';
import { A_PIPE } from '../support/screens.js';

const AT = '2026-11-22T17:13:24.500Z';
const STAMP = formatLocalTime(new Date(AT));

type Event<K extends ClusterRoleEvent['kind']> = Extract<ClusterRoleEvent, { readonly kind: K }>;

describe('on the way', () => {
  const standing: Event<'standing'> = {
    kind: 'standing',
    at: AT,
    isUnlocked: false,
    leaderRole: 'standby_leader',
    leaderState: 'running',
    formerLeaderState: null,
    isNew: true,
    sentence: 'pg1 is standby leader and does not follow yet',
    elapsedMs: 4000,
    limitMs: 80_000,
  };

  it.each<[Partial<Event<'standing'>>, string]>([
    [{}, 'cluster is unlocked: False, leader role: standby_leader, leader state: running'],
    [
      { formerLeaderState: 'stopped' },
      "cluster is unlocked: False, leader role: standby_leader, leader state: running, previous leader state: 'stopped'",
    ],
    [
      { isUnlocked: true, leaderRole: null, leaderState: null },
      'cluster is unlocked: True, leader role: None, leader state: None',
    ],
  ])("%j is patronictl's line, as a remark", (changes, text) => {
    expect(clusterRoleEventView({ ...standing, ...changes }, A_PIPE)).toEqual({
      remark: `${STAMP} ${text}\n`,
    });
  });

  it('what has been told gives way to what is waited for', () => {
    expect(clusterRoleEventView({ ...standing, isNew: false }, A_PIPE)).toEqual({
      passing: '  pg1 is standby leader and does not follow yet (4.0 s of at most 80 s)',
    });
  });

  const plan: Event<'plan'> = {
    kind: 'plan',
    verb: 'demote-cluster',
    scope: 'demo',
    source: standbySource({ host: 'a,b', primary_slot_name: 'demo', restore_command: 'cp' }),
    remotes: [
      { host: 'a', port: 5432, state: 'standby', reason: null },
      { host: 'b', port: 5432, state: 'unreachable', reason: 'Connection refused' },
    ],
    warnings: [],
  };

  it.each<[Partial<Event<'plan'>>, string]>([
    [
      {},
      'Demotion: nobody writes to demo any more; it follows a:5432, b:5432 (slot demo) and an archive (restore_command)\n' +
        '  a:5432: a standby\n' +
        '  b:5432: does not answer\n',
    ],
    [
      { source: standbySource({ port: 5433 }), remotes: [] },
      "Demotion: nobody writes to demo any more; it follows port 5433 of each member's own machine\n",
    ],
    [
      { verb: 'promote-cluster', source: standbySource({ restore_command: 'cp' }), remotes: [] },
      'Promotion: demo takes writes, and no longer follows an archive (restore_command)\n',
    ],
    [{ verb: 'promote-cluster', source: standbySource({}), remotes: [] }, 'Promotion: demo takes writes\n'],
  ])('the plan: %j', (changes, remark) => {
    expect(clusterRoleEventView({ ...plan, ...changes }, A_PIPE)).toEqual({ remark, warnings: [] });
  });

  it('begins and ends with the table', () => {
    const clusters = [aClusterReport()];
    const { result: first } = clusterRoleEventView({ kind: 'topology', at: AT, clusters }, A_PIPE);
    expect(first?.split('\n').slice(0, 2)).toEqual([
      'Current cluster topology',
      expect.stringMatching(/^\+ Cluster: demo/),
    ]);
    const changed = { kind: 'changed', verb: 'demote-cluster', at: AT, clusters } as const;
    const { result: last } = clusterRoleEventView(changed, A_PIPE);
    expect(last?.split('\n').slice(0, 2)).toEqual([
      `${STAMP} cluster is successfully demoted`,
      expect.stringMatching(/^\+ Cluster: demo/),
    ]);
    expect(clusterRoleEventView({ ...changed, verb: 'promote-cluster', clusters: [] }, A_PIPE)).toEqual({
      result: `${STAMP} cluster is successfully promoted\n`,
    });
  });
});

describe('how it ended', () => {
  const report = (changes: Partial<ClusterRoleReport> = {}): ClusterRoleReport => ({
    outcome: 'done',
    code: null,
    warnings: [],
    errors: [],
    scope: 'demo',
    group: null,
    verb: 'demote-cluster',
    dryRun: false,
    at: AT,
    remotes: [],
    followsArchive: true,
    request: { member: 'pg1', status: 200, text: null },
    formerLeader: 'pg1',
    leader: 'pg2',
    role: 'standby_leader',
    timeline: 3,
    formerLeaderBack: true,
    elapsedMs: 4200,
    ...changes,
  });

  it.each<[Partial<ClusterRoleReport>, string]>([
    [{}, 'done in 4.2 s. pg2 is standby leader on timeline 3.\n'],
    [{ timeline: null }, 'done in 4.2 s. pg2 is standby leader.\n'],
    [{ verb: 'promote-cluster', role: 'primary' }, 'done in 4.2 s. pg2 is primary on timeline 3.\n'],
    [{ code: 'already-so', request: null }, 'Cluster is already in the required state\n'],
    [
      { code: 'already-so', request: null, dryRun: true },
      'Cluster is already in the required state; dry run: nothing was sent\n',
    ],
    [{ dryRun: true, request: null }, 'Dry run: nothing was sent. demo would be demoted.\n'],
    [
      { dryRun: true, request: null, code: 'under-way' },
      'Dry run: nothing was sent. The demotion of demo is under way.\n',
    ],
    [{ outcome: 'unknown', code: 'deadline' }, ''],
    [{ outcome: 'refused', code: 'paused', dryRun: true }, ''],
  ])('%j', (changes, text) => {
    expect(clusterRoleReportView(report(changes))).toBe(text);
  });

  it('tells what went wrong beside the result', () => {
    const message = 'Failed to demote demo cluster: /config PATCH status code=503, (no)';
    const problem = { code: 'agent-refused', message, subject: 'pg1', next: hint`ctl show-config demo` };
    expect(clusterRoleErrorsView(report({ outcome: 'refused', errors: [problem] }))).toBe(
      `Error: ${message}\nnext: ctl show-config demo\n`,
    );
  });
});
