import { describe, expect, it } from 'vitest';
import { pythonJson, pythonRepr, pythonStr } from '../../../src/views/patronictl/python-notation.js';
import { parseArray, parsePythonJson, pythonValue } from '../../../src/views/patronictl/python-types.js';
import { pythonFloat } from '../../../src/views/patronictl/python-values.js';

// Against psycopg2 itself: python-psycopg2.adapter.test.ts.

describe('the notation of Python', () => {
  it.each([
    [16, true, 'True', 'True', 'true'],
    [23, 5, '5', '5', '5'],
    [20, '9223372036854775807', '9223372036854775807', '9223372036854775807', '9223372036854775807'],
    [701, 1, '1.0', '1.0', '1.0'],
    [701, 'NaN', 'nan', 'nan', 'NaN'],
    [701, '-Infinity', '-inf', '-inf', '-Infinity'],
    [1700, '1.50', '1.50', "Decimal('1.50')", '"1.50"'],
    [1700, '0.0000000000', '0E-10', "Decimal('0E-10')", '"0E-10"'],
    [25, "it's", "it's", '"it\'s"', '"it\'s"'],
    [1082, '2026-11-22', '2026-11-22', 'datetime.date(2026, 11, 22)', '"2026-11-22"'],
    [1082, '0044-03-15 BC', '0044-03-15 BC', "'0044-03-15 BC'", '"0044-03-15 BC"'],
    [
      1114,
      '2026-11-22 17:04:00',
      '2026-11-22 17:04:00',
      'datetime.datetime(2026, 11, 22, 17, 4)',
      '"2026-11-22 17:04:00"',
    ],
    [
      1186,
      '-00:00:01',
      '-1 day, 23:59:59',
      'datetime.timedelta(days=-1, seconds=86399)',
      '"-1 day, 23:59:59"',
    ],
    [1186, 'P1D', 'P1D', "'P1D'", '"P1D"'],
    [17, '\\x00ff', '\\x00ff', "'\\\\x00ff'", '"\\\\x00ff"'],
    [1007, '{1,NULL}', '[1, None]', '[1, None]', '[1, null]'],
    [114, '{"a": [1.0, "x"]}', "{'a': [1.0, 'x']}", "{'a': [1.0, 'x']}", '{"a": [1.0, "x"]}'],
    [3904, '[1,10)', '[1, 10)', "NumericRange(1, 10, '[)')", '"[1, 10)"'],
    [999_999, '{x}', '{x}', "'{x}'", '"{x}"'],
  ])('of type %s %j is %s, %s, %s', (oid, value, str, repr, json) => {
    const python = pythonValue(value, oid);
    expect([pythonStr(python), pythonRepr(python), pythonJson(python)]).toEqual([str, repr, json]);
  });

  it.each([
    [1e15, '1000000000000000.0'],
    [1e16, '1e+16'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [-0, '-0.0'],
    [1.5e300, '1.5e+300'],
  ])('the float %d is %s', (value, text) => {
    expect(pythonFloat(value).str).toBe(text);
  });
});

describe('texts that are broken', () => {
  it.each(['', '{', '{"', 'x', '{1}}', '[1:2]={'])('no array: %j', (text) => {
    expect(() => parseArray(text, (element) => element)).not.toThrow();
  });

  it.each(['[', '{', '{"a"', '[1', ''])('JSON ends too early: %j', (text) => {
    expect(() => parsePythonJson(text || 'null')).not.toThrow();
  });
});
