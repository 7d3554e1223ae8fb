import { describe, expect, it } from 'vitest';
import { ExactNumber } from '../../src/formats/exact-number.js';
import { parseYaml } from '../../src/formats/yaml.js';

/** The expectations are what PyYAML's safe_load gives, with dates as `str` shows them. */
describe('parseYaml', () => {
  it.each([
    ['yes', true],
    ['Off', false],
    ['010', 8],
    ['0x1F', 31],
    ['1_000', 1000],
    ['12:30', 750],
    ['1.5e+3', new ExactNumber('1500.0')],
    ['9223372036854775807', new ExactNumber('9223372036854775807')],
    ['.inf', new ExactNumber('Infinity')],
    ['~', null],
    ['', null],
    ["'1'", '1'],
    ['0o14', '0o14'],
    ['y', 'y'],
    ['N', 'N'],
    ['12e5', '12e5'],
    ['1.5e3', '1.5e3'],
    ['1e+3', '1e+3'],
    ['08', '08'],
    ['-.5', '-.5'],
    ['2020-01-01', '2020-01-01'],
    ['2020-01-01T10:00:00Z', '2020-01-01 10:00:00+00:00'],
  ])('reads the scalar %s as %j', (text, value) => {
    expect(parseYaml(`key: ${text}`)).toEqual({ value: { key: value } });
  });

  it.each([
    { name: 'nothing', text: '# only a comment', value: null },
    { name: 'JSON', text: '{"a": [1, null]}', value: { a: [1, null] } },
    { name: 'keys that are no text', text: '1: a\ntrue: b', value: { 1: 'a', true: 'b' } },
    { name: 'a merge', text: 'a: &a {b: 1}\nc: {<<: *a, d: 2}', value: { a: { b: 1 }, c: { b: 1, d: 2 } } },
    { name: 'equal keys, the last of which counts', text: 'a: 1\na: 2', value: { a: 2 } },
  ])('reads $name', ({ text, value }) => {
    expect(parseYaml(text)).toEqual({ value });
  });

  it.each([
    { name: 'an open bracket', text: 'a: [1, 2\nb: 3', line: 2, column: 1 },
    { name: 'a second document', text: 'a: 1\n---\nb: 2', line: 2, column: 1 },
    { name: 'a tab as indentation', text: 'a:\n\tb: 1', line: 2, column: 1 },
  ])('says where $name is', ({ text, line, column }) => {
    expect(parseYaml(text)).toEqual({ error: expect.any(String), line, column });
  });

  it.each([
    { name: 'an alias without its anchor', text: 'a: 1\nb: *mellon', line: 2, column: 4 },
    { name: 'a quote without its end', text: 'a: "mellon', line: 1, column: 11 },
    { name: 'a reserved character', text: 'a: @mellon', line: 1, column: 4 },
    { name: 'a directive', text: '%mellon\n---\na: *mellon', line: 3, column: 4 },
    { name: 'two values', text: 'a: "x" mellon', line: 1, column: 8 },
  ])('does not repeat what may be a password: $name', ({ text, line, column }) => {
    const parsed = parseYaml(text);
    expect(parsed).toEqual({ error: expect.not.stringContaining('mellon'), line, column });
  });

  it('refuses a document that explodes', () => {
    const levels = Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`);
    expect(parseYaml(['a0: &a0 x', ...levels].join('\n'))).toEqual({
      error: expect.stringContaining('alias'),
      line: 7,
      column: 14,
    });
  });
});
