import { describe, expect, it } from 'vitest';
import { findDsn } from '../../../src/operations/dsn/find-dsn.js';
import { aCluster, aMember, PRIMARY } from '../../support/clusters.js';
import { FakeDcs, type FakeScope } from '../../support/fakes.js';

const REQUEST = {
  scope: 'demo',
  group: null,
  citus: false,
  role: null,
  member: null,
  command: 'dsn',
  all: false,
} as const;

const find = (changes: object = {}, scope: FakeScope = aCluster()) =>
  findDsn(new FakeDcs({ demo: scope }), { ...REQUEST, ...changes });
const dsn = async (...args: Parameters<typeof find>) => (await find(...args)).dsn;

describe('findDsn', () => {
  it('finds the leader, a role, a name', async () => {
    expect(await dsn()).toBe('host=127.0.0.1 port=15402');
    expect(await dsn({ role: 'replica' })).toBe('host=127.0.0.1 port=15401');
    expect(await dsn({ member: 'pg3' })).toBe('host=127.0.0.1 port=15403');
    expect(await dsn({ role: 'any' })).toBe('host=127.0.0.1 port=15401');
  });

  it('says what is in it', async () => {
    expect(await find({ role: 'standby' })).toEqual({
      outcome: 'done',
      code: null,
      warnings: [],
      errors: [],
      scope: 'demo',
      group: null,
      dsn: 'host=127.0.0.1 port=15401',
      members: [{ name: 'pg1', host: '127.0.0.1', port: 15401, role: 'replica' }],
    });
  });

  it.each([
    [{ role: 'leader', member: 'pg1' }, 'usage', '--role and --member are mutually exclusive options'],
    [{ all: true, member: 'pg1' }, 'usage', '--all and --member are mutually exclusive options'],
    [{ scope: null }, 'usage', 'No cluster was named'],
    [{ scope: 'demi' }, 'not-found', 'there is no cluster "demi"'],
    [{ group: 3 }, 'not-found', 'has no Citus group 3'],
    [
      { member: 'pg4' },
      'not-found',
      'Can not find a suitable member: demo has no member "pg4"; members: pg1, pg2, pg3',
    ],
    [
      { role: 'standby-leader' },
      'refused',
      'Can not find a suitable member: no member of demo has the role standby-leader',
    ],
    [
      { all: true, role: 'standby-leader' },
      'refused',
      'libpq cannot look for the leader of a standby cluster',
    ],
  ])('%j ends with %s: %s', async (changes, outcome, message) => {
    await expect(find(changes)).rejects.toMatchObject({ outcome, message: expect.stringContaining(message) });
  });

  it('names what was perhaps meant', async () => {
    await expect(find({ member: 'pg4' })).rejects.toMatchObject({
      problem: { next: expect.stringMatching(/^did you mean pg1\b/) },
    });
  });

  it('needs a leader and an address', async () => {
    const leaderless = aCluster({ leader: null });
    await expect(find({}, leaderless)).rejects.toMatchObject({
      outcome: 'refused',
      problem: {
        code: 'no-suitable-member',
        message: expect.stringContaining('demo has no leader at the moment'),
      },
    });
    const silent = aCluster({ members: [aMember('pg2', { host: null, port: null })] });
    await expect(find({}, silent)).rejects.toMatchObject({ problem: { code: 'no-address' } });
  });

  it('says that several addresses are none', async () => {
    const members = [aMember('pg1'), aMember('pg2', { host: 'a:5432,b:5433', port: null })];
    const message = 'pg2 has published a:5432,b:5433 for its PostgreSQL, which is not one address';
    await expect(find({ member: 'pg2' }, aCluster({ members }))).rejects.toThrow(message);
    expect((await find({ all: true, role: 'any' }, aCluster({ members }))).warnings).toMatchObject([
      { message },
    ]);
  });

  it('searches all groups of a Citus cluster, the coordinator first', async () => {
    const worker = aCluster({
      leader: 'pg7',
      members: [aMember('pg7', { role: 'primary' }), aMember('pg8')],
    });
    const groups = new Map([
      [2, worker],
      [0, aCluster({ leader: null, members: [aMember('pg1')] })],
    ]);
    expect(await find({}, groups)).toMatchObject({ group: 2, dsn: 'host=127.0.0.1 port=15407' });
    expect(await find({ role: 'any' }, groups)).toMatchObject({ group: 0, dsn: 'host=127.0.0.1 port=15401' });
    expect(await find({ group: 2, role: 'replica' }, groups)).toMatchObject({
      dsn: 'host=127.0.0.1 port=15408',
    });
  });
});

describe('--all', () => {
  const members = [
    aMember('pg1', { host: 'fd00::1', port: 5432 }),
    aMember('pg2', { role: 'primary' }),
    aMember('pg3', { host: null, port: null }),
  ];

  it.each([
    [null, 'read-write'],
    ['primary', 'read-write'],
    ['replica', 'prefer-standby'],
    ['any', 'any'],
  ])('of role %s looks for %s', async (role, attribute) => {
    const report = await find({ all: true, role }, aCluster({ members }));
    expect(report.dsn).toBe(
      `postgresql://[fd00::1]:5432,127.0.0.1:15402/postgres?target_session_attrs=${attribute}`,
    );
    expect(report.warnings).toMatchObject([{ code: 'no-address', subject: 'pg3' }]);
  });

  it('has nothing to offer for writing in a standby cluster', async () => {
    const standby = aCluster({ config: { standby_cluster: { host: 'h' } } });
    await expect(find({ all: true }, standby)).rejects.toMatchObject({
      problem: { code: 'standby-cluster' },
    });
    expect(await dsn({ all: true, role: 'replica' }, standby)).toContain('prefer-standby');
  });
});

describe('a member that has diverged', () => {
  const history = [{ timeline: 3, switchPoint: 0x5000000, reason: null, at: null, newLeader: 'pg2' }];
  const past = { timeline: 3, position: 0x5a00000, receivePosition: 0x5a00000, replayPosition: 0x5a00000 };
  const gone = (...names: readonly string[]) =>
    aCluster({
      members: ['pg1', 'pg2', 'pg3'].map((name) =>
        aMember(name, { ...(name === 'pg2' ? PRIMARY : {}), ...(names.includes(name) ? past : {}) }),
      ),
      changes: { history },
    });

  it.each(['replica', 'standby', 'any'] as const)('is not who has the role %s', async (role) => {
    const { members, warnings } = await find({ role }, gone('pg1'));
    expect({ member: members[0]?.name, warnings }).toEqual({
      member: role === 'any' ? 'pg2' : 'pg3',
      warnings: [],
    });
  });

  it('is found by its name, with a warning', async () => {
    const { dsn: found, warnings } = await find({ member: 'pg1' }, gone('pg1'));
    expect(found).toBe('host=127.0.0.1 port=15401');
    expect(warnings).toMatchObject([
      {
        code: 'diverged',
        subject: 'pg1',
        message: expect.stringMatching(/^pg1 has diverged: it is at 0\/5A00000 /),
      },
    ]);
  });

  it('is not taken where nobody else has the role', async () => {
    await expect(find({ role: 'replica' }, gone('pg1', 'pg3'))).rejects.toMatchObject({
      outcome: 'refused',
      problem: {
        code: 'diverged',
        message:
          'Can not find a suitable member: no member of demo with the role replica has the data of the cluster: pg1 has diverged, pg3 has diverged',
        next: 'ctl status demo',
      },
    });
  });

  it.each([
    [null, 3, []],
    ['primary', 3, []],
    ['replica', 2, ['diverged']],
    ['any', 2, ['diverged']],
  ])('--all of role %s names %d members', async (role, count, codes) => {
    const { members, warnings } = await find({ all: true, role }, gone('pg1'));
    expect(members).toHaveLength(count);
    expect(warnings.map(({ code }) => code)).toEqual(codes);
  });

  it('of which nobody can tell is the last to be chosen, with a warning', async () => {
    const silent = { timeline: null, position: null, receivePosition: null, replayPosition: null };
    const members = (state: object) => [
      aMember('pg1', silent),
      aMember('pg2', PRIMARY),
      aMember('pg3', state),
    ];
    const either = await find({ role: 'replica' }, aCluster({ members: members({}) }));
    expect(either).toMatchObject({ members: [{ name: 'pg3' }], warnings: [] });
    const nobody = await find({ role: 'replica' }, aCluster({ members: members(silent) }));
    expect(nobody).toMatchObject({ members: [{ name: 'pg1' }], warnings: [{ code: 'divergence-unknown' }] });
  });
});
