// Records what Patroni makes of changes of the dynamic configuration: npx tsx test/support/recordings-config/record.ts PATRONI FILE [WORD]
// PATRONI is `installed`, `trixie` or `sid` (test/support/packaged-patroni.ts); with WORD only the experiments whose names match it.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import { type OwnCluster, ownCluster } from '../own-cluster.js';
import { packagedPatroni } from '../packaged-patroni.js';
import { EXPERIMENTS, type Experiment, edited, watched } from './experiments.js';

/** One parameter as the server shows it: value, unit, source, file, whether it waits for a restart. */
type Shown = readonly [
  setting: string,
  unit: string | null,
  source: string,
  file: string | null,
  pending: boolean,
];

interface MemberLook {
  readonly settings: Readonly<Record<string, Shown>>;
  readonly pendingRestart: boolean;
}

/** Two cycles, and a second that agents wait for PostgreSQL. */
const SETTLED_MS = 4500;

const [suite = 'installed', target = '', word = ''] = process.argv.slice(2);
const patroni = suite === 'sid' || suite === 'trixie' ? (await packagedPatroni(suite)).patroni : undefined;
const cluster = await ownCluster(`params-${suite}`, {
  members: 2,
  etcd: 1,
  ...(patroni === undefined ? {} : { patroni }),
});
try {
  await cluster.untilWhole();
  const base: ValueMap = JSON.parse((await cluster.keys('config')).config ?? '{}');
  const { patroni: about } = (await cluster.status(await cluster.leader())) as {
    patroni: { version: string };
  };
  const postgresql = (await cluster.sql('pg1', 'SHOW server_version')).split(' ')[0];
  const note = `recorded: Patroni ${about.version} with PostgreSQL ${postgresql}, two members, by record.ts beside this`;
  const results: object[] = [];
  for (const experiment of EXPERIMENTS.filter(({ name }) => new RegExp(word, 'u').test(name))) {
    const result = await perform(cluster, base, experiment).catch((error: unknown) => ({
      name: experiment.name,
      failed: String(error),
    }));
    console.error(experiment.name, 'failed' in result ? result.failed : '');
    results.push(result);
    await writeFile(
      target,
      `${JSON.stringify({ note, patroni: about.version, postgresql, base, experiments: results }, null, 1)}\n`,
    );
  }
} finally {
  await cluster.destroy();
}

async function perform(on: OwnCluster, base: ValueMap, experiment: Experiment) {
  const { name, local, localOn, sql } = experiment;
  const before = edited(base, experiment.base ?? {});
  const after = edited(before, experiment.change);
  const names = on.members.map(({ name: each }) => each);
  const files = new Map<string, string>();
  const pathOf = (member: string): string => join(on.member(member).directory, 'patroni.yml');
  try {
    for (const member of names) {
      if (sql !== undefined) for (const line of sql[0].split('\n')) await on.sql(member, line);
      if (sql !== undefined) await on.sql(member, 'SELECT pg_reload_conf()');
      if (local === undefined || (localOn !== undefined && localOn !== member)) continue;
      files.set(member, await readFile(pathOf(member), 'utf8'));
      const { parameters, ...rest } = local;
      const own =
        parameters === undefined
          ? {}
          : { parameters: { ...(await ownParameters(on, member)), ...parameters } };
      await on.editAgent(member, 'postgresql', { ...rest, ...own });
    }
    if (before !== base) await on.putKey('config', JSON.stringify(before));
    if (before !== base || local !== undefined || sql !== undefined) await sleep(SETTLED_MS);
    const first = await look(on, experiment);
    const logs = await logLengths(on);
    await on.putKey('config', JSON.stringify(after));
    await sleep(SETTLED_MS);
    const second = await look(on, experiment);
    const loaded = await loadTimes(on);
    const isRecovery = watched(experiment).some((each) => /^re(store|covery)_|^archive_cleanup/.test(each));
    if (isRecovery) await sleep(3500);
    const keepsReloading = (await loadTimes(on)).map((time, index) => time !== loaded[index]);
    const messages = await logLines(on, logs);
    const leader = await on.leader();
    const members = names.map((member, index) => ({
      name: member,
      isLeader: member === leader,
      before: first[member],
      after: second[member],
      keepsReloading: keepsReloading[index],
      log: messages[member],
    }));
    return {
      name,
      base: experiment.base ?? {},
      change: experiment.change,
      ...(local === undefined ? {} : { local, localOn }),
      ...(sql === undefined ? {} : { sql: sql[0] }),
      members,
    };
  } finally {
    for (const member of names)
      if (sql !== undefined) {
        await on.sql(member, sql[1]);
        await on.sql(member, 'SELECT pg_reload_conf()');
      }
    for (const [member, text] of files) {
      await writeFile(pathOf(member), text);
      await on.agent(member, 'POST', '/reload');
    }
    await on.putKey('config', JSON.stringify(base));
    await sleep(SETTLED_MS);
  }
}

async function ownParameters(on: OwnCluster, member: string): Promise<object> {
  const { parse } = await import('yaml');
  return parse(await readFile(join(on.member(member).directory, 'patroni.yml'), 'utf8'), { version: '1.1' })
    .postgresql.parameters;
}

async function look(on: OwnCluster, experiment: Experiment): Promise<Record<string, MemberLook>> {
  const list = watched(experiment)
    .map((name) => `'${name.replaceAll("'", "''")}'`)
    .join(',');
  const query = `SELECT coalesce(json_object_agg(lower(name), json_build_array(setting, unit, source, regexp_replace(sourcefile, '^.*/', ''), pending_restart)), '{}') FROM pg_settings WHERE lower(name) IN (${list === '' ? "''" : list})`;
  const looks = await Promise.all(
    on.members.map(async ({ name }) => {
      const status = await on.status(name);
      const settings: Record<string, Shown> = JSON.parse(await on.sql(name, query));
      return [name, { settings, pendingRestart: status.pending_restart === true }] as const;
    }),
  );
  return Object.fromEntries(looks);
}

async function loadTimes(on: OwnCluster): Promise<readonly string[]> {
  return Promise.all(on.members.map(({ name }) => on.sql(name, 'SELECT pg_conf_load_time()')));
}

async function logLengths(on: OwnCluster): Promise<Record<string, number>> {
  const lengths = await Promise.all(
    on.members.map(async ({ name }) => [name, (await logText(on, name)).length] as const),
  );
  return Object.fromEntries(lengths);
}

/** What the agents wrote meanwhile about it, each line once, without its time. */
async function logLines(
  on: OwnCluster,
  since: Record<string, number>,
): Promise<Record<string, readonly string[]>> {
  const lines = await Promise.all(
    on.members.map(async ({ name }) => {
      const text = (await logText(on, name)).slice(since[name] ?? 0);
      const told = text
        .split('\n')
        .filter((line) =>
          /WARNING|ERROR|Exception|Error|Changed|Removing|Reloading|nothing to reload|restart/.test(line),
        )
        .map((line) => line.replace(/^[\d-]+ [\d:,]+ /, '').replaceAll(on.sandbox.home, '…'));
      return [name, [...new Set(told)].slice(0, 16)] as const;
    }),
  );
  return Object.fromEntries(lines);
}

async function logText(on: OwnCluster, name: string): Promise<string> {
  return readFile(join(on.member(name).directory, 'patroni.log'), 'utf8');
}
