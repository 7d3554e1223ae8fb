import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../src/formats/json.js';
import { randomOf } from './sample.js';

/** Texts of JSON values that a careful reader of another kind of value trips over. */
export const ODD_VALUES: readonly string[] = [
  ...[
    'null',
    'true',
    'false',
    '0',
    '-1',
    '-0',
    '1.5',
    '1e400',
    '-1e400',
    '9007199254740993',
    'NaN',
    'Infinity',
  ],
  ...['""', '" "', '"constructor"', '"__proto__"', '"toString"', '"\\u0000\\u001b[2J"', '"\\ud800"'],
  ...[
    '"9999-99-99"',
    '"+275760-09-14T00:00:00Z"',
    '"2026-11-22T18:07:00Z"',
    '"on"',
    '"1kB"',
    '"postgres://["',
  ],
  ...['[]', '{}', '[[]]', '[null]', '[{}]', '{"":{}}', '{"a":null}'],
  ...['{"toString":1}', '{"toString":null,"valueOf":null}', '{"toJSON":1}', '{"length":1}', '{"then":1}'],
  ...[
    '{"__proto__":{"toString":1}}',
    '{"__proto__":null}',
    '{"constructor":{"name":1}}',
    '{"hasOwnProperty":1}',
  ],
  `${'['.repeat(300)}${']'.repeat(300)}`,
  `${'{"a":'.repeat(300)}1${'}'.repeat(300)}`,
  `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  `[${Array(200_000).fill('1').join(',')}]`,
  `"${'x'.repeat(300_000)}"`,
];

const PLACE = 'the odd value belongs here';

/** Documents in which one value is odd, or one key, wherever it stands; always the same ones for a seed. */
export function* oddDocuments(documents: readonly string[], count: number): Iterable<string> {
  const random = randomOf('odd documents');
  const pick = <T>(all: readonly T[]): T => {
    const found = all[Math.floor(random() * all.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  };
  for (let round = 0; round < count; round += 1) {
    const value = parseJson(pick(documents)) ?? null;
    const paths = pathsOf(value);
    yield JSON.stringify(replaced(value, pick(paths), random)).replace(`"${PLACE}"`, () => pick(ODD_VALUES));
  }
}

type Path = readonly (string | number)[];

function pathsOf(value: JsonValue, at: Path = []): Path[] {
  const below = Array.isArray(value)
    ? value.flatMap((each: JsonValue, index) => pathsOf(each, [...at, index]))
    : isJsonObject(value)
      ? Object.entries(value).flatMap(([key, each]) => pathsOf(each, [...at, key]))
      : [];
  return [at, ...below];
}

const ODD_KEYS = ['__proto__', 'constructor', 'toString', '', 'hasOwnProperty'];

function replaced(value: JsonValue, [key, ...rest]: Path, random: () => number): JsonValue {
  if (key === undefined) return PLACE;
  if (Array.isArray(value)) {
    return value.map((each: JsonValue, index) => (index === key ? replaced(each, rest, random) : each));
  }
  if (!isJsonObject(value)) return PLACE;
  const odd =
    rest.length === 0 && random() < 0.2 ? ODD_KEYS[Math.floor(random() * ODD_KEYS.length)] : undefined;
  const entries = Object.entries(value).map(([name, each]): [string, JsonValue] =>
    name === key ? [odd ?? name, replaced(each, rest, random)] : [name, each],
  );
  const changed: JsonObject = Object.fromEntries(entries);
  return changed;
}
