import { describe, expect, it } from 'vitest';
import type { ExplainReport } from '../../../src/operations/config/explain-setting.js';
import type { ExplainedMember } from '../../../src/operations/config/explained-member.js';
import { configExplainView } from '../../../src/views/config/explain.js';
import { A_PIPE } from '../../support/screens.js';

function aMember(member: string, changes: Partial<ExplainedMember> = {}): ExplainedMember {
  return {
    member,
    isLeader: false,
    running: '8MB',
    pending: null,
    source: 'dcs',
    file: '/data/postgresql.conf',
    overruled: [],
    notAsked: null,
    ...changes,
  };
}

function explained(changes: Partial<ExplainReport> = {}): ExplainReport {
  return {
    ...{ outcome: 'done', code: null, warnings: [], errors: [], scope: 'demo', group: null },
    key: 'postgresql.parameters.work_mem',
    kind: 'parameter',
    stored: '8MB',
    effective: null,
    defaultValue: '4MB',
    range: '64kB to 2147483647kB',
    meaning: 'Sets the maximum memory to be used for query workspaces.',
    takesEffect: 'reload',
    rule: "ALTER SYSTEM wins, then postgresql.parameters in a member's own file, then the dynamic configuration.",
    origins: ['alter-system', 'local', 'dcs', 'default'],
    members: [],
    ...changes,
  };
}

const file = '/data/postgresql.conf';

describe('configExplainView', () => {
  it('shows a parameter on each member', () => {
    const report = explained({
      members: [
        aMember('pg1', {
          isLeader: true,
          running: '16MB',
          source: 'alter-system',
          file: '/data/postgresql.auto.conf',
          overruled: [
            { source: 'dcs', value: '8MB', file, line: 12 },
            { source: 'file', value: '4MB', file: '/data/postgresql.base.conf', line: 131 },
          ],
        }),
        aMember('pg2', { pending: '12MB' }),
        aMember('pg3', {
          running: null,
          source: null,
          file: null,
          notAsked: { code: 'sql-auth', message: 'password authentication failed' },
        }),
      ],
    });
    expect(configExplainView(report, { ...A_PIPE, columns: 80 })).toMatchInlineSnapshot(`
      "postgresql.parameters.work_mem
        meaning   Sets the maximum memory to be used for query workspaces.
        stored    8MB
        accepts   64kB to 2147483647kB
        default   4MB
        effect    after a reload, which the agents do themselves
        rule      ALTER SYSTEM wins, then postgresql.parameters in a member's own
                  file, then the dynamic configuration.

      MEMBER  RUNNING    AFTER RESTART  COMES FROM
      pg1     16MB                      ALTER SYSTEM
      pg2     8MB        12MB           the dynamic configuration
      pg3     not known
        too narrow for file (--json has everything)
        without effect on pg1: 8MB from the dynamic configuration
      "
    `);
  });

  it('shows a key that the agents correct', () => {
    const report = explained({
      ...{
        key: 'loop_wait',
        kind: 'patroni',
        stored: 10,
        effective: 4,
        defaultValue: '10',
        range: '1 or more',
      },
      ...{
        meaning: 'seconds between two cycles of an agent',
        takesEffect: 'agents',
        rule: 'It is not kept.',
      },
    });
    expect(configExplainView(report, A_PIPE)).toMatchInlineSnapshot(`
      "loop_wait
        meaning   seconds between two cycles of an agent
        stored    10
        works as  4, corrected by the agents
        accepts   1 or more
        default   10
        effect    at the next cycle of the agents
        rule      It is not kept.
      "
    `);
  });

  it('leaves out what it does not know', () => {
    const nothing = {
      stored: null,
      defaultValue: null,
      range: null,
      meaning: null,
      takesEffect: null,
      rule: '',
    };
    expect(configExplainView(explained(nothing), A_PIPE)).toBe(
      'postgresql.parameters.work_mem\n  stored    not set\n',
    );
  });
});
