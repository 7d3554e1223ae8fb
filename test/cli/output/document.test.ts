import { describe, expect, it } from 'vitest';
import { failureDocument, reportDocument } from '../../../src/cli/output/document.js';
import { Failure, type Problem } from '../../../src/errors.js';
import { hint } from '../../../src/formats/hint.js';
import { done } from '../../../src/operations/report.js';

const SHAPE = { name: 'list', keys: ['at', 'clusters'] };
const WARNING: Problem = {
  code: 'broken-key',
  message: 'garbage',
  subject: '/service/demo/config',
  next: null,
};

describe('reportDocument', () => {
  it('puts the envelope before the data', () => {
    const report = { ...done([WARNING]), at: 'now', clusters: [] };
    const document = reportDocument(SHAPE, report);
    expect(Object.entries(document)).toEqual([
      ['schema', 'ctl.list/1'],
      ['outcome', 'done'],
      ['exit', 0],
      ['code', null],
      ['warnings', [WARNING]],
      ['errors', []],
      ['at', 'now'],
      ['clusters', []],
    ]);
  });
});

describe('failureDocument', () => {
  it('has all keys of the command, as null, and a problem for each part that failed', () => {
    const part: Problem = { code: 'dcs-unreachable', message: 'refused', subject: 'h1:2379', next: null };
    const failure = new Failure('unreachable', 'dcs-unreachable', 'no answer', {
      parts: [part],
      next: hint`look`,
    });
    expect(failureDocument(SHAPE, failure, [WARNING])).toEqual({
      schema: 'ctl.list/1',
      outcome: 'unreachable',
      exit: 4,
      code: 'dcs-unreachable',
      warnings: [WARNING],
      errors: [{ code: 'dcs-unreachable', message: 'no answer', subject: null, next: 'look' }, part],
      at: null,
      clusters: null,
    });
  });
});
