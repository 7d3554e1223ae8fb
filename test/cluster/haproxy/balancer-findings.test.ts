import { describe, expect, it } from 'vitest';
import type {
  BalancerEvidence,
  BalancerServerEvidence,
} from '../../../src/cluster/haproxy/balancer-evidence.js';
import { balancerFindings } from '../../../src/cluster/haproxy/balancer-findings.js';
import type { ConfiguredCheck } from '../../../src/cluster/haproxy/configured-check.js';
import { decodeDrainNotes, encodeDrainNotes } from '../../../src/cluster/haproxy/drain-note.js';
import { anEvidence, answered, type EvidenceRecipe, unanswered } from '../../support/evidence.js';

const CHECK: ConfiguredCheck = {
  isChecked: true,
  kind: 'http',
  method: 'OPTIONS',
  path: '/primary',
  port: null,
  tls: false,
  ...{ inter: 1000, fastinter: 500, downinter: 1000, rise: 1, fall: 3 },
  endsSessions: true,
};

/** A server of a member that is right in every way; without a file its check is not known. */
function server(
  name: string,
  purpose: 'write' | 'read',
  changes: Partial<BalancerServerEvidence> = {},
): BalancerServerEvidence {
  const isUp = (name === 'pg2') === (purpose === 'write');
  return {
    pool: `demo_${purpose}`,
    purpose,
    server: name,
    member: name,
    address: `127.0.0.1:1540${name.slice(2)}`,
    status: isUp ? 'UP' : 'DOWN',
    isUp,
    isBackup: false,
    admin: 'ready',
    checkStatus: isUp ? 'L7OK' : 'L7STS',
    checkPort: 18_000 + Number(name.slice(2)),
    check: null,
    since: 60,
    sessions: 1,
    ...changes,
  };
}

const ALL = ['pg1', 'pg2', 'pg3'];

function pool(purpose: 'write' | 'read', changes: Record<string, Partial<BalancerServerEvidence>> = {}) {
  return ALL.map((name) => server(name, purpose, changes[name]));
}

function balancer(
  servers: readonly BalancerServerEvidence[],
  changes: Partial<BalancerEvidence> = {},
): BalancerEvidence {
  const base = { address: 'lb1:9999', version: '2.6.12', isForWrites: true, file: null, notes: [] };
  return { ...base, servers: answered(servers), ...changes };
}

function found(balancers: readonly BalancerEvidence[], recipe: EvidenceRecipe = {}): string[] {
  const findings = balancerFindings(anEvidence({ ...recipe, rest: { balancers, ...recipe.rest } }));
  return findings.map(({ severity, code, subject }) => `${severity} ${code} ${subject}`);
}

const well = (): BalancerServerEvidence[] => [...pool('write'), ...pool('read')];
const UP = { isUp: true, status: 'UP' } as const;
const DOWN = { isUp: false, status: 'DOWN' } as const;

it('finds nothing where all is well, with and without a file', () => {
  expect(found([])).toEqual([]);
  expect(found([balancer(well())])).toEqual([]);
  const known = well().map((each) => ({
    ...each,
    check: { ...CHECK, path: each.purpose === 'write' ? '/primary' : '/replica?lag=16MB' },
  }));
  expect(found([balancer(known)])).toEqual([]);
});

describe('writers', () => {
  it.each([
    ['L7STS', 'the port of the agent'],
    ['HANA', 'the port of PostgreSQL'],
  ])('none because of %s: where to look', (checkStatus, expected) => {
    const balancers = [balancer(pool('write', { pg2: { ...DOWN, checkStatus } }))];
    const [finding] = balancerFindings(anEvidence({ rest: { balancers } }));
    expect(finding?.remedies[0]).toMatchObject({ sentence: expect.stringContaining(expected) });
  });

  it.each<[string, Record<string, Partial<BalancerServerEvidence>>, EvidenceRecipe, readonly string[]]>([
    ['another one', { pg2: DOWN, pg3: UP }, {}, ['error haproxy-writer-is-not-leader lb1:9999 demo_write']],
    ['two', { pg3: UP }, {}, ['error haproxy-two-writers lb1:9999 demo_write']],
    ['none', { pg2: DOWN }, {}, ['error haproxy-no-writer lb1:9999 demo_write']],
    [
      'none while nobody leads',
      { pg2: DOWN },
      { leader: null },
      ['error haproxy-no-writer lb1:9999 demo_write'],
    ],
    [
      'somebody while nobody leads',
      {},
      { leader: null },
      ['error haproxy-writer-is-not-leader lb1:9999 demo_write'],
    ],
    ['a backup server beside the leader', { pg3: { ...UP, isBackup: true } }, {}, []],
    [
      'a backup server alone',
      { pg2: DOWN, pg3: { ...UP, isBackup: true } },
      {},
      ['error haproxy-writer-is-not-leader lb1:9999 demo_write'],
    ],
  ])('%s', (_, changes, recipe, expected) => {
    expect(found([balancer(pool('write', changes))], recipe)).toEqual(expected);
  });

  it('are not judged by a leader of the past', () => {
    const stale = anEvidence().cluster;
    if (stale.kind !== 'present') throw new Error('no cluster');
    const look = { ...stale, kind: 'stale', code: 'dcs-no-quorum', message: 'no quorum' } as const;
    expect(found([balancer(pool('write', { pg2: DOWN, pg3: UP }))], { look })).toEqual([]);
    expect(found([balancer(pool('write', { pg3: UP }))], { look })).toEqual([
      'error haproxy-two-writers lb1:9999 demo_write',
    ]);
  });

  it('must have a pool, unless the HAProxy is for reads', () => {
    expect(found([balancer(pool('read'))])).toEqual(['error haproxy-no-writer lb1:9999']);
    expect(found([balancer(pool('read'), { isForWrites: false })])).toEqual([]);
  });
});

describe('members', () => {
  it('that are missing matter by what they may become', () => {
    const without = (purpose: 'write' | 'read') => pool(purpose).filter(({ server: name }) => name !== 'pg3');
    const both = [balancer([...without('write'), ...without('read')])];
    expect(found(both)).toEqual([
      'error haproxy-member-missing lb1:9999 demo_write pg3',
      'warning haproxy-member-missing lb1:9999 demo_read pg3',
    ]);
    const tagged = { members: { pg3: { key: { tags: { nofailover: true, noloadbalance: true } } } } };
    expect(found(both, tagged)).toEqual(['warning haproxy-member-missing lb1:9999 demo_write pg3']);
  });

  it('that are unknown', () => {
    const stranger = server('pg9', 'read', { member: null, isUp: false });
    expect(found([balancer([...well(), stranger])])).toEqual([
      'warning haproxy-unknown-server lb1:9999 demo_read/pg9',
    ]);
  });
});

describe('checks', () => {
  const STANDBY = { config: { standby_cluster: { host: '10.0.0.9' } } };
  const judged = (
    check: Partial<ConfiguredCheck>,
    purpose: 'write' | 'read',
    recipe: EvidenceRecipe = {},
  ) => {
    const servers = pool(purpose).map((each) => ({ ...each, check: { ...CHECK, ...check } }));
    const all = purpose === 'write' ? servers : [...pool('write'), ...servers];
    return found([balancer(all)], recipe).map((line) => line.split(' ').slice(0, 2).join(' '));
  };

  it.each<[string, 'write' | 'read', Partial<ConfiguredCheck>, EvidenceRecipe, readonly string[]]>([
    ['/leader', 'write', { path: '/leader' }, {}, []],
    ['/', 'write', { path: '/' }, {}, []],
    ['/master', 'write', { path: '/master' }, {}, []],
    ['/replica', 'write', { path: '/replica' }, {}, ['error haproxy-wrong-check']],
    ['/health', 'read', { path: '/health' }, {}, ['warning haproxy-wrong-check']],
    ['/read-only', 'read', { path: '/read-only' }, {}, []],
    ['/sync', 'read', { path: '/sync?lag=1MB' }, {}, []],
    ['an unknown path', 'write', { path: '/primry' }, {}, ['error haproxy-wrong-check']],
    ['/primary of a standby cluster', 'write', {}, STANDBY, ['error haproxy-wrong-check']],
    ['/standby-leader', 'write', { path: '/standby-leader' }, STANDBY, []],
    [
      '/standby-leader of no standby cluster',
      'write',
      { path: '/standby-leader' },
      {},
      ['error haproxy-wrong-check'],
    ],
    ['none', 'write', { isChecked: false }, {}, ['error haproxy-wrong-check']],
    ['of the connection', 'write', { kind: 'tcp', path: null }, {}, ['error haproxy-wrong-check']],
    ['by a program', 'write', { kind: 'external', path: null }, {}, []],
    ['with TLS that the agent does not speak', 'write', { tls: true }, {}, ['error haproxy-wrong-check']],
    [
      'slow',
      'write',
      { inter: 3000, fastinter: 3000, downinter: 3000, rise: 2 },
      {},
      ['warning haproxy-slow-reaction'],
    ],
    ['slow, where it matters less', 'read', { path: '/replica', inter: 9000 }, {}, []],
    [
      'without an end of sessions',
      'write',
      { endsSessions: false },
      {},
      ['warning haproxy-no-session-shutdown'],
    ],
    [
      'without an end of sessions, where it matters less',
      'read',
      { path: '/replica', endsSessions: false },
      {},
      [],
    ],
  ])('%s: %s', (_, purpose, check, recipe, expected) => {
    expect(judged(check, purpose, recipe)).toEqual(expected);
  });

  it('are judged without a file by what HAProxy tells', () => {
    const plain = pool('write').map((each) => ({ ...each, checkStatus: 'L4OK' }));
    expect(found([balancer(plain)])).toEqual(['error haproxy-wrong-check lb1:9999 demo_write']);
    const unchecked = pool('read').map((each) => ({
      ...each,
      status: 'no check',
      checkStatus: null,
      isUp: true,
    }));
    expect(found([balancer([...pool('write'), ...unchecked])])).toEqual([
      'warning haproxy-wrong-check lb1:9999 demo_read',
    ]);
    const elsewhere = pool('write', { pg1: { checkPort: 8008 } });
    const [finding] = balancerFindings(anEvidence({ rest: { balancers: [balancer(elsewhere)] } }));
    expect(finding).toMatchObject({
      code: 'haproxy-wrong-check',
      message:
        'the check of pg1 asks port 8008, and the agent of pg1 listens on 18001 (HAProxy lb1:9999, pool demo_write)',
    });
  });
});

it('finds replicas that are read from and lag, by the limit of their check', () => {
  const lag = 20 * 1024 * 1024;
  const agent = { replayPosition: 0x5a3c1f8 - lag };
  const recipe = { members: { pg1: { agent } } };
  const checked = (path: string) => pool('read').map((each) => ({ ...each, check: { ...CHECK, path } }));
  expect(found([balancer(well())], recipe)).toEqual([
    'warning haproxy-reader-lagging lb1:9999 demo_read/pg1',
  ]);
  expect(found([balancer([...pool('write'), ...checked('/replica?lag=32MB')])], recipe)).toEqual([]);
  expect(found([balancer([...pool('write'), ...checked('/replica?lag=1MB')])], recipe)).toHaveLength(1);
  expect(found([balancer([...pool('write'), ...pool('read', { pg1: DOWN })])], recipe)).toEqual([]);
});

describe('servers that were left out', () => {
  const drained = [...pool('write'), ...pool('read', { pg1: { ...DOWN, status: 'DRAIN', admin: 'drain' } })];
  const messages = (evidence: BalancerEvidence) =>
    balancerFindings(anEvidence({ rest: { balancers: [evidence] } })).map(({ message }) => message);

  it('are told with who did it, if that is noted', () => {
    const note = { balancer: 'lb1:9999', pool: 'demo_read', server: 'pg1', member: 'pg1' };
    const notes = [{ ...note, at: '2026-11-22T11:00:00.000Z', by: 'ann@desk' }];
    expect(decodeDrainNotes(encodeDrainNotes(notes))).toEqual(notes);
    expect(messages(balancer(drained, { notes }))[0]).toContain(
      'by ann@desk at 2026-11-22T11:00:00.000Z with ctl',
    );
    const elsewhere = notes.map((each) => ({ ...each, balancer: 'lb2:9999' }));
    expect(messages(balancer(drained, { notes: elsewhere }))[0]).toContain('nobody has noted why');
  });

  it.each(['', 'null', '[]', '{"drained": {}}', '{"drained": [1, {"pool": "x"}]}'])(
    '%j is no note',
    (text) => {
      expect(decodeDrainNotes(text)).toEqual([]);
    },
  );
});

it('finds a HAProxy and a file that cannot be read', () => {
  const silent = balancer([], { servers: unanswered('haproxy-unreachable', 'nobody listens there') });
  expect(found([silent])).toEqual(['error haproxy-unreachable lb1:9999']);
  const unread = balancer(well(), { file: unanswered('haproxy-file-unreadable', 'no such file') });
  expect(found([unread])).toEqual(['warning haproxy-file-unreadable lb1:9999']);
});
