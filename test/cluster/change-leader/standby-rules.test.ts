import { describe, expect, it } from 'vitest';
import { judgedMember } from '../../../src/cluster/change-leader/judged-member.js';
import { streams } from '../../../src/cluster/change-leader/standby-rules.js';
import type { ReplicationConnection } from '../../../src/cluster/model/member-status.js';
import { type EvidenceRecipe, someEvidence } from './some-evidence.js';

const SENDS_TO_PG1: ReplicationConnection = { name: 'pg1', state: 'streaming', syncState: 'async' };
const OLD = { replicationState: null, patroniVersion: '3.0.3' };

describe('streams', () => {
  it.each<{ name: string; recipe: EvidenceRecipe; expected: boolean | null }>([
    { name: 'one that says so', recipe: {}, expected: true },
    {
      name: 'one that says otherwise',
      recipe: { agents: { pg1: { replicationState: 'in archive recovery' } } },
      expected: false,
    },
    {
      name: 'one of 3.0.4 that says nothing',
      recipe: { agents: { pg1: { replicationState: null, patroniVersion: '3.0.4' } } },
      expected: false,
    },
    { name: 'one of 3.0.3, which cannot say it', recipe: { agents: { pg1: OLD } }, expected: null },
    {
      name: 'one of 3.0.3 to which the leader streams',
      recipe: { agents: { pg1: OLD, pg2: { replication: [SENDS_TO_PG1] } } },
      expected: true,
    },
    {
      name: 'one of 3.0.3 that catches up',
      recipe: { agents: { pg1: OLD, pg2: { replication: [{ ...SENDS_TO_PG1, state: 'catchup' }] } } },
      expected: null,
    },
    { name: 'a silent one', recipe: { agents: { pg1: null } }, expected: null },
  ])('is $expected for $name', ({ recipe, expected }) => {
    const evidence = someEvidence(recipe);
    const candidate = evidence.members.find(({ member }) => member.name === 'pg1');
    if (candidate === undefined) throw new Error('pg1 is missing');
    expect(streams(judgedMember('switchover', evidence, candidate))).toBe(expected);
  });
});
