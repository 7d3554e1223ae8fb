import { describe, expect, it } from 'vitest';
import { dumpPyYaml } from '../../src/formats/pyyaml-dump.js';

/** The expected texts are what PyYAML 6.0 writes with the arguments of patronictl's `format_config_for_editing`. */
describe('dumpPyYaml', () => {
  it.each([
    { value: 'text', text: 'text\n...\n' },
    { value: '', text: "''\n" },
    { value: 'a b: c', text: "'a b: c'\n" },
    { value: null, text: 'null\n...\n' },
    { value: true, text: 'true\n...\n' },
    { value: false, text: 'false\n...\n' },
    { value: 0, text: '0\n...\n' },
    { value: -7, text: '-7\n...\n' },
    { value: 1.5, text: '1.5\n...\n' },
    { value: 1e-7, text: '1.0e-07\n...\n' },
    { value: 0.0001, text: '0.0001\n...\n' },
    { value: -2.5e-10, text: '-2.5e-10\n...\n' },
    { value: 1e21, text: '1.0e+21\n...\n' },
    { value: 1.5e300, text: '1.5e+300\n...\n' },
    { value: 100000000000000000000, text: '100000000000000000000\n...\n' },
  ])('writes a scalar at the top: $value', ({ value, text }) => {
    expect(dumpPyYaml(value)).toBe(text);
  });

  it.each([
    { value: ['plain text'], text: '- plain text\n' },
    { value: ["it's"], text: "- it's\n" },
    { value: ['say "hi"'], text: '- say "hi"\n' },
    { value: ['C:\\dir'], text: '- C:\\dir\n' },
    { value: ['a#b'], text: '- a#b\n' },
    { value: ['a #b'], text: "- 'a #b'\n" },
    { value: ['#a'], text: "- '#a'\n" },
    { value: ['a:b'], text: '- a:b\n' },
    { value: ['a: b'], text: "- 'a: b'\n" },
    { value: ['a:'], text: "- 'a:'\n" },
    { value: [':a'], text: '- :a\n' },
    { value: ['- a'], text: "- '- a'\n" },
    { value: ['-a'], text: '- -a\n' },
    { value: ['-'], text: "- '-'\n" },
    { value: ['---'], text: "- '---'\n" },
    { value: ['--- a'], text: "- '--- a'\n" },
    { value: ['...'], text: "- '...'\n" },
    { value: ['? a'], text: "- '? a'\n" },
    { value: ['?a'], text: '- ?a\n' },
    { value: ['&a'], text: "- '&a'\n" },
    { value: ['*a'], text: "- '*a'\n" },
    { value: ['!a'], text: "- '!a'\n" },
    { value: ['%p'], text: "- '%p'\n" },
    { value: ['@a'], text: "- '@a'\n" },
    { value: ['`a'], text: "- '`a'\n" },
    { value: ['|'], text: "- '|'\n" },
    { value: ['>'], text: "- '>'\n" },
    { value: ['[a'], text: "- '[a'\n" },
    { value: ['{a'], text: "- '{a'\n" },
    { value: [',a'], text: "- ',a'\n" },
    { value: ['a, b'], text: '- a, b\n' },
    { value: [' a'], text: "- ' a'\n" },
    { value: ['a '], text: "- 'a '\n" },
    { value: ['a  b'], text: '- a  b\n' },
    { value: ['~'], text: "- '~'\n" },
    { value: ['null'], text: "- 'null'\n" },
    { value: ['='], text: "- '='\n" },
    { value: ['<<'], text: "- '<<'\n" },
    { value: ['yes'], text: "- 'yes'\n" },
    { value: ['No'], text: "- 'No'\n" },
    { value: ['ON'], text: "- 'ON'\n" },
    { value: ['off'], text: "- 'off'\n" },
    { value: ['y'], text: '- y\n' },
    { value: ['True'], text: "- 'True'\n" },
    { value: ['tRUE'], text: '- tRUE\n' },
    { value: ['12'], text: "- '12'\n" },
    { value: ['-0'], text: "- '-0'\n" },
    { value: ['+1'], text: "- '+1'\n" },
    { value: ['1_000'], text: "- '1_000'\n" },
    { value: ['007'], text: "- '007'\n" },
    { value: ['08'], text: '- 08\n' },
    { value: ['0x1F'], text: "- '0x1F'\n" },
    { value: ['0b10'], text: "- '0b10'\n" },
    { value: ['0o7'], text: '- 0o7\n' },
    { value: ['1:30'], text: "- '1:30'\n" },
    { value: ['1:60'], text: '- 1:60\n' },
    { value: ['-190:20:30'], text: "- '-190:20:30'\n" },
    { value: ['1.5'], text: "- '1.5'\n" },
    { value: ['1.'], text: "- '1.'\n" },
    { value: ['.5'], text: "- '.5'\n" },
    { value: ['-.5'], text: '- -.5\n' },
    { value: ['1e3'], text: '- 1e3\n' },
    { value: ['1.0e+3'], text: "- '1.0e+3'\n" },
    { value: ['190:20:30.15'], text: "- '190:20:30.15'\n" },
    { value: ['.inf'], text: "- '.inf'\n" },
    { value: ['-.INF'], text: "- '-.INF'\n" },
    { value: ['.nan'], text: "- '.nan'\n" },
    { value: ['-.nan'], text: '- -.nan\n' },
    { value: ['2024-01-01'], text: "- '2024-01-01'\n" },
    { value: ['2024-1-1'], text: '- 2024-1-1\n' },
    { value: ['2024-01-01T10:00:00Z'], text: "- '2024-01-01T10:00:00Z'\n" },
    { value: ['2024-1-1 1:02:03.5 +01:00'], text: "- '2024-1-1 1:02:03.5 +01:00'\n" },
    { value: ['10.0.0.1:5432'], text: '- 10.0.0.1:5432\n' },
    { value: ['cp %p /a/%f'], text: '- cp %p /a/%f\n' },
  ])('quotes a string that would be read as something else: $value', ({ value, text }) => {
    expect(dumpPyYaml(value)).toBe(text);
  });

  it.each([
    { value: ['a\nb'], text: "- 'a\n\n  b'\n" },
    { value: ['\na'], text: "- '\n\n  a'\n" },
    { value: ['a\n'], text: "- 'a\n\n  '\n" },
    { value: ['a\n\n\nb'], text: "- 'a\n\n\n\n  b'\n" },
    { value: ['a \nb'], text: '- "a \\nb"\n' },
    { value: ['a\n b'], text: '- "a\\n b"\n' },
    { value: ["it's\nit's"], text: "- 'it''s\n\n  it''s'\n" },
    { value: ['a\u2028b'], text: "- 'a\u2028  b'\n" },
    { value: ['a\x85b'], text: "- 'a\x85  b'\n" },
    { value: ['a\tb'], text: '- "a\\tb"\n' },
    { value: ['\t'], text: '- "\\t"\n' },
    { value: ['\x0d\n'], text: '- "\\r\\n"\n' },
    { value: ['\x00\x07\x08\x0b\x0c\x1b'], text: '- "\\0\\a\\b\\v\\f\\e"\n' },
    { value: ['\x7f'], text: '- "\\x7F"\n' },
    { value: ['\xa0'], text: '- \xa0\n' },
    { value: ['é ü'], text: '- é ü\n' },
    { value: ['日本語'], text: '- 日本語\n' },
    { value: ['日本: 語'], text: "- '日本: 語'\n" },
    { value: ['a😀'], text: '- a😀\n' },
    { value: ['😀: b'], text: "- '😀: b'\n" },
    { value: ['e\u0301'], text: '- e\u0301\n' },
    { value: ['\ufeff'], text: '- "\\uFEFF"\n' },
    { value: ['\ufffe'], text: '- "\\uFFFE"\n' },
    { value: ['\u{10ffff}'], text: '- "\\U0010FFFF"\n' },
    { value: ['"\\\n\x01'], text: '- "\\"\\\\\\n\\x01"\n' },
  ])('writes line breaks, escapes and other scripts: $value', ({ value, text }) => {
    expect(dumpPyYaml(value)).toBe(text);
  });

  it.each([
    { value: [], text: '[]\n' },
    { value: {}, text: '{}\n' },
    { value: [[]], text: '- []\n' },
    { value: [{}], text: '- {}\n' },
    { value: { a: {}, b: [] }, text: 'a: {}\nb: []\n' },
    { value: { a: null, b: [1, 2], c: { d: [true] } }, text: 'a: null\nb:\n- 1\n- 2\nc:\n  d:\n  - true\n' },
    { value: [[1, [2]], { a: 1, b: 2 }], text: '- - 1\n  - - 2\n- a: 1\n  b: 2\n' },
    { value: { a: [{ b: 1, c: [1] }, []] }, text: 'a:\n- b: 1\n  c:\n  - 1\n- []\n' },
    { value: [[{ a: 1 }]], text: '- - a: 1\n' },
    {
      value: {
        ttl: 30,
        postgresql: {
          parameters: { wal_level: 'replica', shared_buffers: '128MB' },
          pg_hba: ['host all all 0.0.0.0/0 md5'],
        },
        loop_wait: 10,
      },
      text: 'loop_wait: 10\npostgresql:\n  parameters:\n    shared_buffers: 128MB\n    wal_level: replica\n  pg_hba:\n  - host all all 0.0.0.0/0 md5\nttl: 30\n',
    },
  ])('writes collections in block style: $value', ({ value, text }) => {
    expect(dumpPyYaml(value)).toBe(text);
  });

  it.each([
    {
      value: { b: 1, a: 2, B: 3, '10': 4, '9': 5, true: 6, '': 7 },
      text: "? ''\n: 7\n'10': 4\n'9': 5\nB: 3\na: 2\nb: 1\n'true': 6\n",
    },
    { value: { '￮': 1, '😀': 2, z: 3 }, text: 'z: 3\n￮: 1\n😀: 2\n' },
    {
      value: { 'a\nb': 1, 'c: d': [1, [2]], 'e\tf': { g: 1 } },
      text: "? 'a\n\n  b'\n: 1\n'c: d':\n- 1\n- - 2\n\"e\\tf\":\n  g: 1\n",
    },
    { value: { '': [1] }, text: "? ''\n: - 1\n" },
  ])('sorts keys by code point and quotes them: $value', ({ value, text }) => {
    expect(dumpPyYaml(value)).toBe(text);
  });

  it.each([
    { value: [], text: '[]\n' },
    { value: {}, text: '{}\n' },
    { value: 'a, b', text: 'a, b\n...\n' },
    {
      value: { a: [1, 'b, c', {}], b: null, c: { d: 'x:y' } },
      text: "{a: [1, 'b, c', {}], b: null, c: {d: 'x:y'}}\n",
    },
    { value: ['a?b', 'a[0]', 'a,b', '::', ''], text: "['a?b', 'a[0]', 'a,b', '::', '']\n" },
    { value: { '': 1, 'a\nb': [2] }, text: "{? '' : 1, ? 'a\n\n    b' : [2]}\n" },
    { value: { clonefrom: true, nofailover: true }, text: '{clonefrom: true, nofailover: true}\n' },
  ])('writes collections in flow style: $value', ({ value, text }) => {
    expect(dumpPyYaml(value, 'flow')).toBe(text);
  });

  it.each([
    {
      name: 'plain',
      value: 'lorem '.repeat(40).trimEnd(),
      text: [`key: ${'lorem '.repeat(32)}lorem`, `  ${'lorem '.repeat(6)}lorem`, ''].join('\n'),
    },
    {
      name: 'plain with two spaces',
      value: 'lorem  '.repeat(40).trimEnd(),
      text: [`key: ${'lorem  '.repeat(39)}lorem`, ''].join('\n'),
    },
    {
      name: 'plain without spaces',
      value: 'x'.repeat(250),
      text: [`key: ${'x'.repeat(250)}`, ''].join('\n'),
    },
    {
      name: 'single-quoted',
      value: `'${'lorem '.repeat(40)}`,
      text: [`key: '''${'lorem '.repeat(32)}lorem`, `  ${'lorem '.repeat(7)}'`, ''].join('\n'),
    },
    {
      name: 'single-quoted with line breaks',
      value: `${'lorem '.repeat(40)}end\n${'ipsum '.repeat(40)}end`,
      text: [
        `key: '${'lorem '.repeat(32)}lorem`,
        `  ${'lorem '.repeat(7)}end`,
        '',
        `  ${'ipsum '.repeat(33)}ipsum`,
        `  ${'ipsum '.repeat(6)}end'`,
        '',
      ].join('\n'),
    },
    {
      name: 'double-quoted',
      value: `\t${'lorem '.repeat(40)}`,
      text: [`key: "\\t${'lorem '.repeat(32)}lorem\\`, `  \\ ${'lorem '.repeat(7)}"`, ''].join('\n'),
    },
    {
      name: 'double-quoted with two spaces',
      value: `\t${'lorem  '.repeat(40)}`,
      text: [`key: "\\t${'lorem  '.repeat(27)}lorem\\`, `  \\  ${'lorem  '.repeat(12)}"`, ''].join('\n'),
    },
    {
      name: 'double-quoted escapes',
      value: '\t'.repeat(120),
      text: [`key: "${'\\t'.repeat(98)}\\`, `  ${'\\t'.repeat(22)}"`, ''].join('\n'),
    },
    {
      name: 'double-quoted astral',
      value: `${'😀'.repeat(30)}\t`,
      text: [`key: "${'\\U0001F600'.repeat(20)}\\`, `  ${'\\U0001F600'.repeat(10)}\\t"`, ''].join('\n'),
    },
  ])('folds a long text at column 200: $name', ({ value, text }) => {
    expect(dumpPyYaml({ key: value })).toBe(text);
  });

  it('writes a key of 123 characters and more as a complex one', () => {
    expect(dumpPyYaml({ ['k'.repeat(122)]: 1 })).toBe(`${'k'.repeat(122)}: 1\n`);
    expect(dumpPyYaml({ ['k'.repeat(123)]: 1 })).toBe(`? ${'k'.repeat(123)}\n: 1\n`);
    expect(dumpPyYaml({ ['k'.repeat(123)]: [1] }, 'flow')).toBe(`{? ${'k'.repeat(123)} : [1]}\n`);
  });

  it('breaks a long flow collection after column 200', () => {
    const items = Array.from({ length: 60 }, (_, index) => `lorem${index}`);
    expect(dumpPyYaml(items, 'flow')).toBe(
      `[${items.slice(0, 24).join(', ')},\n  ${items.slice(24, 47).join(', ')},\n  ${items.slice(47).join(', ')}]\n`,
    );
  });
});
