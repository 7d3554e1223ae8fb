import { describe, expect, it } from 'vitest';
import { aCluster } from '../../support/clusters.js';
import { aParameter, someParameters } from '../../support/config-server.js';
import { FakeConfigHistory } from '../../support/fake-config-store.js';
import { FakeServers } from '../../support/fake-servers.js';
import { fakeWorld, someSettings, type WorldRecipe } from '../../support/fake-world.js';
import { FakeDcs } from '../../support/fakes.js';
import { documentOf, refusal, runArgv } from '../../support/run-command.js';

const CITUS = () => ({ dcs: new FakeDcs({ demo: new Map([0, 1].map((group) => [group, aCluster()])) }) });
const OWN = { settings: someSettings({ scope: 'demo' }) };

/** The command where ttl, loop_wait and retry_timeout are stored, and what is stored then. */
async function edited(typed: string, recipe: WorldRecipe = {}, changes: object = {}) {
  const world = fakeWorld({ clusters: { demo: aCluster({ members: [], leader: null }) }, ...recipe });
  const run = await runArgv(`${typed} --json`, { ports: { ...world, ...changes } });
  const { configKey, configJournal } = world;
  const stored: unknown = JSON.parse(configKey.text ?? 'null');
  return { ...run, stored, written: configKey.written.length, journal: configJournal.entries };
}

const BEFORE = { ttl: 30, loop_wait: 10, retry_timeout: 10 };

describe('ctl edit-config', () => {
  it.each([
    ['edit-config demo -s ttl=40 --yes', { ...BEFORE, ttl: 40 }],
    ['edit-config demo --set ttl=40 --set loop_wait=5 -y', { ...BEFORE, ttl: 40, loop_wait: 5 }],
    ['edit-config demo -s ttl=null --force', { loop_wait: 10, retry_timeout: 10 }],
    [
      'edit-config demo -p work_mem=8MB --yes',
      { ...BEFORE, postgresql: { parameters: { work_mem: '8MB' } } },
    ],
    [
      'edit-config demo --pg work_mem=8MB --yes',
      { ...BEFORE, postgresql: { parameters: { work_mem: '8MB' } } },
    ],
    ['edit-config demo --apply ttl.yaml --yes', { ...BEFORE, ttl: 50 }],
    ['edit-config demo --apply - --yes', { ...BEFORE, ttl: 60 }],
    ['edit-config demo --replace ttl.yaml --yes', { ttl: 50 }],
    ['edit-config demo --replace ttl.yaml --apply - --yes', { ttl: 60 }],
    ['edit-config demo -s mine=1 --allow-unknown mine --yes', { ...BEFORE, mine: 1 }],
    ['edit-config demo -s ttl=1 --no-check --yes', { ...BEFORE, ttl: 1 }],
    ['edit-config demo -s ttl=40 --check --yes --quiet', { ...BEFORE, ttl: 40 }],
    ['edit-config demo -q -s ttl=40 --yes --wait', { ...BEFORE, ttl: 40 }],
  ])('%s', async (typed, stored) => {
    const run = await edited(typed, { files: { 'ttl.yaml': 'ttl: 50', '-': 'ttl: 60' } });
    expect(run.document).toMatchObject({ exit: 0, scope: 'demo', group: null, dryRun: false });
    expect(run.stored).toEqual(stored);
    expect(run.opened).toMatchObject([{ lasting: true, asksMembers: true }]);
  });

  it.each([
    ['edit-config demo -s ttl=40 --dry-run', 0],
    ['edit-config demo -s ttl=40', 2],
    ['edit-config demo -s ttl=1 --yes', 1],
    ['edit-config demo -s mine=1 --yes', 1],
    ['edit-config demo --apply -', 2],
    ['edit-config demo -s ttl=1 --no-check', 2],
    ['edit-config demo -s nonsense --yes', 2],
    ['edit-config nobody -s ttl=40 --yes', 7],
    ['edit-config demo -s ttl=40 --yes --group 1', 7],
  ])('%s writes nothing, and exits %d', async (typed, exit) => {
    const run = await edited(typed, { files: { 'ttl.yaml': 'ttl: 50', '-': 'ttl: 60' } });
    expect([run.exit, run.written]).toEqual([exit, 0]);
  });

  it('--drop lets --replace drop what matters', async () => {
    const world = fakeWorld();
    const text = JSON.stringify({ ...BEFORE, slots: { mine: { type: 'physical' } } });
    world.configKey.become({ text, revision: 40, storeRevision: 48 });
    const changes = { configKey: world.configKey };
    const files = { 'ttl.yaml': 'ttl: 50' };
    const refused = await edited('edit-config demo --replace ttl.yaml --yes', { files }, changes);
    expect(refused.exit).toBe(1);
    const run = await edited('edit-config demo --replace ttl.yaml --drop slots --yes', { files }, changes);
    expect([run.exit, world.configKey.text]).toEqual([0, '{"ttl":50}']);
  });

  it('without any of these it is edited by hand', async () => {
    const { workFiles } = fakeWorld();
    const editor = { edit: (path: string) => workFiles.write(path, 'ttl: 45') };
    const run = await edited('edit-config demo --yes', {}, { workFiles, editor });
    expect([run.exit, run.stored]).toEqual([0, { ttl: 45 }]);
  });

  it('--reason is written down', async () => {
    const run = await edited('edit-config demo -s ttl=40 --yes --reason slow');
    expect(run.journal).toMatchObject([{ reason: 'slow', who: 'ann' }]);
  });

  it('--wait and --deadline are for what becomes of it', async () => {
    const members = { clusters: { demo: aCluster() } };
    const { document } = await edited('edit-config demo -p work_mem=8MB --yes --wait --deadline 3s', members);
    expect(document).toMatchObject({ outcome: 'unknown', exit: 5 });
  });

  it('--quiet shows no difference', async () => {
    const shown = async (option: string) => {
      const ports = fakeWorld({ clusters: { demo: aCluster({ members: [] }) } });
      return (await runArgv(`edit-config demo -s ttl=40 --yes${option}`, { ports })).stdout;
    };
    expect(await shown('')).toContain('+ttl: 40');
    expect(await shown(' --quiet')).not.toContain('+ttl: 40');
  });

  it.each([
    ['edit-config demo --drop slots', "Option '--drop' needs '--replace'."],
    ['edit-config demo --set', "Option '--set' requires an argument."],
    ['edit-config demo -s ttl=40 loop_wait=5', 'Got unexpected extra argument (loop_wait=5)'],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toBe(message);
  });
});

/** Two versions of the document, the newer one is stored. */
function past() {
  const configHistory = new FakeConfigHistory();
  configHistory.put(30, { ...BEFORE, ttl: 20, slots: { mine: { type: 'physical' } } });
  configHistory.put(40, BEFORE);
  return { configHistory };
}

describe('ctl config undo', () => {
  it.each([
    ['config undo demo --include slots --yes', 40],
    ['config undo demo 40 --include slots -y --reason wrong', 40],
    ['config undo demo 40 --include slots --force --no-check', 40],
    ['config undo demo 40 --include slots --check --yes --allow-unknown x --deadline 5s', 40],
  ])('%s', async (typed, undoes) => {
    const run = await edited(typed, {}, past());
    expect(run.document).toMatchObject({ exit: 0, scope: 'demo', undoes });
    expect(run.stored).toMatchObject({ ttl: 20, slots: {} });
    expect(run.journal).toMatchObject([{ reason: typed.includes('--reason') ? 'wrong' : null }]);
  });

  it.each([
    ['config undo demo --include slots --dry-run', 0],
    ['config undo demo --yes', 1],
    ['config undo demo --include slots', 2],
    ['config undo demo 39 --yes', 7],
    ['config undo nobody --yes', 7],
    ['config undo demo --yes --group 1', 7],
  ])('%s writes nothing, and exits %d', async (typed, exit) => {
    const run = await edited(typed, {}, past());
    expect([run.exit, run.written]).toEqual([exit, 0]);
  });

  it('a single number is a revision of the own cluster', async () => {
    const run = await edited('config undo 40 --include slots --yes', {}, { ...past(), ...OWN });
    expect(run.document).toMatchObject({ exit: 0, scope: 'demo', undoes: 40 });
  });

  it('--wait is for what becomes of it', async () => {
    const members = { clusters: { demo: aCluster() } };
    const typed = 'config undo demo --include slots --yes --wait --deadline 3s';
    expect((await edited(typed, members, past())).document).toMatchObject({ outcome: 'unknown' });
  });

  it.each([
    ['config undo demo --include', "Option '--include' requires an argument."],
    ['config undo a b c', 'Got unexpected extra argument (c)'],
    ['config undo demo -s ttl=40', 'No such option: -s'],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toBe(message);
  });
});

describe('ctl config log', () => {
  it.each([
    ['config log demo', [40, 30]],
    ['config log', [40, 30]],
    ['config log demo --limit 1', [40]],
  ])('%s', async (typed, revisions) => {
    const document = await documentOf(typed, { ports: { ...fakeWorld(), ...past(), ...OWN } });
    const told = revisions.map((revision) => ({ revision }));
    expect(document).toMatchObject({ exit: 0, scope: 'demo', revisions: told });
    expect(document.revisions).toHaveLength(revisions.length);
  });

  it('--group is of Citus', async () => {
    const ports = { ...fakeWorld(), ...CITUS(), ...past() };
    expect(await documentOf('config log demo --group 1', { ports })).toMatchObject({ exit: 0, group: 1 });
    expect(await documentOf('config log')).toMatchObject({ exit: 2 });
  });

  it.each([
    ['config log --limit 0', /^Invalid value for '--limit'/],
    ['config log --limit 1001', /^Invalid value for '--limit'/],
    ['config logs', "No such command 'config logs'."],
  ])('%s is refused', async (typed, message) => {
    expect(await refusal(typed)).toMatch(message);
  });
});

describe('ctl config diff', () => {
  const clusters = { demo: aCluster({ config: { ttl: 20 } }), other: aCluster({ config: { ttl: 30 } }) };
  const ports = () => ({ ...fakeWorld({ clusters }), ...OWN });
  it.each([
    ['config diff demo other', 3, 'demo', 'other'],
    ['config diff other', 3, 'demo', 'other'],
    ['config diff demo', 0, 'demo', 'demo'],
  ])('%s exits %d', async (typed, exit, left, right) => {
    const document = await documentOf(typed, { ports: ports() });
    expect(document).toMatchObject({
      exit,
      compared: 'clusters',
      left: { scope: left },
      right: { scope: right },
    });
  });

  it('--members asks them', async () => {
    const world = ports();
    const servers = new FakeServers(world.clock, new Map([[15_401, 'writable']]));
    servers.parameters.set(15_401, someParameters([aParameter({ setting: '4096' })]));
    const { document, opened } = await runArgv('config diff --members --json', {
      ports: { ...world, servers },
    });
    expect(document).toMatchObject({ compared: 'members', scope: 'demo', asked: ['pg1'] });
    expect(opened).toMatchObject([{ asksMembers: true }]);
  });

  it('--group and --stale', async () => {
    const citus = { ...fakeWorld(), ...CITUS() };
    const run = await runArgv('config diff demo demo --group 1 --stale --json', { ports: citus });
    expect(run.document).toMatchObject({ exit: 0, left: { group: 1 }, right: { group: 1 } });
    expect(run.opened).toMatchObject([{ stale: true, asksMembers: false }]);
  });

  it.each([
    ['config diff', 2],
    ['config diff demo other --members', 2],
    ['config diff demo nobody', 7],
  ])('%s exits %d', async (typed, exit) => {
    expect(await documentOf(typed, { ports: ports() })).toMatchObject({ exit });
  });

  it('takes two clusters', async () => {
    expect(await refusal('config diff a b c')).toBe('Got unexpected extra argument (c)');
  });
});

describe('ctl config explain', () => {
  it.each([
    ['config explain demo ttl', 'ttl', 'patroni'],
    ['config explain ttl', 'ttl', 'patroni'],
    ['config explain demo work_mem', 'postgresql.parameters.work_mem', 'parameter'],
  ])('%s', async (typed, key, kind) => {
    const run = await runArgv(`${typed} --json`, { ports: { ...fakeWorld(), ...OWN } });
    expect(run.document).toMatchObject({ exit: 0, scope: 'demo', group: null, key, kind });
    expect(run.opened).toMatchObject([{ asksMembers: true, stale: false }]);
  });

  it('--group and --stale', async () => {
    const ports = { ...fakeWorld(), ...CITUS() };
    const run = await runArgv('config explain demo ttl --group 1 --stale --json', { ports });
    expect([run.document, run.opened]).toMatchObject([{ exit: 0, group: 1 }, [{ stale: true }]]);
  });

  it.each([
    ['config explain', 2],
    ['config explain demo nonsense', 7],
    ['config explain nobody ttl', 7],
  ])('%s exits %d', async (typed, exit) => {
    expect(await documentOf(typed)).toMatchObject({ exit });
  });
});
