import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { eventually } from '../support/eventually.js';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import type { CtlRun } from '../support/run-ctl.js';

// One cluster: three edits with their reasons, undone and looked up, before and after etcd is compacted; then settings that one member
// has for itself.

interface LoggedRevision {
  readonly revision: number;
  readonly source: string;
  readonly who: string | null;
  readonly at: string | null;
  readonly reason: string | null;
  readonly command: string | null;
  readonly changes:
    | readonly { readonly key: string; readonly before: unknown; readonly after: unknown }[]
    | null;
}

describe('the past of the configuration, and what decides it', () => {
  let cluster: OwnCluster;
  const author = userInfo().username;

  beforeAll(async () => {
    cluster = await ownCluster('conf', { etcd: 1, members: 2 });
    await cluster.untilWhole();
  });
  afterAll(() => cluster.destroy());

  const ctl = (...args: string[]): Promise<CtlRun> => cluster.sandbox.ctl(...args);
  const mustCtl = (...args: string[]): Promise<CtlRun> => cluster.sandbox.mustCtl(...args);
  const document = async (...args: string[]) => JSON.parse((await ctl(...args, '--json')).stdout);
  const stored = async () => {
    const { config = '{}' } = await cluster.keys('config');
    return JSON.parse(config);
  };
  const log = async (): Promise<readonly LoggedRevision[]> => (await document('config', 'log')).revisions;
  const etcd = async (path: string, body: object): Promise<unknown> => {
    const reply = await fetch(`http://${cluster.recorded.etcd[0]}/v3/kv/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
    return reply.json();
  };

  const edit = async (...args: string[]): Promise<number> =>
    (await document('edit-config', ...args, '--yes')).writtenRevision;
  const ownParameters = async (name: string): Promise<object> => {
    const file = join(cluster.member(name).directory, 'patroni.yml');
    return parse(await readFile(file, 'utf8'), { version: '1.1' }).postgresql.parameters;
  };

  it('log shows three edits, newest first, with author and reason, and what an agent did without', async () => {
    await mustCtl('edit-config', '-s', 'ttl=25', '--yes', '--reason', 'slow network');
    await mustCtl('edit-config', '-p', 'work_mem=6MB', '-s', 'loop_wait=3', '--yes', '--reason', 'reports');
    await mustCtl('edit-config', '-s', 'ttl=30', '--yes');
    await cluster.patchConfig({ maximum_lag_on_failover: 2_097_152 });
    const revisions = await log();
    expect(revisions.map(({ who, reason, command }) => [who, reason, command])).toEqual([
      [null, null, null],
      [author, null, 'edit-config'],
      [author, 'reports', 'edit-config'],
      [author, 'slow network', 'edit-config'],
      [null, null, null],
    ]);
    expect(revisions.slice(0, 4).map(({ changes }) => changes)).toMatchObject([
      [{ key: 'maximum_lag_on_failover', before: 1_048_576, after: 2_097_152 }],
      [{ key: 'ttl', before: 25, after: 30 }],
      [
        { key: 'loop_wait', before: 2, after: 3 },
        { key: 'postgresql.parameters.work_mem', before: null, after: '6MB' },
      ],
      [{ key: 'ttl', before: 20, after: 25 }],
    ]);
    expect(Date.now() - Date.parse(revisions[1]?.at ?? '')).toBeLessThan(60_000);
    const { stdout } = await mustCtl('config', 'log', 'conf');
    expect(stdout).toContain('by another tool or an agent');
    expect(stdout).toContain('reason: slow network\n  ttl  20 → 25\n');
  });

  it('undo takes back one change and nothing that was changed besides', async () => {
    const [newest, , second] = await log();
    await mustCtl('config', 'undo', '--yes');
    expect(await stored()).toMatchObject({ maximum_lag_on_failover: 1_048_576, ttl: 30, loop_wait: 3 });
    const run = await mustCtl('config', 'undo', `${second?.revision}`, '--yes', '--reason', 'a mistake');
    expect(run.stdout).toContain('-loop_wait: 3\n+loop_wait: 2\n');
    const config = await stored();
    expect(config).toMatchObject({ ttl: 30, loop_wait: 2 });
    expect(config.postgresql.parameters).not.toHaveProperty('work_mem');
    expect((await log()).slice(0, 2)).toMatchObject([
      { who: author, reason: 'a mistake', command: `config undo ${second?.revision}` },
      { who: author, reason: null, command: `config undo ${newest?.revision}` },
    ]);
  });

  it('undo leaves alone what was changed again, and what was not named', async () => {
    const before = await cluster.keys('config');
    const first = (await log()).find(({ reason }) => reason === 'slow network')?.revision;
    const conflict = await ctl('config', 'undo', 'conf', `${first}`, '--yes', '--json');
    expect(conflict.exit).toBe(8);
    expect(JSON.parse(conflict.stdout).errors).toMatchObject([{ code: 'changed-since', subject: 'ttl' }]);
    expect(await cluster.keys('config')).toEqual(before);
    await mustCtl('pause', 'conf');
    const refused = await ctl('config', 'undo', '--yes', '--json');
    expect(refused.exit).toBe(1);
    expect(JSON.parse(refused.stdout).errors).toMatchObject([
      { code: 'needs-include', next: '--include pause' },
    ]);
    expect(await stored()).toMatchObject({ pause: true });
    await mustCtl('config', 'undo', '--yes', '--include', 'pause');
    expect(await stored()).not.toHaveProperty('pause');
  });

  it('what agents write for ctl is its own: pause and resume, each with who did it and why', async () => {
    await mustCtl('pause', 'conf', '--wait', '--reason', 'kernel update');
    await mustCtl('resume', 'conf', '--wait', '--yes');
    await mustCtl('pause', 'conf');
    await cluster.patchConfig({ pause: null });
    expect((await log()).slice(0, 4)).toMatchObject([
      { who: null, command: null, changes: [{ key: 'pause', before: true, after: null }] },
      { who: author, reason: null, command: 'pause', changes: [{ key: 'pause', before: null, after: true }] },
      { who: author, command: 'resume', changes: [{ key: 'pause', before: true, after: null }] },
      { who: author, reason: 'kernel update', command: 'pause' },
    ]);
    const { stdout } = await mustCtl('config', 'log', 'conf');
    expect(stdout).toContain('reason: kernel update\n');
  });

  it('after a compaction the journal knows what ctl has changed, and can undo it', async () => {
    const before = await log();
    const reason = 'before the compaction';
    const revision = await edit('-s', 'retry_timeout=7', '--reason', reason);
    const newest = await edit('-s', 'check_timeline=true');
    await etcd('compaction', { revision: `${newest}`, physical: true });
    const { revisions, end, oldestStored } = await document('config', 'log', 'conf');
    expect([end, oldestStored]).toEqual(['compacted', newest]);
    const own = before.filter(({ who }) => who !== null).map((each) => each.revision);
    expect(revisions.map((each: LoggedRevision) => [each.revision, each.source])).toEqual([
      [newest, 'dcs'],
      [revision, 'journal'],
      ...own.map((each) => [each, 'journal']),
    ]);
    expect(revisions[1]).toMatchObject({
      who: author,
      reason,
      changes: [{ key: 'retry_timeout', before: 8, after: 7 }],
    });
    const { stdout } = await mustCtl('config', 'log', 'conf');
    expect(stdout).toContain(`etcd has compacted what was before revision ${newest}`);
    await mustCtl('config', 'undo', 'conf', `${revision}`, '--yes');
    expect(await stored()).toMatchObject({ retry_timeout: 8, check_timeline: true });
    const [forgotten] = before.filter(({ who }) => who === null);
    const lost = await ctl('config', 'undo', 'conf', `${forgotten?.revision}`, '--yes', '--json');
    expect([lost.exit, JSON.parse(lost.stdout).code]).toEqual([1, 'revision-forgotten']);
  });

  it('diff --members finds what members have for themselves, and explain says why', async () => {
    const same = await ctl('config', 'diff', '--members', '--json');
    expect([same.exit, JSON.parse(same.stdout).parameters]).toEqual([0, []]);
    await cluster.sql('pg1', "ALTER SYSTEM SET work_mem = '16MB'");
    await cluster.sql('pg1', 'SELECT pg_reload_conf()');
    const own = await ownParameters('pg2');
    await cluster.editAgent('pg2', 'postgresql', { parameters: { ...own, random_page_cost: 1.5 } });
    await mustCtl(
      ...[
        'edit-config',
        '-p',
        'work_mem=8MB',
        '-p',
        'random_page_cost=2',
        '-p',
        'max_connections=60',
        '--yes',
      ],
    );
    await eventually(
      'pg1 to have seen it',
      async () => (await cluster.sql('pg1', 'SHOW random_page_cost')) === '2',
    );
    for (const name of ['pg1', 'pg2']) {
      await eventually(
        'what waits for a restart',
        async () => (await cluster.memberKey(name)).pending_restart === true,
      );
    }
    const diff = await ctl('config', 'diff', '--members', 'conf', '--json');
    expect(diff.exit).toBe(3);
    expect(JSON.parse(diff.stdout).parameters).toMatchObject([
      {
        parameter: 'max_connections',
        kinds: ['differs-from-dcs'],
        stored: 60,
        members: [{ running: '50' }, { running: '50' }],
      },
      {
        parameter: 'random_page_cost',
        stored: 2,
        members: [
          { member: 'pg1', running: '2', source: 'dcs' },
          { member: 'pg2', running: '1.5', source: 'local' },
        ],
      },
      {
        parameter: 'work_mem',
        members: [
          { member: 'pg1', running: '16MB', source: 'alter-system' },
          { member: 'pg2', running: '8MB', source: 'dcs' },
        ],
      },
    ]);
    const explained = await document('config', 'explain', 'conf', 'work_mem');
    expect(explained).toMatchObject({
      key: 'postgresql.parameters.work_mem',
      kind: 'parameter',
      stored: '8MB',
      takesEffect: 'reload',
      meaning: expect.stringContaining('maximum memory'),
      members: [
        {
          member: 'pg1',
          running: '16MB',
          source: 'alter-system',
          overruled: [{ source: 'dcs', value: '8MB' }],
        },
        { member: 'pg2', running: '8MB', source: 'dcs', overruled: [] },
      ],
    });
    const { stdout } = await mustCtl('config', 'explain', 'work_mem');
    expect(stdout).toContain('ALTER SYSTEM');
  });

  it('explain knows the keys of Patroni, and the rule that corrects them', async () => {
    await mustCtl('edit-config', '-s', 'retry_timeout=13', '--yes');
    expect(await document('config', 'explain', 'loop_wait')).toMatchObject({
      key: 'loop_wait',
      kind: 'patroni',
      stored: 2,
      takesEffect: 'agents',
      members: [],
    });
    const unknown = await ctl('config', 'explain', 'conf', 'max_connectoins', '--json');
    expect(unknown.exit).toBe(7);
    expect(JSON.parse(unknown.stdout).errors).toMatchObject([
      { code: 'unknown-setting', next: 'ctl config explain conf max_connections' },
    ]);
  });

  it('diff of two clusters ends with 3 only where they differ', async () => {
    expect((await ctl('config', 'diff', 'conf', 'conf')).exit).toBe(0);
    const config = await stored();
    await etcd('put', {
      key: btoa('/service/other/config'),
      value: btoa(JSON.stringify({ ...config, ttl: 60 })),
    });
    const differs = await ctl('config', 'diff', 'conf', 'other', '--json');
    expect(differs.exit).toBe(3);
    expect(JSON.parse(differs.stdout).keys).toEqual([
      { key: 'ttl', left: 30, right: 60, sameMeaning: false },
    ]);
    expect((await ctl('config', 'diff', 'conf', 'other')).stdout).toContain('-ttl: 30\n+ttl: 60\n');
  });
});
