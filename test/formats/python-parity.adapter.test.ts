import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../src/formats/json.js';
import { dumpPythonJson } from '../../src/formats/python-json.js';
import { dumpPyYaml } from '../../src/formats/pyyaml-dump.js';
import { type PatronictlColumn, patronictlTable } from '../../src/views/patronictl/table.js';

const VALUES = 4000;
const TABLES = 1500;

/** Formats as patronictl 4.1 does; the class is the one of its ctl.py (older ones reject equal titles). */
const PYTHON = String.raw`
import json, sys
import prettytable, yaml

class PatronictlPrettyTable(prettytable.PrettyTable):
    def __init__(self, header, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.__table_header = header
        self.__hline_num = 0
    def __build_header(self, line):
        header = self.__table_header[:len(line) - 2]
        return "".join([line[0], header, line[1 + len(header):]])
    def _stringify_hrule(self, *args, **kwargs):
        ret = super()._stringify_hrule(*args, **kwargs)
        where = args[1] if len(args) > 1 else kwargs.get('where')
        if where == 'top_' and self.__table_header:
            ret = self.__build_header(ret)
            self.__hline_num += 1
        return ret
    def _set_hline(self, value):
        self.__hline = value
    def _get_hline(self):
        ret = self.__hline
        if self.__hline_num == 0 and self.__table_header:
            ret = self.__build_header(ret)
        self.__hline_num += 1
        return ret
    def _validate_field_names(self, *args, **kwargs):
        try:
            super()._validate_field_names(*args, **kwargs)
        except Exception as e:
            if 'Field names must be unique' not in str(e):
                raise e
    _hrule = property(_get_hline, _set_hline)

def dump_yaml(value, flow):
    return yaml.safe_dump(value, default_flow_style=flow, encoding=None, allow_unicode=True, width=200)

def table(header, columns, rows):
    multiline = any('\n' in cell for row in rows for cell in row)
    hrules = prettytable.ALL if multiline else prettytable.FRAME
    result = PatronictlPrettyTable(header, [c['title'] for c in columns], hrules=hrules)
    result.align = 'l'
    for column in columns:
        if column['align'] == 'right':
            result.align[column['title']] = 'r'
    for row in rows:
        result.add_row(row)
    return str(result)

FORMATS = {
    'block': lambda value: dump_yaml(value, False),
    'flow': lambda value: dump_yaml(value, True),
    'json': json.dumps,
    'table': lambda arguments: table(*arguments),
}
json.dump([FORMATS[case['format']](case['input']) for case in json.load(sys.stdin)], sys.stdout)
`;

interface Case {
  readonly format: string;
  readonly input: unknown;
  readonly write: () => string;
}

/** What Python writes for each of the cases. */
function python(cases: readonly Case[]): string[] {
  const { error, status, stderr, stdout } = spawnSync('/usr/bin/python3', ['-c', PYTHON], {
    input: JSON.stringify(cases),
    env: { PYTHONUTF8: '1', UNICODE_VERSION: 'latest' },
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(`python3 failed: ${stderr || error}`);
  return JSON.parse(stdout);
}

/** The mulberry32 generator: the same cases in every run. */
function randomSource(seed: number) {
  let state = seed;
  const fraction = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(fraction() * limit);
  const pick = <T>(choices: readonly T[]): T => {
    const [choice] = choices.slice(below(choices.length));
    if (choice === undefined) throw new Error('nothing to pick from');
    return choice;
  };
  const list = <T>(length: number, make: () => T): T[] => Array.from({ length }, make);
  return { fraction, below, pick, list };
}

type RandomSource = ReturnType<typeof randomSource>;

const NASTY_TEXTS: readonly string[] = [
  '¦ ¦  ¦\n¦\n\n¦\t¦\r\n¦\'¦"¦\\¦-¦- ¦--¦---¦...¦--- a¦?¦? a¦:¦:a¦a:¦a: b¦a:b¦a :b¦#¦#a¦a#¦a #b¦&a¦*a¦!a¦%a¦@a¦`a',
  '|¦>¦[¦]¦{¦}¦a,b¦a, b¦a[0]¦a?b¦=¦<<¦~¦!¦null¦Null¦NULL¦nUll¦None¦true¦False¦YES¦no¦On¦off¦y¦N¦t¦yes ¦ no¦nO',
  '0¦-0¦+1¦007¦08¦0o7¦0x1F¦0xZ¦0b10¦0b2¦1_000¦_1¦1:30¦1:60¦190:20:30¦190:20:30.15¦-1:2¦.5¦-.5¦+.5¦5.¦1.5¦1e3',
  '1.0e3¦1.0e+3¦.5e-1¦1._¦.inf¦-.INF¦+.Inf¦.nan¦.NAN¦-.nan¦.¦..¦. ¦2024-01-01¦2024-1-1¦2024-1-1 1:02:03',
  '2024-01-01T00:00:00Z¦2024-01-01t1:02¦2024-01-01 10:00:00.123 +01:00¦2024-01-01T10:00:00+01¦12:30¦10.0.0.1:5432',
  "postgres://u:p@h/db?a=b¦cp %p /a/%f¦it's¦say \"hi\"¦a\nb¦a\n b¦a \nb¦\na¦a\n¦a\n\nb\n¦a\n\n\nb¦ a\nb¦a'\n'b",
  'a\u2028b¦a\u2029\u2028b¦a\x85b¦\x85¦a\n\u2028\nb¦\u2028 a¦a\tb¦\x00¦\x07\b\v\f\x1b¦\x7f¦\x9f¦\xa0¦\xad¦é¦ü: ñ',
  '日本語¦日本: 語¦😀¦a😀b: c¦👨\u200d👩¦e\u0301¦\ufeff¦a\ufeffb¦\ufffe¦\uffff¦\ufffd¦\ud7ff\ue000',
  '\u{10000}¦\u{10fffe}¦\u{10ffff}',
].flatMap((line) => line.split('¦'));

const CHARACTERS: readonly string[] = [
  ...'aaabcXYZ019    ..,,::##--\'\'""\\/?!&*{}[]<>=|%@`~_+()\n\n\t\r\x85\u2028\u2029\x00\x1b\x7f\xa0\ufeff\ufffe\ue000',
  ...'éßñжλ日本語한글😀🚀\u{10ffff}',
  '\ud83d',
  '\ude00',
];

const PLAIN_WORDS = ['archive', 'of', 'é', 'the', "standby's", '', '日本語', 'z'.repeat(90)];

const WORDS = [
  ..."a¦of¦lorem¦it's¦\"quoted\"¦key:¦#¦#1¦-¦1¦true¦C:\\¦日本語¦😀¦é¦\t¦¦¦\n¦\n\n¦\u2028¦,¦{a}¦''¦\\¦\x07".split(
    '¦',
  ),
  'x'.repeat(30),
  'y'.repeat(210),
];

function randomText(random: RandomSource): string {
  const { below, list, pick } = random;
  const long = (words: readonly string[]) => {
    const target = 150 + below(450);
    let text = pick(words);
    while (text.length < target) text += ` ${pick(words)}`;
    return text;
  };
  const kind = below(10);
  if (kind < 3) return pick(NASTY_TEXTS);
  if (kind < 4) return pick(NASTY_TEXTS) + pick(NASTY_TEXTS);
  if (kind < 7) return list(below(14), () => pick(CHARACTERS)).join('');
  if (kind < 8)
    return list(1 + below(40), () => pick(PLAIN_WORDS))
      .join(' ')
      .slice(0, 115 + below(16));
  return long(
    pick([WORDS, PLAIN_WORDS, [...PLAIN_WORDS, ': '], [...PLAIN_WORDS, '\n'], [...PLAIN_WORDS, '\t']]),
  );
}

function randomNumber({ below, fraction, pick }: RandomSource): number {
  const sign = pick([1, 1, -1]);
  const kind = below(5);
  if (kind === 0) return sign * below(100);
  if (kind === 1) return sign * Math.floor(fraction() * 10 ** below(25));
  if (kind === 2) return sign * fraction() * 10 ** (below(40) - 20);
  if (kind === 3) return sign * fraction() * 10 ** (below(600) - 300);
  return (
    sign * pick([0.1, 1.5, 0.0001, 0.00001, 1e-7, 1e16, 123456789012345680000, 1e20, 1e21, 1.5e300, 5e-324])
  );
}

function randomValue(random: RandomSource, depth: number): JsonValue {
  const { below, list, pick } = random;
  const kind = below(depth > 0 ? 12 : 6);
  if (kind < 4) return randomText(random);
  if (kind < 5) return randomNumber(random);
  if (kind < 6) return pick([true, false, null]);
  if (kind < 9) return list(below(5), () => randomValue(random, depth - 1));
  return Object.fromEntries(list(below(5), () => [randomText(random), randomValue(random, depth - 1)]));
}

/** More levels than a line has columns. */
function deepValue(random: RandomSource): JsonValue {
  let value = randomValue(random, 1);
  for (let level = 60 + random.below(80); level > 0; level -= 1) {
    const next: JsonValue = random.below(2) > 0 ? [value] : { [randomText(random)]: value };
    value = next;
  }
  return value;
}

const CELL_PARTS: readonly string[] = [
  '¦a¦node-1¦10.0.0.1:5432¦ ¦0¦#¦…¦—¦日本¦한글¦ｆｕｌｌ¦e\u0301¦ñ¦\u3099¦\u0e31¦😀¦©¦☃¦㊗',
  '\u200b¦\xa0¦\x1b[31mred\x1b[0m¦\x1b[2K¦\t¦\r¦\x00',
].flatMap((line) => line.split('¦'));

type TableArguments = [header: string, columns: PatronictlColumn[], rows: string[][]];

function randomTable({ below, list, pick }: RandomSource): TableArguments {
  const cell = () => list(below(4), () => pick(CELL_PARTS)).join('');
  const lines = () => list(1 + below(3), cell).join('\n');
  const anyCell = pick([cell, cell, () => pick([cell, lines])()]);
  const columnCount = below(5);
  const titles = list(columnCount, () => pick(['Member', 'Lag', 'Lag', 'Rôle', '', cell(), lines()]));
  const header = pick([
    '',
    ' Cluster: demo (7301) ',
    ' Cluster: 日本 ',
    ` ${'long '.repeat(below(20))}`,
    '😀'.repeat(below(9)),
  ]);
  const rightTitles = new Set(titles.filter(() => below(2) > 0));
  const columns = titles.map(
    (title): PatronictlColumn => ({ title, align: rightTitles.has(title) ? 'right' : 'left' }),
  );
  const width = columnCount > 0 ? columnCount : 1 + below(3);
  return [header, columns, list(below(5), () => list(width, anyCell))];
}

describe('parity with the Python programs', () => {
  const random = randomSource(20240607);
  const values = Array.from({ length: VALUES }, (_, index) =>
    index % 40 === 0 ? deepValue(random) : randomValue(random, index % 5),
  );
  const tables = Array.from({ length: TABLES }, () => randomTable(random));
  const cases: readonly Case[] = [
    ...values.map((input) => ({ format: 'block', input, write: () => dumpPyYaml(input) })),
    ...values.map((input) => ({ format: 'flow', input, write: () => dumpPyYaml(input, 'flow') })),
    ...values.map((input) => ({ format: 'json', input, write: () => dumpPythonJson(input) })),
    ...tables.map((input) => ({ format: 'table', input, write: () => patronictlTable(...input) })),
  ];
  let outputs: readonly string[] | undefined;

  const expectedOutputs = () => {
    outputs ??= python(cases);
    return outputs;
  };

  it.each(['block', 'flow', 'json', 'table'])(
    'writes random cases as Python does: %s',
    (tested) => {
      const expected = expectedOutputs();
      expect(expected).toHaveLength(cases.length);
      for (const [index, { format, input, write }] of cases.entries()) {
        if (format === tested) expect(write(), JSON.stringify(input)).toBe(expected[index]);
      }
    },
    60_000,
  );
});
