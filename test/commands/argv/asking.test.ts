import { describe, expect, it } from 'vitest';
import type { SqlAnswer } from '../../../src/operations/ports/sql-ports.js';
import { aCluster } from '../../support/clusters.js';
import { FakeAgents } from '../../support/fake-agents.js';
import { FakeSql, oneValue } from '../../support/fake-sql.js';
import { fakeWorld, someSettings } from '../../support/fake-world.js';
import { FakeDcs } from '../../support/fakes.js';
import { documentOf, refusal, runArgv } from '../../support/run-command.js';
import { aStatus } from '../../support/statuses.js';

/** Nobody leads. */
const DOWN = () => fakeWorld({ clusters: { demo: aCluster({ leader: null }) } });
const OWN = { settings: someSettings({ scope: 'other' }) };

/** What `doctor --bundle` keeps. */
async function bundle(): Promise<string> {
  const { newFiles } = fakeWorld();
  await runArgv('doctor demo --bundle b.json', { ports: { newFiles } });
  return newFiles.texts.get('b.json') ?? '';
}

describe('ctl status', () => {
  it.each([
    ['status demo', ['demo']],
    ['status demo other', ['demo', 'other']],
    ['status', ['other']],
    ['status --all', ['demo', 'other']],
    ['status -A', ['demo', 'other']],
  ])('%s', async (typed, scopes) => {
    const document = await documentOf(typed, { ports: OWN });
    expect(document).toMatchObject({ exit: 0, clusters: scopes.map((scope) => ({ scope })) });
  });

  it.each([
    ['status demo --fail-on down', 3],
    ['status demo', 3],
    ['status demo --fail-on degraded', 3],
    ['status nobody', 7],
    ['status demo --all', 2],
    ['status demo --group 1', 7],
  ])('%s of a cluster without a leader exits %d', async (typed, exit) => {
    expect(await documentOf(typed, { ports: DOWN() })).toMatchObject({ exit });
  });

  it('--fail-on down lets the merely degraded pass', async () => {
    const exits = [];
    for (const options of ['', ' --fail-on degraded', ' --fail-on down']) {
      const agents = new FakeAgents({ pg2: aStatus('pg2', { role: 'primary' }) });
      exits.push((await documentOf(`status demo${options}`, { ports: { agents } })).exit);
    }
    expect(exits).toEqual([3, 3, 0]);
  });

  it('--from reads a file, and nothing else', async () => {
    const { input } = fakeWorld({ files: { 'b.json': await bundle() } });
    const { opened, document } = await runArgv('status --from b.json --json', { ports: { input } });
    expect(document).toMatchObject({ exit: 0, from: 'b.json', clusters: [{ scope: 'demo' }] });
    expect(opened).toEqual([]);
  });

  it.each([
    ['status --from b.json --all', "Options '--all' and '--from' cannot be given together."],
    ['status --from b.json --group 1', "Options '--group' and '--from' cannot be given together."],
    ['status --fail-on never', /^Invalid value for '--fail-on': 'never' is not one of/],
    ['status --from', "Option '--from' requires an argument."],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toMatch(message);
  });
});

describe('ctl doctor', () => {
  it('asks, and steps through the connections', async () => {
    const { exit, document, opened } = await runArgv('doctor demo --json');
    expect(document).toMatchObject({ scope: 'demo', group: null, from: null, bundle: null });
    expect([exit, opened]).toMatchObject([0, [{ asksMembers: true }]]);
    expect(document.connections).toHaveLength(7);
  });

  it.each([
    ['doctor', 'other'],
    ['doctor demo', 'demo'],
  ])('%s', async (typed, scope) => {
    expect(await documentOf(typed, { ports: OWN })).toMatchObject({ exit: 0, scope });
  });

  it('--extended and -e show every step', async () => {
    const steps = (await runArgv('doctor demo --extended')).stdout;
    expect(steps).toMatch(/^ +resolve +ok/m);
    expect((await runArgv('doctor demo -e')).stdout).toBe(steps);
    expect((await runArgv('doctor demo')).stdout).not.toMatch(/^ +resolve +ok/m);
  });

  it('--bundle keeps what --from reads', async () => {
    const { input } = fakeWorld({ files: { 'b.json': await bundle() } });
    const { opened, document } = await runArgv('doctor --from b.json --json', { ports: { input } });
    expect(document).toMatchObject({ exit: 0, from: 'b.json', scope: 'demo' });
    expect(opened).toEqual([]);
  });

  it.each([
    ['doctor nobody', 7],
    ['doctor demo --group 1', 7],
    ['doctor', 2],
  ])('%s exits %d', async (typed, exit) => {
    expect(await documentOf(typed)).toMatchObject({ exit });
  });

  it.each([
    ['doctor --from f --bundle g', "Options '--bundle' and '--from' cannot be given together."],
    ['doctor --from f --group 1', "Options '--group' and '--from' cannot be given together."],
    ['doctor a b', 'Got unexpected extra argument (b)'],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toBe(message);
  });
});

describe('ctl check', () => {
  it.each([
    ['check demo', 0, [{ scope: 'demo', checks: [{ name: 'findings' }] }]],
    ['check', 0, [{ scope: 'other' }]],
    ['check --all', 0, [{ scope: 'demo' }, { scope: 'other' }]],
    ['check -A --only leader', 0, [{ scope: 'demo' }, { scope: 'other' }]],
    ['check demo --only leader,lag', 0, [{ checks: [{ name: 'leader' }, { name: 'lag' }] }]],
    ['check demo --only leader --only lag', 0, [{ checks: [{ name: 'leader' }, { name: 'lag' }] }]],
    ['check demo --group 1', 3, null],
    ['check nobody', 2, [{ state: 'CRITICAL' }]],
    ['check demo --all', 3, null],
  ])('%s exits %d', async (typed, exit, clusters) => {
    expect(await documentOf(typed, { ports: OWN })).toMatchObject({ exit, clusters });
  });

  it.each([
    ['--warning-replicas 3:', 'replicas', 1],
    ['--critical-replicas 3:', 'replicas', 2],
    ['--warning-members 2', 'members', 1],
    ['--critical-members @1:5', 'members', 2],
    ['--warning-sync 1:', 'sync', 1],
    ['--critical-sync 1:', 'sync', 2],
    ['--warning-lag 16MB:', 'lag', 1],
    ['--critical-lag 1GB:', 'lag', 2],
    ['--critical-lag 1GB', 'lag', 0],
    ['--patroni-version 4.0', 'version', 2],
    ['--patroni-version 4.1', 'version', 0],
    ['--timeline 5', 'timeline', 2],
    ['--timeline 4', 'timeline', 0],
  ])('%s checks %s, and exits %d', async (options, name, exit) => {
    const document = await documentOf(`check demo --only ${name} ${options}`);
    expect(document).toMatchObject({ exit, clusters: [{ checks: [{ name }] }] });
  });

  it('--state-file remembers, and --save forgives', async () => {
    const { memory } = fakeWorld();
    const at = (timeline: number) => {
      const members = aCluster().members.map((member) => ({ ...member, timeline }));
      return { ...fakeWorld({ clusters: { demo: aCluster({ members }) } }), memory };
    };
    const exits: unknown[] = [];
    for (const [timeline, options] of [
      [4, ''],
      [5, ''],
      [5, ' --save'],
      [5, ''],
    ] as const) {
      const typed = `check demo --only timeline --state-file s.json${options}`;
      exits.push((await documentOf(typed, { ports: at(timeline) })).exit);
    }
    expect([...memory.texts.keys()]).toEqual(['s.json']);
    expect(exits).toEqual([0, 2, 2, 0]);
  });

  it.each([
    ['check --save', "UNKNOWN - Option '--save' needs '--state-file'."],
    ['check --only nonsense', 'UNKNOWN - there is no check "nonsense"'],
    ['check --warning-lag 1mb', /^UNKNOWN - .*unknown unit "mb"/],
    ['check --warning-replicas x', /^UNKNOWN - .*"x" is not a whole number/],
    ['check --timeline 0', /^UNKNOWN - Invalid value for '--timeline'/],
  ])('%s is unknown', async (typed, message) => {
    const { exit, stdout, opened } = await runArgv(typed);
    expect([exit, opened]).toEqual([3, []]);
    expect(stdout.split('\n')[0]).toMatch(message);
  });
});

describe('ctl wait', () => {
  it.each([
    ['wait demo --for leader', 0, 'demo', ['leader'], 0],
    ['wait --for leader', 0, 'other', ['leader'], 0],
    ['wait demo --for leader=pg2 --for streaming', 0, 'demo', ['leader=pg2', 'streaming'], 0],
    ['wait demo --for leader=pg1 --deadline 3s', 5, 'demo', ['leader=pg1'], 3000],
    ['wait demo --for leader=pg1', 5, 'demo', ['leader=pg1'], 60_000],
  ])('%s exits %d', async (typed, exit, scope, conditions, elapsedMs) => {
    const run = await runArgv(`${typed} --json`, { ports: { ...fakeWorld(), ...OWN } });
    const told = conditions.map((condition) => ({ condition }));
    expect(run.document).toMatchObject({ exit, scope, group: null, conditions: told, elapsedMs });
    expect(run.opened).toMatchObject([{ lasting: true }]);
  });

  it.each([
    ['wait', "Missing option '--for'."],
    ['wait --for', "Option '--for' requires an argument."],
    ['wait --for nonsense', /nonsense/],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toMatch(message);
  });

  it('--group', async () => {
    const ports = { dcs: new FakeDcs({ demo: new Map([0, 1].map((group) => [group, aCluster()])) }) };
    expect(await documentOf('wait demo --group 1 --for leader', { ports })).toMatchObject({
      exit: 0,
      group: 1,
    });
  });
});

describe('ctl query', () => {
  const servers = () =>
    new FakeSql(
      new Map(
        [15_401, 15_402, 15_403].map((port) => [port, { inRecovery: port !== 15_402, answer: oneValue(1) }]),
      ),
    );
  it.each([
    ['query demo -c select', '127.0.0.1:15402 null/null/null', 'select'],
    ['query demo --command select', '127.0.0.1:15402 null/null/null', 'select'],
    ['query demo -f q.sql', '127.0.0.1:15402 null/null/null', 'select 2'],
    ['query demo --file -', '127.0.0.1:15402 null/null/null', 'select 3'],
    ['query demo -c select -U anna -d shop', '127.0.0.1:15402 anna/null/shop', 'select'],
    ['query demo -c select --username anna --dbname shop', '127.0.0.1:15402 anna/null/shop', 'select'],
    ['query demo -c select --password', '127.0.0.1:15402 null/secret/null', 'select'],
    ['query demo -c select -m pg3', '127.0.0.1:15403 null/null/null', 'select'],
    ['query demo -c select --member pg3', '127.0.0.1:15403 null/null/null', 'select'],
    ['query demo -c select -r replica', '127.0.0.1:15401 null/null/null', 'select'],
    ['query demo -c select --role leader', '127.0.0.1:15402 null/null/null', 'select'],
  ])('%s', async (typed, login, statements) => {
    const sql = servers();
    const { input } = fakeWorld({ files: { 'q.sql': 'select 2', '-': 'select 3' } });
    expect(await documentOf(typed, { ports: { sql, input } })).toMatchObject({ exit: 0, rows: [[1]] });
    expect([sql.log[0], sql.log.at(-1)]).toEqual([`connect ${login}`, statements]);
    expect(sql.open).toBe(0);
  });

  it('-c and -d before the command are those of every command', async () => {
    const { exit, opened } = await runArgv('-c f -d h query demo -c select');
    expect([exit, opened]).toMatchObject([0, [{ 'config-file': 'f', 'dcs-url': 'h', command: 'select' }]]);
  });

  it.each([
    ['query demo -c select', '?column?\n1\n'],
    ['query demo -c select --format tsv', '?column?\n1\n'],
    ['query demo -c select --format json', '[{"?column?": 1}]\n'],
    ['query demo -c select --format yaml', '- ?column?: 1\n\n'],
  ])('%s', async (typed, text) => {
    expect((await runArgv(typed)).stdout).toBe(text);
  });

  it('--delimiter stands between columns', async () => {
    const columns = ['a', 'b'].map((name) => ({ name, typeOid: 23, type: 'int4' }));
    const answer: SqlAnswer = { kind: 'rows', columns, rows: [[1, 2]] };
    const sql = new FakeSql(new Map([[15_402, { inRecovery: false, answer }]]));
    const { stdout } = await runArgv('query demo -c select --delimiter ;', { ports: { sql } });
    expect(stdout).toBe('a;b\n1;2\n');
  });

  it.each([
    ['query demo -c select -W', '18:07:02'],
    ['query demo -c select --watch 5', '18:07:05'],
  ])('%s asks again', async (typed, at) => {
    expect((await documentOf(typed, { frames: 2 })).at).toMatch(at);
  });

  it.each([
    ['query demo', 2],
    ['query demo -c select -f q.sql', 2],
    ['query demo -f - --password', 2],
    ['query demo -c select -r replica -m pg1', 2],
    ['query demo -c select -m nobody', 7],
    ['query nobody -c select', 7],
    ['query demo -c select --group 1', 7],
  ])('%s exits %d', async (typed, exit) => {
    expect(await documentOf(typed)).toMatchObject({ exit });
  });

  it.each([
    ['query demo -c', "Option '--command' requires an argument."],
    ['query demo --format nonsense', /^Invalid value for '--format'/],
    ['query demo -k=1 -x', /^No such option/],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toMatch(message);
  });
});
