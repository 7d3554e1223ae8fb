import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSql } from '../../src/adapters/postgres/sql.js';
import { runQuery } from '../../src/operations/query/run-query.js';
import { queryView } from '../../src/views/query/query.js';
import { aCluster, aMember, PRIMARY } from '../support/clusters.js';
import { FakeInput } from '../support/fake-sql.js';
import { FakeClock, FakeDcs } from '../support/fakes.js';
import { PostgresServer } from '../support/postgres-server.js';

// What psycopg2, json and PyYAML make of a value on this machine is what patronictl prints.

const PYTHON = String.raw`
import json, sys
import psycopg2, yaml
connection = psycopg2.connect(host='127.0.0.1', port=sys.argv[1], user='postgres', dbname='postgres')
connection.autocommit = True

def attempt(function):
    try:
        return function()
    except Exception:
        return None

def formats(statement):
    cursor = connection.cursor()
    cursor.execute(statement)
    rows = [list(row) for row in cursor]
    columns = [d.name for d in cursor.description]
    elements = [dict(zip(columns, row)) for row in rows]
    return {
        'tsv': '\n'.join('\t'.join(map(str, row)) for row in [columns] + rows) + '\n',
        'json': attempt(lambda: json.dumps(elements) + '\n'),
        'yaml': attempt(lambda: yaml.safe_dump(elements, default_flow_style=False, encoding=None, allow_unicode=True, width=200) + '\n'),
    }
json.dump([attempt(lambda: formats(statement)) for statement in json.load(sys.stdin)], sys.stdout)
`;

const VALUES = [
  ...['true', 'false', 'NULL', 'ARRAY[true, NULL, false]'],
  ...[
    '1::int2',
    '-5',
    '9007199254740993',
    '123::oid',
    '9223372036854775807',
    'ARRAY[1, NULL, 3]',
    "'{}'::int[]",
  ],
  ...[
    'ARRAY[[1,2],[3,4]]',
    "'[2:3]={1,2}'::int[]",
    'ARRAY[9223372036854775807]',
    'ARRAY[1::oid]',
    "'1 2 3'::int2vector",
  ],
  ...[
    '1.0::float8',
    '1e15::float8',
    '1e16::float8',
    '123456789012345680::float8',
    '1e-4::float8',
    '1e-5::float8',
  ],
  ...[
    "'-0'::float8",
    "'NaN'::float8",
    "'inf'::float8",
    "'-inf'::float4",
    '0.1::float4',
    '1e22::float4',
    '3.4e38::float4',
  ],
  ...['1e-300::float8', '1.5e300::float8', 'pi()', "ARRAY[1.0::float8, 'inf', NULL, 1e-7]"],
  ...[
    '1.50',
    '1e30::numeric',
    '-1e-10::numeric',
    '0::numeric(20,10)',
    '0.0000001::numeric(20,10)',
    '0.000001',
    '-0.5',
  ],
  ...[
    "'NaN'::numeric",
    "'Infinity'::numeric",
    "'-Infinity'::numeric",
    "ARRAY[1.5, NULL, 'NaN'::numeric, 0.00000012]",
  ],
  ...[
    "''",
    "'plain'",
    "E'tab\\there'",
    "E'\\x01\\x7f'",
    "'é 日本 😀'",
    "'null'",
    "'1.0'",
    "'  x '",
    "E'a\\nb'",
    "'ab'::char(5)",
  ],
  ...["'x'::name", `'a'::"char"`, "'yes'", "'2026-01-01'", "repeat('long words ', 40)"],
  `ARRAY['a','b"c','d''e','f\\g',NULL,'NULL','é', E'x\\ny', '', 'a,b', '{x}', E'\\t', E'\\u00a0', E'\\u200b', '😀']`,
  `ARRAY['it''s', 'say "hi"', 'both '' and "']`,
  ...[
    "ARRAY['x'::varchar]",
    "ARRAY['a'::char(3)]",
    "ARRAY['x'::name]",
    "ARRAY[ARRAY['a','b'],ARRAY['c',NULL]]",
  ],
  ...["date '2026-11-22'", "date 'infinity'", "date '-infinity'", "ARRAY[date '2026-01-02', NULL]"],
  ...[
    "time '12:34:56.5'",
    "time '12:34'",
    "time '24:00'",
    "timetz '12:34:56.5+02'",
    "timetz '12:34:56-03:30'",
  ],
  ...[
    "ARRAY[time '12:34', '12:34:56', '00:00:00.000001']",
    "ARRAY[timetz '12:34+00']",
    "ARRAY[timetz '12:34-03:30']",
  ],
  ...[
    "timestamp '2026-11-22 17:04:01.1'",
    "timestamp '2026-11-22'",
    "timestamp 'infinity'",
    "timestamp '-infinity'",
  ],
  ...[
    "timestamptz '2026-11-22 17:04:01.123456+05:30'",
    "timestamptz 'infinity'",
    "ARRAY[timestamptz '2026-11-22 17:04:01Z']",
  ],
  ...["ARRAY[timestamp '2026-11-22 17:04', '2026-11-22 00:00', '2026-11-22 00:00:00.5']"],
  ...[
    "interval '1 day'",
    "interval '1 year 2 mons 3 days 04:05:06.789'",
    "interval '-1 day -00:00:01'",
    "interval '0'",
  ],
  ...[
    "interval '-00:00:01.5'",
    "interval '1 mon -1 day'",
    "interval '100:00:00'",
    "interval '-2 days +1:00'",
  ],
  ...[
    "interval '2 days'",
    "interval '1 second'",
    "interval '-1 year'",
    "ARRAY[interval '1 day', '0', '-1.5 s', '1 min']",
  ],
  ...[
    `'{"b":1.0,"a":[null,true,"x''y"],"10":1e3,"2":12345678901234567890, "a": 2}'::json`,
    "'1'::json",
    `'"str"'::jsonb`,
  ],
  ...[
    `'{"b":1.0,"a":[null,true,"x''y"], "e": {}, "l": []}'::jsonb`,
    "'null'::jsonb",
    `ARRAY['{"a":1}'::jsonb, '[1.50]']`,
  ],
  ...[
    `'{"a":"é\\n\\u00e9\\u0001\\t\\\\"}'::json`,
    "'[1e400, -0.0, -0, 1E5, 1.10, 1e-7]'::json",
    `'{"😀": "\\ud83d\\ude00 \\u200b"}'::json`,
  ],
  ...[
    'int4range(1,10)',
    'int4range(NULL,10)',
    "numrange(1.5,2.5,'[]')",
    "'empty'::int4range",
    "int8range(1, NULL, '()')",
  ],
  ...[
    "daterange('2026-01-01','2026-02-01')",
    "tsrange('2026-01-01','2026-02-01')",
    "tstzrange('2026-01-01Z', NULL)",
  ],
  ...[
    'ARRAY[int4range(1,2), NULL]',
    "ARRAY[daterange('2026-01-01',NULL)]",
    "'{[1,3),[5,7)}'::int4multirange",
  ],
  ...["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid", "ARRAY['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid]"],
  ...[
    "inet '1.2.3.4'",
    "ARRAY[inet '1.2.3.4', '::1/64']",
    "ARRAY[cidr '10.0.0.0/8']",
    "'12.34'::money",
    'point(1,2)',
  ],
  ...[
    "pg_lsn '0/16B3748'",
    "ROW(1,'a',NULL)",
    "'pg_class'::regclass",
    "B'101'",
    "ARRAY[B'101']",
    '\'{"(1,2)"}\'::point[]',
    'pg_sleep(0)',
  ],
];

const STATEMENTS = [
  ...VALUES.map((value) => `SELECT ${value} AS v`),
  'SELECT 1 AS "2", 2 AS "1", 3 AS a, 4 AS a, NULL, now()::date - now()::date',
  'SELECT 1 AS a WHERE false',
  'SELECT oid, typname, typlen, typbyval, typacl, typdefault FROM pg_type ORDER BY oid LIMIT 200',
  "SELECT * FROM pg_settings WHERE name NOT IN ('application_name', 'client_encoding') ORDER BY name",
  'SELECT g, g * 1.1, g::float8 / 7, g::float4 / 7, -g * 1e-8::float8, sqrt(g) * 1e20, g::numeric / 7e9 FROM generate_series(1, 300) AS g',
  'SELECT make_interval(secs => g * 1234567.891), make_interval(months => g - 50, days => 7 * g - 300, hours => g) FROM generate_series(0, 200) AS g',
  "SELECT to_timestamp(g * 12345678.9), to_timestamp(g * 12345678.9) AT TIME ZONE 'UTC' FROM generate_series(0, 200) AS g",
];

let server: PostgresServer;
let expected: readonly (Readonly<Record<string, string | null>> | null)[];

beforeAll(async () => {
  server = await PostgresServer.start();
  const { status, stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', PYTHON, String(server.port)], {
    input: JSON.stringify(STATEMENTS),
    env: { PYTHONUTF8: '1' },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(stderr);
  expected = JSON.parse(stdout);
});

afterAll(() => server.stop());

async function formats(statement: string): Promise<Record<string, string>> {
  const leader = aMember('pg1', { ...PRIMARY, port: server.port });
  const sql = openSql({
    settings: { username: null, password: null },
    placeOf: () => '/etc/patroni.yml, line 7',
    env: { HOME: '/nonexistent', PGUSER: 'postgres' },
    deadlineMs: null,
    systemAuthorities: async () => null,
    warn: () => {},
  });
  const dcs = new FakeDcs({ demo: aCluster({ leader: 'pg1', members: [leader] }) });
  const request = {
    ...{ scope: 'demo', group: null, citus: false, role: null, member: null, command: 'query', file: null },
    ...{ username: null, database: null, asksPassword: false, everyMs: null, statements: statement },
  };
  const { value: report } = await runQuery(
    { dcs, sql, clock: new FakeClock(), input: new FakeInput() },
    request,
  ).next();
  if (report === undefined) throw new Error('no report');
  const screen = { isTerminal: false, columns: Number.POSITIVE_INFINITY, color: false, unicode: true };
  const written = (['tsv', 'json', 'yaml'] as const).map((format) => [
    format,
    queryView(report, screen, { format }),
  ]);
  return Object.fromEntries(written);
}

describe('as psycopg2, json and PyYAML write it', () => {
  it.each(STATEMENTS.map((statement, index) => ({ statement, index })))(
    '$statement',
    async ({ statement, index }) => {
      const python = expected[index];
      if (python === null || python === undefined) throw new Error(`Python cannot run ${statement}`);
      const ours = await formats(statement);
      for (const [format, text] of Object.entries(python)) {
        // Where Python fails, there is nothing to compare.
        if (text !== null) expect(ours[format], format).toBe(text);
      }
    },
  );
});
