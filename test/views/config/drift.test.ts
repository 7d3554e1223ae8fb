import { describe, expect, it } from 'vitest';
import type { ClustersDiffReport } from '../../../src/operations/config/compare-clusters.js';
import type { MembersDiffReport } from '../../../src/operations/config/compare-members.js';
import type { ExplainedMember } from '../../../src/operations/config/explained-member.js';
import { configDriftView } from '../../../src/views/config/drift.js';
import { A_PIPE } from '../../support/screens.js';

const ENVELOPE = { outcome: 'done', code: null, warnings: [], errors: [] } as const;

function aMember(member: string, changes: Partial<ExplainedMember> = {}): ExplainedMember {
  return {
    member,
    isLeader: false,
    running: '8MB',
    pending: null,
    source: 'dcs',
    file: null,
    overruled: [],
    notAsked: null,
    ...changes,
  };
}

function ofMembers(changes: Partial<MembersDiffReport> = {}): MembersDiffReport {
  return {
    ...ENVELOPE,
    compared: 'members',
    scope: 'demo',
    group: null,
    asked: ['pg1', 'pg2'],
    notAsked: [],
    parameters: [],
    left: null,
    right: null,
    keys: null,
    diff: null,
    ...changes,
  };
}

const PARAMETERS: MembersDiffReport['parameters'] = [
  {
    parameter: 'work_mem',
    kinds: ['differs-from-dcs', 'differs-between-members', 'overrides-dcs'],
    stored: '8MB',
    members: [aMember('pg1'), aMember('pg2', { running: '16MB', source: 'alter-system' })],
  },
  {
    parameter: 'max_connections',
    kinds: ['differs-from-dcs'],
    stored: 60,
    members: [
      aMember('pg1', { running: '50', pending: '60' }),
      aMember('pg2', { running: null, source: null }),
    ],
  },
];
const SILENT = {
  notAsked: ['pg3'],
  errors: [
    { code: 'sql-unreachable', message: 'pg3 could not be asked: no answer', subject: 'pg3', next: null },
  ],
};

describe('differences between members', () => {
  const report = ofMembers({ outcome: 'unhealthy', parameters: PARAMETERS, ...SILENT });

  it('on a screen', () => {
    expect(configDriftView(report, { ...A_PIPE, columns: 80 })).toMatchInlineSnapshot(`
      "work_mem  not the stored value; not the same on all members; the stored value
        is not in force everywhere
        stored  8MB
        pg1     8MB    from the dynamic configuration
        pg2     16MB   from ALTER SYSTEM

      max_connections  not the stored value
        stored  60
        pg1     50                from the dynamic configuration  60 after a restart
        pg2     does not know it
      pg3 could not be asked: no answer
      "
    `);
  });

  it('on a narrow one', () => {
    expect(configDriftView(report, { ...A_PIPE, columns: 50 })).toMatchInlineSnapshot(`
      "work_mem  not the stored value; not the same on
        all members; the stored value is not in force
        everywhere
        stored  8MB
        pg1     8MB
        pg2     16MB
        too narrow for from (--json has everything)

      max_connections  not the stored value
        stored  60
        pg1     50                60 after a restart
        pg2     does not know it
        too narrow for from (--json has everything)
      pg3 could not be asked: no answer
      "
    `);
  });

  it('none', () => {
    expect(configDriftView(ofMembers(), A_PIPE)).toBe('No difference: pg1, pg2 run with what is stored\n');
    expect(configDriftView(ofMembers({ outcome: 'unreachable', ...SILENT }), A_PIPE)).toBe(
      'No difference: pg1, pg2 run with what is stored (others could not be asked)\npg3 could not be asked: no answer\n',
    );
  });
});

function ofClusters(changes: Partial<ClustersDiffReport> = {}): ClustersDiffReport {
  return {
    ...ENVELOPE,
    compared: 'clusters',
    scope: null,
    group: null,
    asked: null,
    notAsked: null,
    parameters: null,
    left: { scope: 'demo', group: null, revision: 10 },
    right: { scope: 'staging', group: 2, revision: 20 },
    keys: [],
    diff: [],
    ...changes,
  };
}

describe('differences between clusters', () => {
  it('as a unified difference', () => {
    const lines = [
      { kind: 'same', text: 'loop_wait: 10' },
      { kind: 'removed', text: 'ttl: 30' },
      { kind: 'added', text: 'ttl: \u001b[2J' },
    ] as const;
    const report = ofClusters({ diff: [{ title: '@@ -1,2 +1,2 @@', lines }] });
    expect(configDriftView(report, A_PIPE)).toBe(
      '--- demo\n+++ staging/2\n@@ -1,2 +1,2 @@\n loop_wait: 10\n-ttl: 30\n+ttl: \\x1b[2J\n',
    );
  });

  it('none', () => {
    expect(configDriftView(ofClusters(), A_PIPE)).toBe(
      'No difference: demo and staging/2 have the same dynamic configuration\n',
    );
  });
});
