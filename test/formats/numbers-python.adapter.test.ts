import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { keepNumbers } from '../../src/cluster/config/keep-numbers.js';
import { isValueMap } from '../../src/cluster/model/value.js';
import { isEqualNumber, isSameNumber, numberOfToken } from '../../src/formats/exact-number.js';
import { parseExactJson } from '../../src/formats/json.js';
import { dumpCompactJson, dumpPythonJson } from '../../src/formats/python-json.js';
import { dumpPyYaml } from '../../src/formats/pyyaml-dump.js';
import { parseYaml } from '../../src/formats/yaml.js';
import { NUMBER_TOKENS } from '../support/numbers.js';

const PYTHON = `
import json, sys, yaml
work = json.load(sys.stdin)
def load(token):
    return json.loads('{"a": %s, "b": [%s]}' % (token, token))
def dump(value):
    return yaml.safe_dump(value, default_flow_style=False, encoding=None, allow_unicode=True, width=200)
def scalar(text):
    try:
        return json.dumps(yaml.safe_load('a: ' + text), separators=(',', ':'))
    except Exception:
        return None
numbers = [json.loads(token) for token in work['tokens']]
json.dump({
    'json': [json.dumps(load(token)) for token in work['tokens']],
    'yaml': [dump(load(token)) for token in work['tokens']],
    'scalars': [scalar(text) for text in work['scalars']],
    'equal': [[one == other for other in numbers] for one in numbers],
    'same': [[(type(one), str(one)) == (type(other), str(other)) for other in numbers] for one in numbers],
}, sys.stdout)
`;

/** As people write numbers in YAML, and what only looks like some. */
const SCALARS = [
  ...NUMBER_TOKENS,
  ...[
    '+1',
    '+1.5',
    '1_000',
    '1_000.5',
    '0b101',
    '-0b11',
    '0o17',
    '017',
    '-017',
    '08',
    '0x1F',
    '-0x_ff',
    '0x',
  ],
  ...[
    '1:30',
    '190:20:30',
    '1:30.5',
    '-1:30',
    '9223372036854775807:59',
    '.5',
    '-.5',
    '+.5',
    '5.',
    '5.e+3',
    '.5e+3',
  ],
  ...[
    '1.5e+3',
    '1.5E-3',
    '1.5e3',
    '.inf',
    '-.INF',
    '+.Inf',
    '.nan',
    '.NaN',
    'inf',
    'nan',
    '1.0E+400',
    '0x1_0',
  ],
  ...[
    '0xFFFFFFFFFFFFFFFFFF',
    '0b',
    '1__0',
    '_1',
    '1_',
    '0_7',
    '00',
    '-00',
    '+0',
    '1e',
    'e1',
    '1.2.3',
    '-',
    '1,5',
  ],
  ...[
    "!!float '1'",
    '!!float 1',
    "!!int '0x10'",
    '!!int 12',
    '!!str 12',
    "'12'",
    '"1.0"',
    '{1: 2}',
    '{1.0: 2}',
  ],
  ...['{0x10: 1}', '{9223372036854775807: 1}', '{1e3: 1}', '{1.5e+3: 1}', '[1.0, 1e3, 0.10]'],
];

it('reads, shows and compares numbers as Python does, and stores the shown ones as they were', () => {
  const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', PYTHON], {
    input: JSON.stringify({ tokens: NUMBER_TOKENS, scalars: SCALARS }),
    encoding: 'utf8',
  });
  const python: {
    readonly json: readonly string[];
    readonly yaml: readonly string[];
    readonly scalars: readonly (string | null)[];
    readonly equal: readonly (readonly boolean[])[];
    readonly same: readonly (readonly boolean[])[];
  } = JSON.parse(stdout === '' ? stderr : stdout);
  for (const [index, token] of NUMBER_TOKENS.entries()) {
    const stored = parseExactJson(`{"a":${token},"b":[${token}]}`);
    if (!isValueMap(stored)) throw new Error(token);
    expect(dumpPythonJson(stored), token).toBe(python.json[index]);
    const shown = dumpPyYaml(stored);
    expect(shown, token).toBe(python.yaml[index]);
    const read = parseYaml(shown);
    if ('error' in read || !isValueMap(read.value)) throw new Error(shown);
    expect(dumpCompactJson(keepNumbers(stored, read.value))).toBe(`{"a":${token},"b":[${token}]}`);
    for (const [other, text] of NUMBER_TOKENS.entries()) {
      const pair = [numberOfToken(token), numberOfToken(text)] as const;
      const isNan = token === 'NaN' && text === 'NaN';
      expect(isEqualNumber(...pair), `${token} ${text}`).toBe(isNan || python.equal[index]?.[other]);
      expect(isSameNumber(...pair), `${token} ${text}`).toBe(python.same[index]?.[other]);
    }
  }
  const ours = SCALARS.map((text) => {
    const read = parseYaml(`a: ${text}`);
    return 'error' in read ? null : dumpPythonJson(read.value).replaceAll(/([,:]) /g, '$1');
  });
  const differing = SCALARS.flatMap((text, index) =>
    ours[index] === python.scalars[index] || python.scalars[index] === null
      ? []
      : [[text, ours[index], python.scalars[index]]],
  );
  expect(differing).toEqual([]);
});
