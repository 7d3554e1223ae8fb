import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkConfig } from '../../src/cluster/config/check-config.js';
import type { ConfigMember } from '../../src/cluster/config/server-parameters.js';
import { openTestServers } from '../adapters/postgres/open-test-servers.js';
import { base64 } from '../support/etcd-authentication.js';
import { EtcdServer } from '../support/etcd-server.js';
import { eventually } from '../support/eventually.js';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import { type CtlRun, runCtl } from '../support/run-ctl.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ctl-edit-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

interface StoredKey {
  readonly revision: number;
  readonly text: string;
}

/** As etcd tells it itself. */
async function storedConfig(endpoint: string, scope: string): Promise<StoredKey> {
  const body = JSON.stringify({ key: base64(`/service/${scope}/config`) });
  const reply = await fetch(`http://${endpoint}/v3/kv/range`, { method: 'POST', body });
  const { kvs }: { readonly kvs: readonly { readonly mod_revision: string; readonly value: string }[] } =
    JSON.parse(await reply.text());
  const [found] = kvs;
  if (found === undefined) throw new Error('there is no config key');
  return { revision: Number(found.mod_revision), text: Buffer.from(found.value, 'base64').toString() };
}

describe('edit-config', () => {
  let cluster: OwnCluster;

  beforeAll(async () => {
    cluster = await ownCluster('edit', { members: 2, etcd: 1 });
    await cluster.untilWhole();
  });
  afterAll(() => cluster.destroy());

  const edit = (...args: string[]): Promise<CtlRun> => cluster.sandbox.ctl('edit-config', 'edit', ...args);
  const stored = (): Promise<StoredKey> => storedConfig(cluster.recorded.etcd[0] ?? '', 'edit');
  const names = (): string[] => cluster.members.map(({ name }) => name);

  it('refuses every bad example by its code, and writes nothing', async () => {
    const before = await stored();
    const local = join(cluster.member(names()[0] ?? '').directory, 'patroni.yml');
    const examples: readonly (readonly [code: string, ...args: string[]])[] = [
      ['unknown-key', '-s', 'loop_wiat=0'],
      ['wrong-type', '-s', 'ttl=abc'],
      ['out-of-range', '-s', 'ttl=-1'],
      ['unknown-parameter', '-p', 'max_connectoins=200'],
      ['wrong-type', '-p', 'max_connections=500ABC'],
      ['bad-unit', '-p', 'work_mem=12XB'],
      ['not-in-enum', '-p', 'wal_compression=strong'],
      ['wrong-level', '-s', 'shared_buffers=16MB'],
      ['owned-by-patroni', '-p', "listen_addresses='*'"],
      ['read-only-parameter', '-p', 'block_size=8192'],
      ['local-section', '-s', 'restapi={listen: "0.0.0.0:8008"}'],
      ['local-file', '--apply', local],
      ['local-file', '--replace', local],
    ];
    for (const [code, ...args] of examples) {
      const { exit, stdout } = await edit(...args, '--force', '--json');
      const codes: string[] = JSON.parse(stdout).errors.map((error: { code: string }) => error.code);
      expect([exit, codes], args.join(' ')).toEqual([1, expect.arrayContaining([code])]);
    }
    expect(await stored()).toEqual(before);
  });

  it('refuses what cannot be read with line and column, and writes nothing', async () => {
    const before = await stored();
    const documents: readonly (readonly [name: string, text: string, place: string])[] = [
      ['broken', 'ttl: 30\nslots: {a: [\n', 'line 3, column 1'],
      ['empty', '', 'line 1, column 1'],
      ['list', '- ttl: 30\n', 'line 1, column 1'],
      ['twice', 'ttl: 30\nttl: 40\n', 'line 2, column 1'],
      ['tabs', 'postgresql:\n\tuse_slots: true\n', 'line 2, column 1'],
      ['date', 'ttl: 2026-01-01\n', 'line 1, column 6'],
      ['huge', 'ttl: 30\n'.repeat(1_250_000), 'line 131073, column 1'],
    ];
    for (const [name, text, place] of documents) {
      const path = await file(`${name}.yaml`, text);
      const { exit, stderr, stdout } = await edit('--apply', path, '--force');
      expect([exit, stdout], name).toEqual([2, '']);
      expect(stderr).toContain(`Error: ${path}: ${place}: `);
    }
    const silent = await edit('-s', 'ttl=30');
    expect(silent.exit).toBe(2);
    expect(silent.stderr).toContain('--yes');
    expect(await stored()).toEqual(before);
  });

  it('takes good examples to every server', async () => {
    const run = await edit(
      ...['-p', 'work_mem=8MB', '-p', 'statement_timeout=30s', '-p', 'wal_compression=on'],
      ...['-p', 'log_statement=ddl', '-p', 'random_page_cost=1.1', '-s', 'loop_wait=3'],
      ...['-s', 'ignore_slots=[{type: logical, plugin: test_decoding}]'],
      ...['--force', '--wait', '--json'],
    );
    const report = JSON.parse(run.stdout);
    expect(run.exit).toBe(0);
    const states = report.members.flatMap((member: { settings: { state: string }[] }) => member.settings);
    expect(states).toHaveLength(7 * 2);
    expect(states.filter(({ state }: { state: string }) => state !== 'applied')).toEqual([]);
    for (const name of names()) {
      expect(
        await cluster.sql(name, "SELECT current_setting('work_mem'), current_setting('wal_compression')"),
      ).toBe('8MB|pglz');
    }
    expect((await stored()).text).toBe(dumped(JSON.parse((await stored()).text)));
  });

  it('knows the parameters of extensions, and says what waits for a restart', async () => {
    const run = await edit(
      ...['-p', 'shared_preload_libraries=pg_stat_statements', '-p', 'pg_stat_statements.max=200'],
      ...['-p', 'pg_stat_statements.track=all', '-p', 'max_connections=60', '--force', '--wait', '--json'],
    );
    const report = JSON.parse(run.stdout);
    expect([run.exit, report.completedBy]).toEqual([0, 'ctl restart edit --rolling --pending']);
    for (const { settings } of report.members) {
      expect(settings).toContainEqual(
        expect.objectContaining({ key: 'postgresql.parameters.max_connections', state: 'pending-restart' }),
      );
    }
  });

  it('is not changed the second time', async () => {
    const path = await file('again.yaml', 'retry_timeout: 6\npostgresql: {parameters: {jit: off}}\n');
    expect((await edit('--apply', path, '--force')).stdout).toContain('Configuration changed\n');
    const { revision } = await stored();
    expect(await edit('--apply', path, '--force')).toMatchObject({ exit: 0, stdout: 'Not changed\n' });
    expect((await stored()).revision).toBe(revision);
  });

  it('plans nothing where the files of all members have a value of their own, and is right', async () => {
    // The sandbox sets it in each file.
    const plan = await edit('-p', 'logging_collector=off', '--dry-run', '--json');
    expect(JSON.parse(plan.stdout).impact).toEqual([
      {
        key: 'postgresql.parameters.logging_collector',
        effect: 'none',
        order: null,
        members: [],
        meanwhile: 'Overruled by postgresql.parameters in the file of pg1 and pg2.',
      },
    ]);
    await edit('-p', 'logging_collector=off', '--force', '--wait');
    const query = "SELECT setting, pending_restart FROM pg_settings WHERE name = 'logging_collector'";
    for (const name of names()) expect(await cluster.sql(name, query)).toBe('on|f');
    await edit('-p', 'logging_collector=null', '--force');
  });

  it('says of a member that goes on with its own value', async () => {
    const [name = ''] = names();
    await cluster.editAgent(name, 'postgresql', { parameters: { log_min_duration_statement: '5s' } });
    await eventually(
      'the local value',
      async () => (await cluster.sql(name, 'SHOW log_min_duration_statement')) === '5s',
    );
    const run = await edit('-p', 'log_min_duration_statement=2s', '--force', '--wait', '--json');
    const { impact, members } = JSON.parse(run.stdout);
    const others = names().filter((each) => each !== name);
    expect(impact).toMatchObject([{ effect: 'reload', members: others }]);
    expect(impact[0].meanwhile).toBe(`Overruled by postgresql.parameters in the file of ${name}.`);
    const states = members.map((member: { member: string; settings: { state: string }[] }) => [
      member.member,
      member.settings[0]?.state,
    ]);
    expect([run.exit, states]).toEqual([
      0,
      names().map((each) => [each, each === name ? 'ignored' : 'applied']),
    ]);
  });

  it('plans what recovery parameters in both places do to standbys, and is right', async () => {
    const standby = names().find((name) => name !== 'pg1') ?? '';
    const shown = async (): Promise<string> =>
      cluster.sql(
        standby,
        "SELECT current_setting('restore_command'), current_setting('archive_cleanup_command')",
      );
    const impact = async (...args: string[]) => {
      const { effect, members, meanwhile } = JSON.parse((await edit(...args, '--dry-run', '--json')).stdout)
        .impact[0];
      return [effect, members, meanwhile];
    };
    const place = 'postgresql.recovery_conf.archive_cleanup_command';

    expect(await impact('-s', `${place}=/bin/true`)).toEqual(['reload', [standby], null]);
    await edit('-s', `${place}=/bin/true`, '--force');
    await eventually('the cleanup', async () => (await shown()) === '|/bin/true');

    const refused = await edit('-p', 'restore_command=/bin/false', '--force', '--json');
    expect([refused.exit, JSON.parse(refused.stdout).code]).toEqual([1, 'wrong-level']);
    const lost = await edit('-p', 'restore_command=/bin/false', '--no-check', '--yes');
    expect(lost.exit).toBe(0);
    await eventually('the other', async () => (await shown()) === '/bin/false|');
    expect(await cluster.sql('pg1', 'SHOW restore_command')).toBe('');

    expect(await impact('-s', `${place}=/bin/echo`)).toEqual(['none', [], null]);
    expect(await impact('-p', 'restore_command=null')).toEqual([
      'reload',
      [standby],
      'postgresql.recovery_conf counts again: standbys get archive_cleanup_command.',
    ]);
    await edit('-p', 'restore_command=null', '--force');
    await eventually('the cleanup again', async () => (await shown()) === '|/bin/true');
  });

  it('edits in an editor', async () => {
    const path = join(folder, 'editor');
    await writeFile(path, '#!/bin/sh\nsed -i s/^retry_timeout:.*/retry_timeout:\\ 7/ "$1"\n', {
      mode: 0o755,
    });
    const run = await runCtl(['edit-config', 'edit', '-c', cluster.sandbox.settings, '--force'], {
      env: { EDITOR: path, XDG_STATE_HOME: folder },
    });
    expect(run).toMatchObject({ exit: 0 });
    expect(run.stdout).toContain('\n+retry_timeout: 7\n');
    expect(await readdir(join(folder, 'ctl'))).toEqual([]);
  });

  it('falsely refuses no parameter of a real server that is set to its own value', async () => {
    const servers = openTestServers({
      PGUSER: cluster.recorded.superuser.user,
      PGPASSWORD: cluster.recorded.superuser.password,
    });
    const members = await Promise.all(
      cluster.members.map(async ({ name, pgPort }, index): Promise<ConfigMember> => {
        const answer = await servers.readParameters({ host: '127.0.0.1', port: pgPort }, 5000);
        if (!answer.ok) throw new Error(answer.problem.message);
        const { parameters } = answer;
        return {
          name,
          isLeader: index === 0,
          patroniVersion: '4.1.5',
          serverVersion: parameters.serverVersion,
          parameters,
        };
      }),
    );
    const rows = (
      await cluster.sql(
        names()[0] ?? '',
        "SELECT name || E'\\t' || current_setting(name) || E'\\t' || context FROM pg_settings",
      )
    ).split('\n');
    expect(rows.length).toBeGreaterThan(340);
    const refused = new Map<string, string[]>();
    for (const row of rows) {
      const [name = '', value = '', context = ''] = row.split('\t');
      const before = { ttl: 30 };
      const after = { ...before, postgresql: { parameters: { [name]: value } } };
      const errors = checkConfig({ before, after, members, allowUnknown: [] }).filter(
        ({ severity }) => severity === 'error',
      );
      for (const { code } of errors)
        refused.set(code, [...(refused.get(code) ?? []), `${name} (${context})`]);
    }
    const internal = rows
      .filter((row) => row.endsWith('\tinternal'))
      .map((row) => `${row.split('\t')[0]} (internal)`);
    expect([...refused.keys()].sort()).toEqual(['owned-by-patroni', 'read-only-parameter']);
    expect(refused.get('read-only-parameter')?.sort()).toEqual(internal.sort());
    expect(
      refused
        .get('owned-by-patroni')
        ?.map((each) => each.split(' ')[0])
        .sort(),
    ).toEqual(OWNED);
  });
});

/** Reference 5.5, as far as PostgreSQL 15 has them. */
const OWNED = [
  'cluster_name',
  'config_file',
  'data_directory',
  'listen_addresses',
  'port',
  'primary_conninfo',
  'primary_slot_name',
  'recovery_target',
  'recovery_target_action',
  'recovery_target_inclusive',
  'recovery_target_lsn',
  'recovery_target_name',
  'recovery_target_time',
  'recovery_target_timeline',
  'recovery_target_xid',
];

/** Compact, as Patroni writes it. */
function dumped(value: object): string {
  return JSON.stringify(value);
}

describe('twenty editors at once', () => {
  let etcd: EtcdServer;

  beforeAll(async () => {
    etcd = await EtcdServer.start();
    await etcd.put({
      '/service/many/config': '{"ttl":30}',
      '/service/many/initialize': '7711056618934199894',
    });
  });
  afterAll(() => etcd.stop());

  const EDITORS = Array.from({ length: 20 }, (_, index) => index);
  const edit = (setting: string): Promise<CtlRun> =>
    runCtl(['edit-config', 'many', '-d', etcd.address, '-s', setting, '--force', '--json'], {
      env: { XDG_STATE_HOME: folder },
    });

  it('all get their own key in', async () => {
    const runs = await Promise.all(EDITORS.map((each) => edit(`slots.editor_${each}={type: physical}`)));
    expect(runs.map(({ exit }) => exit)).toEqual(EDITORS.map(() => 0));
    const { slots } = JSON.parse((await storedConfig(etcd.address, 'many')).text);
    expect(Object.keys(slots).sort()).toEqual(EDITORS.map((each) => `editor_${each}`).sort());
    const merged = runs.filter(({ stdout }) => JSON.parse(stdout).mergedWith.length > 0);
    expect(merged.length).toBeGreaterThan(0);
  });

  it('know the truth about the same key', async () => {
    const runs = await Promise.all(EDITORS.map((each) => edit(`ttl=${100 + each}`)));
    const reports = runs.map(({ stdout }) => JSON.parse(stdout));
    const history = reports
      .filter(({ exit }) => exit === 0)
      .sort((a, b) => a.writtenRevision - b.writtenRevision)
      .map(({ changes }) => changes[0]);
    // Who has written had seen what the one before wrote.
    let known: unknown = 30;
    for (const { before, after } of history) {
      expect(before).toBe(known);
      known = after;
    }
    expect(JSON.parse((await storedConfig(etcd.address, 'many')).text).ttl).toBe(known);
    expect(history.length).toBeGreaterThan(0);
    const lost = reports.filter(({ exit }) => exit !== 0);
    expect(lost.map(({ exit, code }) => [exit, code])).toEqual(lost.map(() => [8, 'changed-meanwhile']));
    expect(lost.length).toBeGreaterThan(0);
  });
});
