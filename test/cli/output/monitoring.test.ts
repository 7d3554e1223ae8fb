import { describe, expect, it } from 'vitest';
import { exitOf, failureDocument } from '../../../src/cli/output/document.js';
import { MONITORING } from '../../../src/cli/output/monitoring.js';
import { Failure, OUTCOMES } from '../../../src/errors.js';
import { hint } from '../../../src/formats/hint.js';

describe('the convention of the monitoring plugins', () => {
  it.each([
    ['done', null, 0],
    ['unhealthy', 'warning', 1],
    ['unhealthy', 'critical', 2],
    ['unknown', 'unknown', 3],
  ] as const)('%s with the code %s exits %i', (outcome, code, exit) => {
    expect(MONITORING.exitOf(outcome, code)).toBe(exit);
  });

  it('has no other exit code than 3 for whatever keeps a check from running', () => {
    const others = OUTCOMES.map(({ outcome }) => outcome).filter(
      (each) => !['done', 'unhealthy'].includes(each),
    );
    for (const outcome of others) expect(MONITORING.exitOf(outcome, 'usage')).toBe(3);
  });

  it('is in the document as well', () => {
    const shape = { name: 'check', keys: ['state'], convention: MONITORING };
    const failure = new Failure('usage', 'bad-range', 'no range');
    expect(failureDocument(shape, failure, [])).toMatchObject({ outcome: 'usage', exit: 3, state: null });
    expect(exitOf({ name: 'list', keys: [] }, 'usage', 'bad-range')).toBe(2);
  });

  it('says UNKNOWN in one line that no figures follow', () => {
    const failure = new Failure('unreachable', 'dcs-unreachable', 'no etcd | endpoint\nanswered.', {
      parts: [{ code: 'dcs-unreachable', message: 'refused\x1b', subject: 'h1:2379', next: null }],
      next: hint`look at h1`,
    });
    expect(MONITORING.failureView(failure)).toBe(
      'UNKNOWN - no etcd / endpoint answered.\nh1:2379: refused\\x1b\nnext: look at h1\n',
    );
  });
});
