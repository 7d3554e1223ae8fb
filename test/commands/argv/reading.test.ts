import { describe, expect, it } from 'vitest';
import { OUTCOMES } from '../../../src/errors.js';
import { aCluster } from '../../support/clusters.js';
import { fakeWorld, someSettings } from '../../support/fake-world.js';
import { FakeDcs } from '../../support/fakes.js';
import { documentOf, refusal, runArgv } from '../../support/run-command.js';

const OWN = { settings: someSettings({ scope: 'other' }) };
/** Two groups of a Citus cluster. */
const CITUS = {
  dcs: new FakeDcs({ demo: new Map([0, 1].map((group) => [group, aCluster()])) }),
  settings: someSettings({ citus: { group: 0, database: 'citus' } }),
};
const STALE = [{ stale: true }];

describe('ctl list', () => {
  it.each([
    ['list demo', [{ scope: 'demo', group: null }]],
    ['list demo other', [{ scope: 'demo' }, { scope: 'other' }]],
    ['list', [{ scope: 'other' }]],
    ['list --all', [{ scope: 'demo' }, { scope: 'other' }]],
    ['list -A', [{ scope: 'demo' }, { scope: 'other' }]],
  ])('%s', async (typed, clusters) => {
    const document = await documentOf(typed, { ports: OWN });
    expect(document).toMatchObject({ exit: 0, clusters });
    expect(document.clusters).toHaveLength(clusters.length);
  });

  it('--group is of Citus', async () => {
    const groups = async (typed: string) => (await documentOf(typed, { ports: CITUS })).clusters;
    expect(await groups('list demo --group 1')).toMatchObject([{ group: 1 }]);
    expect(await groups('list demo')).toMatchObject([{ group: 0 }, { group: 1 }]);
    expect(await documentOf('list demo --group 1')).toMatchObject({ exit: 7 });
  });

  it.each([
    ['list demo -f tsv', /^Cluster\tMember/],
    ['list demo --format yaml', /^- Cluster: demo\n/],
    ['list demo --extended', /Pending restart reason/],
    ['list demo -e -t', /^2026-11-22 18:07:00\n/],
    ['list demo --timestamp', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\n/],
    ['list demo', /^\+ Cluster: demo \(7711056618934199894\) -+\+-/],
  ])('%s', async (typed, text) => {
    const { exit, stdout } = await runArgv(typed);
    expect(stdout).toMatch(text);
    expect(exit).toBe(0);
  });

  it.each([
    ['list demo -W', '18:07:02'],
    ['list demo --watch 5', '18:07:05'],
    ['list demo -w 1500ms', '18:07:01.500'],
    ['list demo -W -w 1min', '18:08:00'],
  ])('%s looks again', async (typed, at) => {
    expect((await documentOf(typed, { frames: 2 })).at).toMatch(`T${at}`);
  });

  it('--stale is for etcd', async () => {
    expect((await runArgv('list demo --stale')).opened).toMatchObject(STALE);
    expect((await runArgv('list demo')).opened).toMatchObject([{ stale: false }]);
  });

  it.each([
    ['list --format nonsense', /^Invalid value for '--format': 'nonsense' is not one of/],
    ['list -A -W', "Options '-W' and '--all' cannot be given together."],
    ['list --all --watch 5', "Options '--watch' and '--all' cannot be given together."],
    ['list --group x', "Invalid value for '--group': 'x' is not a whole number."],
    ['list --watch', "Option '--watch' requires an argument."],
    ['list --gruop 1', 'No such option: --gruop'],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toMatch(message);
  });

  it.each([
    ['list nobody', 7],
    ['list', 2],
    ['list -f tsv', 2],
  ])('%s --json exits %d', async (typed, exit) => {
    expect(await documentOf(typed)).toMatchObject({ exit, clusters: null });
  });
});

describe('options of every command', () => {
  it.each([
    ['-c f list demo', { 'config-file': 'f' }],
    ['-d h:2379 list demo', { 'dcs-url': 'h:2379' }],
    ['list demo --dcs h', { 'dcs-url': 'h' }],
    ['-k list demo', { insecure: true }],
    ['list demo -k -d h', { insecure: true, 'dcs-url': 'h' }],
    ['--timeout 2s list demo', { deadline: 2000 }],
    ['list demo --deadline 1min', { deadline: 60_000 }],
    ['--no-color --debug list demo', { 'no-color': true, debug: true }],
  ])('%s', async (typed, opened) => {
    const run = await runArgv(typed);
    expect(run.exit).toBe(0);
    expect(run.opened).toMatchObject([opened]);
  });

  it.each([
    ['lst', "No such command 'lst'."],
    ['-x list', 'No such option: -x'],
    ['list --deadline soon', /^"soon" is not a duration/],
    ['list -c', "Option '--config-file' requires an argument."],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toMatch(message);
  });

  it('a document tells of what no command could', async () => {
    expect(await documentOf('lst')).toMatchObject({
      schema: 'ctl.error/1',
      exit: 2,
      code: 'unknown-command',
    });
  });
});

describe('ctl topology', () => {
  it.each([
    ['topology', [{ scope: 'other' }]],
    ['topology demo other', [{ scope: 'demo' }, { scope: 'other' }]],
  ])('%s', async (typed, clusters) => {
    expect(await documentOf(typed, { ports: OWN })).toMatchObject({ exit: 0, clusters });
  });

  it('--group, --stale, -W and --watch are those of list', async () => {
    expect(await documentOf('topology demo --group 1', { ports: CITUS })).toMatchObject({
      clusters: [{ group: 1 }],
    });
    expect((await runArgv('topology demo --stale')).opened).toMatchObject(STALE);
    expect((await documentOf('topology demo -W', { frames: 2 })).at).toMatch('18:07:02');
    expect((await documentOf('topology demo --watch 3', { frames: 2 })).at).toMatch('18:07:03');
    expect(await refusal('topology --watch soon')).toMatch('is not a duration');
  });

  it('shows who replicates from whom', async () => {
    expect((await runArgv('topology demo')).stdout).toMatch(/\| pg2 .*\n\| \+ pg1 /);
  });
});

describe('ctl clusters', () => {
  it('lists the namespace', async () => {
    const { exit, stdout } = await runArgv('clusters');
    expect([exit, stdout]).toEqual([0, expect.stringMatching(/demo.*\n.*other/)]);
    expect(await documentOf('clusters')).toMatchObject({ clusters: [{ scope: 'demo' }, { scope: 'other' }] });
  });

  it('--group and --stale narrow it', async () => {
    expect(await documentOf('clusters --group 1')).toMatchObject({ exit: 0, clusters: [] });
    expect((await runArgv('clusters --stale')).opened).toMatchObject(STALE);
    expect(await refusal('clusters demo')).toBe('Got unexpected extra argument (demo)');
  });
});

describe('ctl history', () => {
  it.each([
    ['history', 'other'],
    ['history demo', 'demo'],
  ])('%s', async (typed, scope) => {
    expect(await documentOf(typed, { ports: OWN })).toMatchObject({ exit: 0, scope, changes: [] });
  });

  it('--format, --group and --stale', async () => {
    expect((await runArgv('history demo -f tsv')).stdout).toBe('TL\tLSN\tReason\tTimestamp\tNew Leader\n');
    expect(await documentOf('history demo --group 1', { ports: CITUS })).toMatchObject({ group: 1 });
    expect((await runArgv('history demo --stale')).opened).toMatchObject(STALE);
    expect(await documentOf('history --format tsv')).toMatchObject({ exit: 2 });
    expect(await documentOf('history nobody')).toMatchObject({ exit: 7 });
  });
});

describe('ctl show-config', () => {
  const CONFIG = { ttl: 30, postgresql: { parameters: { work_mem: '8MB' } } };
  const ports = () => ({ ...fakeWorld({ clusters: { demo: aCluster({ config: CONFIG }) } }) });
  it.each([
    ['show-config demo', null, CONFIG],
    ['show-config demo ttl', 'ttl', 30],
    ['show-config demo postgresql.parameters.work_mem', 'postgresql.parameters.work_mem', '8MB'],
  ])('%s', async (typed, key, value) => {
    expect(await documentOf(typed, { ports: ports() })).toMatchObject({ exit: 0, scope: 'demo', key, value });
  });

  it('a single word may be a key of the own cluster', async () => {
    const own = { ...ports(), settings: someSettings({ scope: 'demo' }) };
    expect(await documentOf('show-config ttl', { ports: own })).toMatchObject({ key: 'ttl', value: 30 });
    expect(await documentOf('show-config demo nonsense', { ports: own })).toMatchObject({ exit: 7 });
  });

  it('--group and --stale', async () => {
    expect(await documentOf('show-config demo --group 1', { ports: CITUS })).toMatchObject({ group: 1 });
    expect((await runArgv('show-config demo --stale')).opened).toMatchObject(STALE);
    expect(await refusal('show-config a b c')).toMatch('unexpected extra argument');
  });
});

describe('ctl version', () => {
  it('without a cluster asks nobody', async () => {
    const { opened, document } = await runArgv('version --json');
    expect(opened).toEqual([]);
    expect(document).toMatchObject({ exit: 0, node: process.version, scope: null, members: null });
  });

  it.each([
    ['version demo', ['pg1', 'pg2', 'pg3']],
    ['version demo pg3 pg1', ['pg1', 'pg3']],
  ])('%s', async (typed, names) => {
    const { agents } = fakeWorld();
    const document = await documentOf(typed, { ports: { agents } });
    expect(document).toMatchObject({ exit: 0, scope: 'demo', members: names.map((name) => ({ name })) });
    expect(agents.asked.map(({ name }) => name).sort()).toEqual(names);
  });

  it('--group', async () => {
    expect(await documentOf('version demo --group 1', { ports: CITUS })).toMatchObject({
      members: [{ group: 1 }, { group: 1 }, { group: 1 }],
    });
    expect(await documentOf('version demo nobody')).toMatchObject({ exit: 7 });
  });
});

describe('ctl dsn', () => {
  it.each([
    ['dsn demo', 'host=127.0.0.1 port=15402'],
    ['dsn demo -r replica', 'host=127.0.0.1 port=15401'],
    ['dsn demo --role leader', 'host=127.0.0.1 port=15402'],
    ['dsn demo -m pg3', 'host=127.0.0.1 port=15403'],
    ['dsn demo --member pg3', 'host=127.0.0.1 port=15403'],
    ['dsn demo --all', /15401,.*15403\/postgres\?target_session_attrs=(primary|read-write)$/],
    ['dsn demo --all --role replica', /\?target_session_attrs=prefer-standby$/],
  ])('%s', async (typed, dsn) => {
    const { exit, stdout } = await runArgv(typed);
    expect([exit, stdout.trimEnd()]).toEqual([0, typeof dsn === 'string' ? dsn : expect.stringMatching(dsn)]);
    expect(await documentOf(typed)).toMatchObject({ exit: 0, scope: 'demo' });
  });

  it('--group', async () => {
    expect(await documentOf('dsn demo --group 1', { ports: CITUS })).toMatchObject({ group: 1 });
  });

  it.each([
    ['dsn demo -m nobody', 7],
    ['dsn demo -r replica -m pg1', 2],
    ['dsn demo --role king', 2],
  ])('%s exits %d', async (typed, exit) => {
    expect(await documentOf(typed)).toMatchObject({ exit });
  });
});

describe('ctl help exit-codes', () => {
  it('reads nothing', async () => {
    const { exit, opened, document } = await runArgv('help exit-codes --json');
    expect([exit, opened]).toEqual([0, []]);
    expect(document).toMatchObject({ exit: 0, exitCodes: expect.arrayContaining([...OUTCOMES]) });
    expect((await runArgv('help exit-codes')).stdout).toMatch(/^ *0/m);
    expect(await refusal('help exit-codes now')).toMatch('No such command');
  });
});
