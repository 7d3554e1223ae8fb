import { describe, expect, it } from 'vitest';
import type { Failure, Problem } from '../../../src/errors.js';
import {
  readOwnVersions,
  readVersions,
  type VersionsRequest,
} from '../../../src/operations/version/read-versions.js';
import { aCluster, aMember } from '../../support/clusters.js';
import { FakeAgents, silence } from '../../support/fake-agents.js';
import { FakeDcs } from '../../support/fakes.js';
import { aStatus } from '../../support/statuses.js';

const own = { ctl: '0.1.0', node: 'v20.20.2' };
const request: VersionsRequest = { own, scope: 'demo', group: null, members: [] };
const all = { pg1: aStatus('pg1'), pg2: aStatus('pg2'), pg3: aStatus('pg3') };

async function failureOf(dcs: FakeDcs, agents: FakeAgents, changes: Partial<VersionsRequest>) {
  return readVersions(dcs, agents, { ...request, ...changes }).then(
    () => expect.unreachable('no failure'),
    ({ outcome, problem }: Failure) => ({ outcome, ...problem }),
  );
}

it('knows its own versions without asking anybody', () => {
  expect(readOwnVersions(own)).toMatchObject({ outcome: 'done', ...own, scope: null, members: null });
});

describe('the versions of a cluster', () => {
  const dcs = new FakeDcs({ demo: aCluster() });

  it('are those of all members, by name', async () => {
    const agents = new FakeAgents({ ...all, pg3: aStatus('pg3', { state: 'stopped', serverVersion: null }) });
    const report = await readVersions(dcs, agents, request);
    expect(report).toMatchObject({
      outcome: 'done',
      code: null,
      errors: [],
      ...own,
      scope: 'demo',
      namespace: '/service/',
      members: [
        {
          group: null,
          name: 'pg1',
          apiUrl: 'http://127.0.0.1:18001/patroni',
          reachable: true,
          patroniVersion: '4.1.5',
          postgresVersion: '15.20',
          serverVersion: 150020,
          problem: null,
          source: 'agent',
          age: 0,
        },
        { name: 'pg2' },
        { name: 'pg3', reachable: true, patroniVersion: '4.1.5', postgresVersion: null, serverVersion: null },
      ],
    });
    expect(agents.asked).toContainEqual({
      scope: 'demo',
      name: 'pg1',
      apiUrl: 'http://127.0.0.1:18001/patroni',
    });
  });

  it('are those of the members that are named', async () => {
    const agents = new FakeAgents(all);
    const report = await readVersions(dcs, agents, { ...request, members: ['pg3', 'pg1'] });
    expect(report.members?.map(({ name }) => name)).toEqual(['pg1', 'pg3']);
    expect(agents.asked).toHaveLength(2);
  });

  const stranger: Problem = { code: 'agent-is-someone-else', message: 'is pg1', subject: 'pg2', next: null };

  it.each([
    {
      name: 'some are silent',
      answers: { pg1: aStatus('pg1') },
      outcome: 'partial',
      code: 'agent-unreachable',
    },
    { name: 'all are silent', answers: {}, outcome: 'unreachable', code: 'agent-unreachable' },
    {
      name: 'one is another',
      answers: { ...all, pg2: stranger },
      outcome: 'partial',
      code: 'agent-is-someone-else',
    },
    { name: 'reasons differ', answers: { pg2: stranger }, outcome: 'unreachable', code: 'agent-unreachable' },
  ])('are $outcome if $name', async ({ answers, outcome, code }) => {
    const report = await readVersions(dcs, new FakeAgents(answers), request);
    const problems = report.members?.flatMap(({ problem }) => problem ?? []);
    expect(report).toMatchObject({ outcome, code, errors: problems });
    expect(report.members).toHaveLength(3);
  });

  it('of a silent member are unknown', async () => {
    const report = await readVersions(dcs, new FakeAgents({}), { ...request, members: ['pg1'] });
    expect(report.members).toMatchObject([
      {
        name: 'pg1',
        reachable: false,
        patroniVersion: null,
        postgresVersion: null,
        problem: silence('pg1'),
        age: null,
      },
    ]);
  });

  it('of a cluster without members are none', async () => {
    const empty = new FakeDcs({ demo: aCluster({ members: [] }) });
    expect(await readVersions(empty, new FakeAgents({}), request)).toMatchObject({
      outcome: 'done',
      members: [],
    });
  });

  it('come with what could not be understood in etcd', async () => {
    const broken: Problem = { code: 'broken-key', message: 'x', subject: null, next: null };
    const strange = new FakeDcs({ demo: aCluster() });
    strange.reading = { warnings: [broken] };
    expect((await readVersions(strange, new FakeAgents(all), request)).warnings).toEqual([broken]);
  });

  it.each([
    {
      members: ['pg1', 'pg22'],
      message: 'the cluster "demo" has no member "pg22"; members: pg2, pg1, pg3.',
      next: expect.stringMatching(/^did you mean pg2\b/),
    },
    {
      members: ['zzzzz'],
      message: 'the cluster "demo" has no member "zzzzz"; members: pg1, pg2, pg3.',
      next: null,
    },
  ])('are not asked for if a name is wrong: $members', async ({ members, message, next }) => {
    const agents = new FakeAgents(all);
    const subject = members.at(-1);
    expect(await failureOf(dcs, agents, { members })).toEqual({
      outcome: 'not-found',
      code: 'unknown-member',
      message,
      subject,
      next,
    });
    expect(agents.asked).toEqual([]);
  });

  it('name few of many members in a failure', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `member-${index}`);
    const large = new FakeDcs({ demo: aCluster({ members: names.map((name) => aMember(name)) }) });
    const failure = await failureOf(large, new FakeAgents({}), { members: ['x'] });
    expect(failure.message).toContain(`${names[9]} and 2 more.`);
    const empty = new FakeDcs({ demo: aCluster({ members: [] }) });
    expect((await failureOf(empty, new FakeAgents({}), { members: ['x'] })).message).toContain(
      'it has none.',
    );
  });

  it('of no cluster at all', async () => {
    const failure = await failureOf(dcs, new FakeAgents({}), { scope: 'dmeo' });
    expect(failure).toMatchObject({
      outcome: 'not-found',
      code: 'unknown-cluster',
      next: 'ctl version demo',
    });
  });
});

describe('the versions of a Citus cluster', () => {
  const groups = new Map([
    [0, aCluster({ members: [aMember('c1')] })],
    [1, aCluster({ members: [aMember('w1'), aMember('w2')] })],
  ]);
  const dcs = new FakeDcs({ demo: groups });
  const agents = new FakeAgents({ c1: aStatus('c1'), w1: aStatus('w1'), w2: aStatus('w2') });

  it.each([
    { group: null, members: ['0 c1', '1 w1', '1 w2'] },
    { group: 1, members: ['1 w1', '1 w2'] },
  ])('of group $group', async ({ group, members }) => {
    const report = await readVersions(dcs, agents, { ...request, group });
    expect(report.members?.map((member) => `${member.group} ${member.name}`)).toEqual(members);
  });

  it('know no other group', async () => {
    expect(await failureOf(dcs, agents, { group: 7 })).toMatchObject({ code: 'unknown-group' });
  });
});
