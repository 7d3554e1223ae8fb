import { describe, expect, it } from 'vitest';
import type { Failure, Problem } from '../../../src/errors.js';
import {
  type ListReport,
  type ListRequest,
  listMembers,
} from '../../../src/operations/listing/list-members.js';
import { aCluster, aMember, PRIMARY } from '../../support/clusters.js';
import { FakeNotes } from '../../support/fake-notes.js';
import { FakeClock, FakeDcs, type FakeScope } from '../../support/fakes.js';

function list(dcs: FakeDcs, request: Partial<ListRequest> = {}): Promise<ListReport> {
  return listMembers(
    { dcs, clock: new FakeClock(), notes: new FakeNotes() },
    {
      scopes: ['demo'],
      group: null,
      citus: false,
      command: 'list',
      ...request,
    },
  );
}

async function failureOf(dcs: FakeDcs, request: Partial<ListRequest>): Promise<object> {
  return list(dcs, request).then(
    () => expect.unreachable('no failure'),
    ({ outcome, problem }: Failure) => ({ outcome, ...problem }),
  );
}

describe('listMembers', () => {
  it('reports a cluster with its members', async () => {
    const report = await list(
      new FakeDcs({ demo: aCluster({ members: [aMember('pg1'), aMember('pg2', PRIMARY)] }) }),
    );
    expect(report).toMatchObject({
      outcome: 'done',
      at: '2026-11-22T18:07:00.000Z',
      warnings: [],
      clusters: [
        {
          scope: 'demo',
          namespace: '/service/',
          group: null,
          initialization: 'initialized',
          systemIdentifier: '7711056618934199894',
          leader: 'pg2',
          timeline: 4,
          leaderLsn: '0/5A3C1F8',
          paused: false,
          scheduledSwitchover: null,
          leaderRace: null,
          lastKnownLeader: 'pg2',
          verdict: 'healthy',
          summary: '1 leader, 1 replica streaming',
          revision: 48211,
          consistency: 'linearizable',
          members: [
            {
              name: 'pg1',
              role: 'replica',
              rawRole: 'replica',
              state: 'streaming',
              rawState: 'running',
              lag: 0,
              tags: null,
            },
            {
              name: 'pg2',
              role: 'leader',
              rawRole: 'primary',
              receiveLsn: null,
              receiveLag: null,
              lag: null,
            },
          ],
        },
      ],
    });
  });

  it('tells positions as text, lag as bytes, and the one that Patroni measures', async () => {
    const member = aMember('pg1', {
      position: 0x5a3c000,
      receivePosition: 0x5a3c000,
      replayPosition: 0x5a3b000,
    });
    const report = await list(new FakeDcs({ demo: aCluster({ members: [member] }) }));
    expect(report.clusters?.[0]?.members[0]).toMatchObject({
      receiveLsn: '0/5A3C000',
      receiveLag: 0x1f8,
      replayLsn: '0/5A3B000',
      replayLag: 0x11f8,
      lag: 0x1f8,
    });
  });

  it('tells of a pause and a scheduled switchover', async () => {
    const failover = { leader: 'pg2', candidate: null, scheduledAt: '2030-01-01T11:00:00Z', revision: 7 };
    const report = await list(
      new FakeDcs({ demo: aCluster({ config: { pause: true }, changes: { failover } }) }),
    );
    expect(report.clusters?.[0]).toMatchObject({
      paused: true,
      scheduledSwitchover: { at: '2030-01-01T11:00:00+00:00', from: 'pg2', to: null, obstacle: 'paused' },
    });
  });

  it('does not call a failover that is not scheduled a scheduled one', async () => {
    const failover = { leader: null, candidate: 'pg1', scheduledAt: null, revision: 7 };
    const report = await list(new FakeDcs({ demo: aCluster({ changes: { failover } }) }));
    expect(report.clusters?.[0]?.scheduledSwitchover).toBeNull();
  });

  it.each([
    { name: 'the sync key', changes: { sync: { leader: 'pg9', standbys: [], quorum: 0 } }, leader: 'pg9' },
    {
      name: 'the history',
      changes: { history: [{ timeline: 3, switchPoint: 1, reason: null, at: null, newLeader: 'pg8' }] },
      leader: 'pg8',
    },
    { name: 'nobody', changes: {}, leader: null },
  ])('without a leader it races, and knows the last one from $name', async ({ changes, leader }) => {
    const report = await list(
      new FakeDcs({ demo: aCluster({ leader: null, members: [aMember('pg1')], changes }) }),
    );
    expect(report.clusters?.[0]).toMatchObject({
      leader: null,
      lastKnownLeader: leader,
      leaderRace: [{ member: 'pg1', obstacle: null, lag: 0 }],
    });
  });

  it('lists several clusters in the order in which they were named, each once', async () => {
    const dcs = new FakeDcs({ demo: aCluster(), other: aCluster() });
    const report = await list(dcs, { scopes: ['other', 'demo', 'other'] });
    expect(report.clusters?.map(({ scope }) => scope)).toEqual(['other', 'demo']);
  });

  it('needs a cluster', async () => {
    expect(await failureOf(new FakeDcs({}), { scopes: [] })).toEqual({
      outcome: 'usage',
      code: 'no-cluster',
      message: 'No cluster was named and the configuration has no scope.',
      subject: null,
      next: 'ctl list CLUSTER, or set scope in the configuration',
    });
  });

  it.each([
    {
      name: 'near matches first',
      scopes: ['prod'],
      message: 'there is no cluster "prod" under /service/. Found: prod-eu, prod-us, demo.',
      next: 'ctl list prod-eu',
    },
    {
      name: "a member's name where the cluster belongs",
      scopes: ['pg3'],
      message: 'there is no cluster "pg3" under /service/. Found: demo, prod-eu, prod-us.',
      next: '"pg3" is a member of demo: ctl list demo',
    },
    {
      name: 'one wrong name among several',
      scopes: ['demo', 'zzzzzz'],
      message: 'there is no cluster "zzzzzz" under /service/. Found: demo, prod-eu, prod-us.',
      next: null,
    },
  ])('does not know $name', async ({ scopes, message, next }) => {
    const empty = aCluster({ members: [] });
    const dcs = new FakeDcs({ demo: aCluster(), 'prod-eu': empty, 'prod-us': empty });
    const subject = scopes.at(-1);
    expect(await failureOf(dcs, { scopes })).toEqual({
      outcome: 'not-found',
      code: 'unknown-cluster',
      message,
      subject,
      next,
    });
  });

  it('does not flood with names', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `cluster-number-${index}`);
    const dcs = new FakeDcs(Object.fromEntries(names.map((name) => [name, aCluster()])));
    expect(await failureOf(dcs, { scopes: ['x'] })).toMatchObject({
      message: `there is no cluster "x" under /service/. Found: ${names.slice(0, 10).join(', ')} and 2 more.`,
    });
  });

  it('says so if there are no clusters at all', async () => {
    expect(await failureOf(new FakeDcs({}), { scopes: ['x'] })).toMatchObject({
      message: 'there is no cluster "x" under /service/. Found: no clusters at all.',
    });
  });

  it('passes on what etcd could not be understood about', async () => {
    const broken: Problem = {
      code: 'broken-key',
      message: 'garbage',
      subject: '/service/demo/config',
      next: null,
    };
    const dcs = new FakeDcs({ demo: aCluster() });
    dcs.reading = { warnings: [broken] };
    expect((await list(dcs)).warnings).toEqual([broken]);
  });

  it('warns of a stale picture', async () => {
    const dcs = new FakeDcs({ demo: aCluster() });
    dcs.reading = { consistency: 'serializable' };
    const report = await list(dcs);
    expect(report.warnings).toEqual([
      {
        code: 'stale-read',
        message: 'demo: this is what one etcd member last knew (revision 48211); it may be out of date',
        subject: 'demo',
        next: null,
      },
    ]);
    expect(report.clusters?.[0]).toMatchObject({ consistency: 'serializable', verdict: 'unknown' });
  });
});

describe('listMembers of a Citus cluster', () => {
  const groups = new Map([
    [0, aCluster({ leader: 'c1', members: [aMember('c1', PRIMARY)] })],
    [1, aCluster({ leader: 'w1', members: [aMember('w1', PRIMARY)] })],
  ]);
  const root = aCluster();

  it.each<{
    name: string;
    scope: ConstructorParameters<typeof FakeDcs>[0];
    request: Partial<ListRequest>;
    groups: unknown;
  }>([
    { name: 'all groups, if there is nothing else', scope: { demo: groups }, request: {}, groups: [0, 1] },
    { name: 'one group', scope: { demo: groups }, request: { group: 1 }, groups: [1] },
    {
      name: 'the cluster beside groups',
      scope: { demo: { cluster: root, groups } },
      request: {},
      groups: [null],
    },
    {
      name: 'the groups beside a cluster, if the settings say Citus',
      scope: { demo: { cluster: root, groups } },
      request: { citus: true },
      groups: [0, 1],
    },
    {
      name: 'the cluster, if there are no groups',
      scope: { demo: root },
      request: { citus: true },
      groups: [null],
    },
  ])('lists $name', async ({ scope, request, groups: expected }) => {
    const report = await list(new FakeDcs(scope), request);
    expect(report.clusters?.map(({ group }) => group)).toEqual(expected);
  });

  it.each([
    { scope: groups, message: 'the cluster "demo" has no Citus group 7; groups: 0, 1.' },
    { scope: root, message: 'the cluster "demo" has no Citus group 7; it has no Citus groups.' },
  ])('knows no other group: $message', async ({ scope, message }) => {
    expect(await failureOf(new FakeDcs({ demo: scope }), { group: 7 })).toEqual({
      outcome: 'not-found',
      code: 'unknown-group',
      message,
      subject: '7',
      next: null,
    });
  });
});

describe('the pause that listMembers tells of', () => {
  const PAUSED = aCluster({ config: { pause: true } });
  const NOTE = '{"by":"ann","host":"db7","since":"2026-11-22T17:00:00.000Z","configRevision":40}';

  async function listed(notes: FakeNotes, scopes: Readonly<Record<string, FakeScope>>): Promise<ListReport> {
    const ports = { dcs: new FakeDcs(scopes), clock: new FakeClock(), notes };
    const request = { scopes: Object.keys(scopes), group: null, citus: false, command: 'list' };
    return listMembers(ports, request);
  }

  it('is noted, for each cluster and each Citus group that is paused; nothing else is looked up', async () => {
    const notes = new FakeNotes({ 'demo/pause': NOTE, 'cit/1/pause': NOTE });
    const groups = new Map([
      [0, aCluster()],
      [1, PAUSED],
    ]);
    const { clusters } = await listed(notes, { demo: PAUSED, cit: groups, other: aCluster() });
    expect(clusters?.map(({ scope, group, pause }) => [scope, group, pause?.by ?? pause])).toEqual([
      ['demo', null, 'ann'],
      ['cit', 0, null],
      ['cit', 1, 'ann'],
      ['other', null, null],
    ]);
    expect(notes.asked).toEqual(['demo/pause', 'cit/1/pause']);
  });

  it.each([
    [{}, 'not-noted'],
    [{ 'demo/pause': 'nonsense' }, 'not-noted'],
    [{ 'demo/pause': NOTE.replace('40', '39') }, 'uncertain'],
  ])('with the notes %j is %s', async (texts, known) => {
    const { clusters, warnings } = await listed(new FakeNotes(texts), { demo: PAUSED });
    expect(clusters?.[0]).toMatchObject({ paused: true, pause: { known } });
    expect(warnings).toEqual([]);
  });

  it('is there without its note, with a warning, if that may not be read', async () => {
    const notes = new FakeNotes({ 'demo/pause': NOTE });
    notes.problem = { code: 'notes-denied', message: 'permission denied', subject: null, next: null };
    const report = await listed(notes, { demo: PAUSED });
    expect(report).toMatchObject({
      outcome: 'done',
      warnings: [{ code: 'notes-denied' }],
      clusters: [{ paused: true, pause: { known: 'not-read', by: null } }],
    });
  });
});
