import { describe, expect, it } from 'vitest';
import { CHECKS } from '../../../src/cluster/findings/index.js';
import {
  anEvidence,
  type EvidenceRecipe,
  LEADER_POSITION,
  type ObservedRecipe,
} from '../../support/evidence.js';

const MB = 1024 ** 2;
const BEHIND = LEADER_POSITION - 40 * MB;
const STANDBY = { role: 'replica', position: null, receivePosition: 1, replayPosition: 1 };
const SYNC = { synchronous_mode: true };

function pg2(recipe: ObservedRecipe): EvidenceRecipe {
  return { members: { pg2: recipe } };
}

function pg3(recipe: ObservedRecipe): EvidenceRecipe {
  return { members: { pg3: recipe } };
}

/** What one look shows, and only a second one makes sure of. */
const ROWS: readonly (readonly [string, EvidenceRecipe])[] = [
  ['unmanaged-primary', pg3({ agent: { role: 'primary', position: LEADER_POSITION } })],
  ['leader-not-promoted', pg2({ agent: STANDBY })],
  ['leader-not-running', pg2({ key: { state: 'starting' }, agent: { state: 'starting' } })],
  ['leader-stuck-stopping', pg2({ key: { state: 'stopping' }, agent: { state: 'stopping' } })],
  ['standby-role-half-done', pg2({ agent: { ...STANDBY, role: 'standby_leader' } })],
  ['sync-strict-no-standby', { config: { ...SYNC, synchronous_mode_strict: true } }],
  ['sync-too-few', { config: SYNC }],
  ['sync-mismatch', { config: SYNC, changes: { sync: { leader: 'pg2', standbys: ['pg3'], quorum: 0 } } }],
  ['member-key-missing', pg3({ key: null })],
  ['timeline-behind', pg3({ agent: { timeline: 3 } })],
  ['not-running', pg3({ key: { state: 'crashed' }, agent: { state: 'crashed' } })],
  ['not-streaming', pg3({ agent: { replicationState: null } })],
  ['lagging', pg3({ agent: { receivePosition: BEHIND, replayPosition: BEHIND } })],
  ['replay-backlog', pg3({ agent: { replayPosition: BEHIND } })],
];

describe('what is seen for the first time in the second look', () => {
  it.each(ROWS)('%s waits for the next time', (code, recipe) => {
    const check = CHECKS.find((each) => each.code === code);
    const before = anEvidence();
    expect(check?.secondLook).toBe(true);
    expect(check?.find(anEvidence(recipe))).not.toEqual([]);
    expect(check?.find(anEvidence({ ...recipe, rest: { before } }))).toEqual([]);
    expect(check?.find(anEvidence({ ...recipe, rest: { before: anEvidence(recipe) } }))).not.toEqual([]);
  });
});
