import { describe, expect, it } from 'vitest';
import { checkResults } from '../../../src/cluster/doctor/check-results.js';
import type { Evidence } from '../../../src/cluster/evidence/evidence.js';
import { CHECKS, findAll } from '../../../src/cluster/findings/index.js';
import { SOURCES } from '../../../src/cluster/standing/unchecked-because.js';
import { anEvidence, someFacts, unanswered } from '../../support/evidence.js';

function states(evidence: Evidence): Record<string, string> {
  const results = checkResults(evidence, findAll(evidence));
  return Object.fromEntries(
    results.map(({ code, state, why }) => [code, why === null ? state : `${state}: ${why}`]),
  );
}

const ANSWERING = { each: { facts: someFacts() } };

describe('every check has a result', () => {
  it('in the order of the checks', () => {
    const evidence = anEvidence(ANSWERING);
    expect(checkResults(evidence, []).map(({ code }) => code)).toEqual(CHECKS.map(({ code }) => code));
  });

  it('says what each looks at by codes that there are', () => {
    const codes = CHECKS.map(({ code }) => code);
    expect(Object.keys(SOURCES).filter((code) => !codes.includes(code))).toEqual([]);
  });

  it('nothing found and everybody heard is ok', () => {
    expect(states(anEvidence(ANSWERING))).toMatchObject({ 'no-leader': 'ok', saturation: 'ok' });
  });

  it('what is found is found, whoever did not answer', () => {
    const evidence = anEvidence({ members: { pg3: { agent: null } } });
    expect(states(evidence)['member-silent']).toBe('found');
  });
});

describe('a check that cannot be made says why', () => {
  it.each<{ name: string; evidence: Evidence; code: string; state: string }>([
    {
      name: 'an agent that is silent',
      evidence: anEvidence({ members: { pg3: { agent: unanswered() } } }),
      code: 'clock-skew',
      state: 'unchecked: the agent of pg3 did not answer',
    },
    {
      name: 'no SQL',
      evidence: anEvidence(),
      code: 'saturation',
      state: 'unchecked: PostgreSQL of pg1, pg2, pg3 did not answer',
    },
    {
      name: 'no etcd',
      evidence: anEvidence({
        look: { kind: 'unread', code: 'dcs-unreachable', message: 'no answer', next: null },
      }),
      code: 'pending-restart',
      state: 'unchecked: etcd could not be read',
    },
    {
      name: 'no quorum',
      evidence: anEvidence({
        look: { kind: 'unread', code: 'dcs-no-quorum', message: 'no leader', next: null },
        etcd: { endpoints: [{ address: 'http://e1:2379', status: unanswered('dcs-unreachable') }] },
      }),
      code: 'dcs-tls',
      state: 'unchecked: no endpoint of etcd answered',
    },
    {
      name: 'no such cluster',
      evidence: anEvidence({ look: { kind: 'absent', revision: 3 }, names: [] }),
      code: 'clock-skew',
      state: 'unchecked: no member is known',
    },
    {
      name: 'no alarms told',
      evidence: anEvidence({ etcd: { alarms: null } }),
      code: 'dcs-alarm',
      state: 'unchecked: etcd did not report its alarms',
    },
  ])('$name', ({ evidence, code, state }) => {
    expect(states(evidence)[code]).toBe(state);
  });
});
