import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { type OwnSandbox, ownSandbox } from '../support/own-sandbox.js';
import { packagedPatroni } from '../support/packaged-patroni.js';
import { Agents } from '../support/rest.js';
import { runCtl } from '../support/run-ctl.js';
import { expectSameOutput } from '../support/same-moment.js';

// The reading commands on living clusters, against the newest packaged patronictl; agents of three Patronis in `npm run test:long`.

const { patronictl, version } = await packagedPatroni('sid');
const NEWEST = { name: 'newest packaged', options: ['--patroni', (await packagedPatroni('sid')).patroni] };
const OLDER = [
  { name: 'of the distribution', options: [] },
  { name: 'of trixie', options: ['--patroni', (await packagedPatroni('trixie')).patroni] },
];
const AGENTS = process.env.ROUNDS === undefined ? [NEWEST] : [NEWEST, ...OLDER];

console.log(`compared with patronictl ${version}`);

describe.each(AGENTS)('agents: $name', ({ options }) => {
  let sandbox: OwnSandbox;
  let agents: Agents;
  let env: Record<string, string>;

  beforeAll(async () => {
    sandbox = await ownSandbox('parity', '--members', '2', '--etcd', '1', ...options);
    const status = JSON.parse((await sandbox.mustCtl('sandbox', 'up', 'parity', '--json')).stdout);
    agents = await Agents.of(join(sandbox.home, 'parity'), status.members[0].apiAddress);
    env = { PGPASSFILE: join(sandbox.home, 'parity', 'pgpass'), PGUSER: 'postgres', PGDATABASE: 'postgres' };
    console.log(
      `agents: ${JSON.stringify(status.programs.find((each: { program: string }) => each.program === 'patroni'))}`,
    );
  });
  afterAll(() => sandbox.destroy());

  const compareAll = async (): Promise<void> => {
    const same = (...line: string[]): Promise<void> => {
      const rewrite = (text: string): string => text.replace(/^patronictl version .*$/m, 'ctl version 0.1.0');
      return expectSameOutput(patronictl, ['-c', sandbox.settings, ...line], { rewrite, env });
    };
    for (const format of ['pretty', 'tsv', 'json', 'yaml']) {
      await same('list', '-f', format);
      await same('list', '-f', format, '-e');
    }
    await same('topology');
    await same('show-config');
    await same('history', '-f', 'json');
    await same('dsn');
    await same('dsn', '-r', 'replica');
    await same('version', 'parity');
    await same(
      'query',
      '-c',
      "select pg_is_in_recovery(), 1 as one, null as nothing, array['a','b'] as list",
    );
    await same(
      'query',
      '-r',
      'replica',
      '--format',
      'json',
      '-c',
      'select pg_is_in_recovery() as recovering, 2 as two',
    );
  };

  it('says the same on a plain cluster', compareAll);

  it('says the same with tags, a history, a schedule, a pending restart, synchronous mode and a pause', async () => {
    await prepare();
    await compareAll();
    const { stdout } = await runCtl(['-c', sandbox.settings, 'list', '--json']);
    const [cluster] = JSON.parse(stdout).clusters;
    expect(cluster).toMatchObject({ paused: true, scheduledSwitchover: { from: cluster.leader } });
    const replica = cluster.members.find(({ name }: { name: string }) => name !== cluster.leader);
    expect(replica).toMatchObject({
      role: 'sync_standby',
      tags: { clonefrom: true, dc: 'east: 1' },
      pendingRestart: true,
      scheduledRestart: { at: SCHEDULE },
    });
  });

  const SCHEDULE = '2035-01-01T10:00:00+00:00';

  const prepare = async (): Promise<void> => {
    const old = await agents.leader();
    await agents.send(old, 'PATCH', '/config', { synchronous_mode: true });
    await eventually('the next step', async () =>
      (await agents.members()).some(({ role }) => role === 'sync_standby'),
    );
    await agents.send(old, 'POST', '/switchover', { leader: old.name });
    await eventually('the next step', async () =>
      (await agents.members()).some(({ role }) => role === 'sync_standby'),
    );
    const leader = await agents.leader();
    expect(leader.name).not.toBe(old.name);
    await appendFile(
      join(sandbox.home, 'parity', old.name, 'patroni.yml'),
      'tags:\n  clonefrom: true\n  dc: "east: 1"\n',
    );
    await agents.send(old, 'POST', '/reload');
    await agents.send(leader, 'PATCH', '/config', { postgresql: { parameters: { max_connections: 60 } } });
    await eventually(
      'the next step',
      async () => (await listed()).includes('Pending restart') && (await listed()).includes('clonefrom'),
    );
    await agents.send(leader, 'POST', '/switchover', { leader: leader.name, scheduled_at: SCHEDULE });
    await agents.send(old, 'POST', '/restart', { schedule: SCHEDULE, restart_pending: true });
    await eventually('the next step', async () => (await listed()).includes('Scheduled restart'));
    await agents.send(leader, 'PATCH', '/config', { pause: true });
    await eventually('the next step', async () => (await listed()).includes('Maintenance mode'));
  };

  const listed = async (): Promise<string> => (await runCtl(['-c', sandbox.settings, 'list'])).stdout;
});
