import { describe, expect, it } from 'vitest';
import { dumpPythonJson } from '../../src/formats/python-json.js';

/** The expected texts are what `json.dumps` of Python 3.11 writes. */
describe('dumpPythonJson', () => {
  it.each([
    { value: null, text: 'null' },
    { value: true, text: 'true' },
    { value: false, text: 'false' },
    { value: 0, text: '0' },
    { value: -3, text: '-3' },
    { value: 1.5, text: '1.5' },
    { value: 0.0001, text: '0.0001' },
    { value: 1e-5, text: '1e-05' },
    { value: 1e-7, text: '1e-07' },
    { value: 1.5e-300, text: '1.5e-300' },
    { value: 1e21, text: '1e+21' },
    { value: 100000000000000000000, text: '100000000000000000000' },
    { value: 9007199254740991, text: '9007199254740991' },
    { value: '', text: '""' },
    { value: 'a "b" \\ /', text: '"a \\"b\\" \\\\ /"' },
    { value: '\x08\x0c\n\x0d\t\x00\x1f\x7f', text: '"\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f"' },
    { value: 'é日本', text: '"\\u00e9\\u65e5\\u672c"' },
    { value: '😀\u2028', text: '"\\ud83d\\ude00\\u2028"' },
    { value: '<>&', text: '"<>&"' },
    { value: [], text: '[]' },
    { value: {}, text: '{}' },
    { value: [1, 'a', null, []], text: '[1, "a", null, []]' },
    { value: { b: 1, a: { c: [true] }, é: '' }, text: '{"b": 1, "a": {"c": [true]}, "\\u00e9": ""}' },
  ])('writes a value as json.dumps does: $value', ({ value, text }) => {
    expect(dumpPythonJson(value)).toBe(text);
  });
});
