import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EtcdServer } from '../support/etcd-server.js';
import { RECORDINGS } from '../support/recordings.js';
import { runCtl } from '../support/run-ctl.js';

/** Nobody listens there: agents and servers refuse at once. */
const NOWHERE = '127.9.9.9';
const AT = '2030-01-01T10:00:00+00:00';

let etcd: EtcdServer;
let folder: string;

beforeAll(async () => {
  etcd = await EtcdServer.start();
  folder = await mkdtemp(join(tmpdir(), 'ctl hints '));
  await seed('demo', '');
  // Of another cluster than demo nobody has a member of that name.
  for (const group of [0, 1]) await seed(`shards/${group}`, 'w');
  const schedule = JSON.stringify({ leader: 'w1', scheduled_at: AT });
  await etcd.put({ '/service/shards/1/failover': schedule });
});

afterAll(async () => {
  await etcd.stop();
  await rm(folder, { recursive: true });
});

/** The keys of a real cluster under another name, its members perhaps under others, too. */
async function seed(scope: string, letter: string): Promise<void> {
  const keys = RECORDINGS.find(({ name }) => name === 'patroni-4.1.5/plain')?.keys ?? [];
  if (keys.length === 0) throw new Error('there is no recording');
  const renamed = (text: string): string => (letter === '' ? text : text.replaceAll(/\bpg(?=\d)/g, letter));
  const entries = keys.map(({ key, value }) => [
    renamed(key.replace('/demo/', `/${scope}/`)),
    renamed(value.replaceAll('127.0.0.1', NOWHERE)),
  ]);
  await etcd.put(Object.fromEntries(entries));
}

/** What stands behind `next:`, the words that lead to this etcd taken for granted. */
async function nextOf(
  args: readonly string[],
  way: readonly string[] = ['-d', etcd.address],
): Promise<string> {
  const { stderr } = await runCtl([...way, ...args]);
  const [, next = ''] = /^next: (.*)$/m.exec(stderr) ?? [];
  return next.replaceAll(`ctl -d ${etcd.address} `, 'ctl ');
}

describe('what is told to do next', () => {
  it.each([
    ['restart pg1 --yes', '"pg1" is a member of demo: ctl restart demo pg1 --yes'],
    ['restart pg1 pg2 --yes', '"pg1" is a member of demo: ctl restart demo pg1 pg2 --yes'],
    ['restart pg1 demo --yes', '"pg1" is a member of demo: ctl restart demo pg1 --yes'],
    [
      'restart pg1 -r replica --pending --dry-run',
      '"pg1" is a member of demo: ctl restart demo pg1 --role replica --pending --dry-run',
    ],
    ['reload w2 --group 1 --yes', '"w2" is a member of shards: ctl reload shards --group 1 w2 --yes'],
    ['drain pg1 demo --dry-run', '"pg1" is a member of demo: ctl drain demo pg1 --dry-run'],
    ['flush pg1 restart --yes', '"pg1" is a member of demo: ctl flush demo pg1 restart --yes'],
    ['pause pg1', '"pg1" is a member of demo'],
    ['switchover pg1 --yes', '"pg1" is a member of demo'],
    ['list pg1', '"pg1" is a member of demo: ctl list demo'],
    ['pause dmo', 'did you mean demo?'],
    ['list dmo', 'ctl list demo'],
    ['show-config shard --group 1', 'ctl show-config shards --group 1'],
    ['show-config shards tll --group 1', 'ctl show-config shards --group 1 ttl'],
    ['config explain demo max_conections', 'ctl config explain demo max_connections'],
    ['config undo demo x --yes', 'ctl config log demo'],
    ['config undo demo 4711 --yes', 'ctl config log demo'],
    ['config undo demo', 'ctl config undo demo --yes, or --dry-run to see the changes'],
    [
      'edit-config demo -s ttl=60',
      'ctl edit-config demo --set ttl=60 --yes, or --dry-run to see the changes',
    ],
    ['reload demo', 'ctl reload demo --yes'],
    ['restart demo pg1 -r replica', 'ctl restart demo pg1 --role replica --yes'],
    ['restart shards --group 1 --pending', 'ctl restart shards --group 1 --pending --yes'],
    ['reinit demo', 'ctl reinit demo MEMBER'],
    ['reinit demo pg1 --from-leader', 'ctl reinit demo pg1 --from-leader --yes'],
    ['switchover demo --leader pg1', 'ctl switchover demo --leader pg1 --yes'],
    ['failover demo --wait none', 'ctl failover demo --wait none --candidate MEMBER --yes'],
    ['switchover shards --candidate w2', 'ctl switchover shards --candidate w2 --yes'],
    ['remove shards --dry-run', 'ctl remove shards --dry-run --group N'],
    ['remove demo', 'ctl remove demo --confirm demo'],
    ['promote-cluster demo --via pg1', 'ctl promote-cluster demo --via pg1 --yes'],
    ['flush demo', 'ctl flush demo restart, or ctl flush demo switchover'],
    ['flush demo pg1', 'ctl flush demo pg1 restart'],
    [
      'flush shards --group 1 switchover',
      'ctl flush shards --group 1 switchover --via-dcs (writes to etcd directly)',
    ],
    ['query demo -m pg1', "ctl query demo -m pg1 -c 'SELECT 1'"],
    ['list', 'ctl list CLUSTER, or set scope in the configuration'],
    ['pause --group 2', 'ctl pause CLUSTER --group 2, or set scope in the configuration'],
    ['drain demo', 'ctl drain CLUSTER demo'],
    ['list --all demo', 'ctl list --all, or ctl list demo'],
    [
      'haproxy check shards --group 1',
      'ctl haproxy check shards --group 1 --stats ADDRESS, or ctl.haproxy.shards.stats in the settings',
    ],
  ])('%s', async (typed, next) => {
    expect(await nextOf(typed.split(' '))).toBe(next);
  });

  it.each([
    'restart demo pg9 --yes',
    'reload demo pg9 --yes',
    'drain demo pg9',
    'flush demo pg9 restart --yes',
    'reinit demo pg9 --yes',
    'pause shards --group 1 --via w9',
    'query demo -m pg9 -c x',
    'switchover demo --candidate pg3 --via pg9 --yes',
  ])('%s: no command acts on whom nobody has named', async (typed) => {
    const next = await nextOf(typed.split(' '));
    expect(next).not.toMatch(/ctl (?!list|switchover demo .*--dry-run)/);
  });
});

describe('the same place', () => {
  it('is where the settings lead that were typed', async () => {
    const file = join(folder, 'my settings.yml');
    await writeFile(file, `etcd3: {host: '${etcd.address}'}\n`);
    const next = `ctl -c '${file}' -k reload demo --yes`;
    expect(await nextOf(['reload', 'demo'], ['-kc', file])).toBe(next);
    const { stderr } = await runCtl(['reload', 'demo', '-c', file, '-k']);
    expect(stderr).toContain(`next: ${next}\n`);
    expect(await nextOf(['query', 'demo'], ['-c', file])).toBe(`ctl -c '${file}' query demo -c 'SELECT 1'`);
  });

  it('is told without a login', async () => {
    const url = `etcd3://root:geheim@${etcd.address}/service`;
    const { stderr } = await runCtl(['list', 'dmo', '-d', url]);
    expect(stderr).toContain(`next: ctl -d etcd3://${etcd.address}/service list demo\n`);
    expect(stderr).not.toContain('geheim');
  });

  it('is not repeated where the environment leads there', async () => {
    const { stderr } = await runCtl(['list', 'dmo'], { env: { DCS_URL: etcd.address } });
    expect(stderr).toContain('next: ctl list demo\n');
  });
});

describe('names that a shell would make something else of', () => {
  it.each([
    ['a;reboot', "'a;reboot'"],
    ['my demo', "'my demo'"],
    ["it's", "'it'\\''s'"],
    ['$(reboot)', "'$(reboot)'"],
    ['two\nlines', "$'two\\nlines'"],
    ['demo,', "'demo,'"],
  ])('%j', async (scope, word) => {
    await seed(scope, 'n');
    expect(await nextOf(['reload', scope])).toBe(`ctl reload ${word} --yes`);
    expect(await nextOf(['show-config', scope, 'tll'])).toBe(`ctl show-config ${word} ttl`);
  });

  it('begin with a dash', async () => {
    await seed('-x', 'm');
    expect(await nextOf(['reload', '--', '-x'])).toBe('ctl reload --yes -- -x');
    expect(await nextOf(['switchover', 'demo', '--candidate=-9'])).toBe(
      'ctl switchover demo --candidate=-9 --yes',
    );
  });
});
