import { describe, expect, it } from 'vitest';
import { describeOthers, sortKeys } from '../../../src/cluster/remove/sort-keys.js';

const MEMBER = '{"conn_url": "postgres://127.0.0.1/postgres", "api_url": "http://127.0.0.1:8008/patroni"}';
const OWN = [
  'initialize',
  'config',
  'leader',
  'optime/leader',
  'status',
  'history',
  'failover',
  'sync',
  'failsafe',
  'members/pg1',
];

function sorted(values: Readonly<Record<string, string>>) {
  const { own, others } = sortKeys(Object.entries(values).map(([name, value]) => ({ name, value })));
  return { own: own.map(({ name }) => name), others: others.map(({ name }) => name) };
}

describe('the keys below a cluster', () => {
  it.each(OWN)('%s is its own', (name) => {
    expect(sorted({ [name]: '123' })).toEqual({ own: [name], others: [] });
  });

  it.each([
    ['a key of a cluster whose scope goes on', 'b/leader'],
    ['a key of a nested namespace', 'team/demo/config'],
    ['a key of a Citus group', '0/leader'],
    ['a member of a Citus group', '12/members/w1'],
    ['what nobody knows', 'notes'],
    ['what nobody knows, by a name that begins like one', 'leader2'],
    ['a name in other letters', 'Config'],
    ['something below a member', 'members/pg1/notes'],
    ['a member without a name', 'members/'],
    ['something beside the position', 'optime/config'],
    ['an empty name', ''],
    ['a slash too many', '/leader'],
    ['the members as a key', 'members'],
    ['what is no text', 'members/pg\uFFFD'],
  ])("%s is somebody else's: %s", (_, name) => {
    expect(sorted({ config: '{}', [name]: '123' })).toEqual({ own: ['config'], others: [name] });
  });

  it("are of a cluster whose scope ends with /members, if they hold what is no member's", () => {
    const values = {
      'members/initialize': '77',
      'members/config': '{"ttl": 30}',
      'members/members/pg1': MEMBER,
    };
    expect(sorted({ config: '{}', ...values })).toEqual({ own: ['config'], others: Object.keys(values) });
    expect(sorted({ 'members/config': MEMBER })).toEqual({ own: ['members/config'], others: [] });
  });

  it('are of a cluster whose scope ends with /optime, if they are beside others of it or name a leader', () => {
    const values = { 'optime/leader': '17', 'optime/initialize': '77' };
    expect(sorted({ status: '{}', ...values })).toEqual({ own: ['status'], others: Object.keys(values) });
    expect(sorted({ 'optime/leader': 'pg1' })).toEqual({ own: [], others: ['optime/leader'] });
  });
});

it.each([
  ['demo', ['b/leader', 'b/members/pg1', 'notes'], 'demo/b (2 keys), notes'],
  ['demo', ['0/leader', '1/leader', '1/config'], 'group 0 (1 key), group 1 (2 keys)'],
  ['demo', ['5/b/config'], 'demo/5/b (1 key)'],
  ['demo/5', ['b/config', '1/config'], 'demo/5/b (1 key), group 1 (1 key)'],
  ['demo', ['members/config'], 'members/config'],
  [
    'demo',
    Array.from({ length: 12 }, (_, index) => `c${index}/leader`),
    `${Array.from({ length: 10 }, (_, index) => `demo/c${index} (1 key)`).join(', ')} and 2 more`,
  ],
])('below %s, whose the others are is told: %#', (path, names, told) => {
  expect(describeOthers(path, names)).toBe(told);
});
