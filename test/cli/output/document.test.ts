import { describe, expect, it } from 'vitest';
import { failureDocument, reportDocument, withBetterNames } from '../../../src/cli/output/document.js';
import { Failure, type Problem } from '../../../src/errors.js';
import { hint } from '../../../src/formats/hint.js';
import { done } from '../../../src/operations/report.js';
import { SCHEMAS } from '../../support/schemas.js';

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

describe('a key that another document has a better word for', () => {
  const shape = (name: string) => ({ name, keys: [] });

  it.each([
    [
      'list',
      {
        clusters: [
          { scope: 'demo', members: [{ name: 'pg1', tags: { name: 'x', members: [{ name: 'y' }] } }] },
        ],
      },
      {
        clusters: [
          {
            scope: 'demo',
            members: [{ member: 'pg1', name: 'pg1', tags: { name: 'x', members: [{ name: 'y' }] } }],
          },
        ],
      },
    ],
    [
      'version',
      { members: [{ name: 'pg1', reachable: false }] },
      { members: [{ member: 'pg1', name: 'pg1', answered: false, reachable: false }] },
    ],
    ['config-undo', { madeBy: { who: 'ann' } }, { madeBy: { by: 'ann', who: 'ann' } }],
    ['config-undo', { madeBy: null }, { madeBy: null }],
    ['status', { clusters: null }, { clusters: null }],
    ['show-config', { value: { members: [{ name: 1 }] } }, { value: { members: [{ name: 1 }] } }],
    ['constructor', { members: [{ name: 1 }] }, { members: [{ name: 1 }] }],
  ])('%s: %j', (name, data, told) => {
    expect(withBetterNames(shape(name), data)).toEqual(told);
  });

  it('is called deprecated by its schema, and the better one stands beside it', () => {
    const deprecated = SCHEMAS.flatMap((schema) => deprecatedIn(schema));
    expect(deprecated.length).toBeGreaterThan(20);
    expect(deprecated.filter(({ isReplaced }) => !isReplaced)).toEqual([]);
  });
});

interface Deprecated {
  readonly key: string;
  readonly isReplaced: boolean;
}

function deprecatedIn(schema: unknown): Deprecated[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const fields: [string, unknown][] = Object.entries(schema);
  const own = fields.flatMap(([key, field]): Deprecated[] => {
    if (typeof field !== 'object' || field === null || !('deprecated' in field)) return [];
    const better = 'description' in field ? /the same as (\w+),/.exec(String(field.description))?.[1] : null;
    return [{ key, isReplaced: fields.some(([name]) => name === better) }];
  });
  return [...own, ...fields.flatMap(([, field]) => deprecatedIn(field))];
}
