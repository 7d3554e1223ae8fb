import { describe, expect, it } from 'vitest';
import type { Expectations } from '../../../src/cluster/check/expectations.js';
import { atLeast } from '../../../src/cluster/check/range.js';
import { checkCluster } from '../../../src/operations/check/check.js';
import { diagnosisOf } from '../../../src/operations/diagnose/diagnose.js';
import { anEvidence } from '../../support/evidence.js';

const NOTHING: Expectations = {
  thresholds: { replicas: null, members: null, sync: null, lag: null },
  timeline: null,
  patroniVersion: null,
  remembered: null,
};
const HEALTHY = diagnosisOf(anEvidence());
const LEADERLESS = diagnosisOf(anEvidence({ leader: null }));

describe('checkCluster', () => {
  it('is all that status finds, with the figures of the rest beside it', () => {
    const checked = checkCluster(HEALTHY, [], NOTHING);
    expect(checked).toMatchObject({ scope: 'demo', group: null, state: 'OK' });
    expect(checked.checks.map(({ name }) => name)).toEqual(['findings']);
    expect(checked.measures.map(({ label, warning }) => [label, warning])).toEqual([
      ['members', null],
      ['replicas', null],
      ['lag_pg1', null],
      ['lag_pg3', null],
      ['timeline', null],
      ['paused', null],
    ]);
    expect(checkCluster(LEADERLESS, [], NOTHING)).toMatchObject({
      state: 'CRITICAL',
      checks: [{ name: 'findings', state: 'CRITICAL', summary: expect.stringContaining('no-leader') }],
    });
  });

  it('is only what is named, in the order of the list, with its worst state', () => {
    const checked = checkCluster(LEADERLESS, ['maintenance', 'leader'], NOTHING);
    expect(checked.checks.map(({ name, state }) => [name, state])).toEqual([
      ['leader', 'CRITICAL'],
      ['maintenance', 'OK'],
    ]);
    expect(checked).toMatchObject({ state: 'CRITICAL', measures: [] });
  });

  it('checks whatever something is expected of as well', () => {
    const thresholds = { ...NOTHING.thresholds, replicas: { warning: atLeast(3), critical: null } };
    const names = (expected: Partial<Expectations>) =>
      checkCluster(HEALTHY, [], { ...NOTHING, ...expected }).checks.map(({ name }) => name);
    expect(names({ thresholds })).toEqual(['findings', 'replicas']);
    expect(names({ timeline: 4 })).toEqual(['findings', 'timeline']);
    expect(names({ patroniVersion: '4.1' })).toEqual(['findings', 'version']);
    const remembered = { timeline: 4, configRevision: 40 };
    expect(names({ remembered })).toEqual(['findings', 'timeline', 'config']);
    expect(checkCluster(HEALTHY, [], { ...NOTHING, thresholds })).toMatchObject({ state: 'WARNING' });
    expect(
      checkCluster(HEALTHY, ['timeline'], { ...NOTHING, remembered }).checks.map(({ name }) => name),
    ).toEqual(['timeline']);
  });
});
