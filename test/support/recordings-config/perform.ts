import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import type { OwnCluster } from '../own-cluster.js';
import { type Experiment, edited, watched } from './experiments.js';

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
  /** Lines of its files (pg_file_settings): name, value, file, whether it counts. */
  readonly files: readonly (readonly [string, string | null, string, boolean])[];
  readonly pendingRestart: boolean;
}

/** So long agents take at most to notice a document, and from there until PostgreSQL has it and standbys have been through a cycle. */
const NOTICED_MS = 9000;
const SETTLED_MS = 3200;

/** Does it on a cluster of two members, looks, and takes it back. */
export async function perform(on: OwnCluster, base: ValueMap, experiment: Experiment) {
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
    if (local !== undefined || sql !== undefined) await sleep(SETTLED_MS);
    if (experiment.base !== undefined) await store(on, before);
    const first = await look(on, experiment);
    const logs = await logLengths(on);
    await store(on, after);
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
      before: given(first[member]),
      after: given(second[member]),
      keepsReloading: keepsReloading[index] ?? false,
      log: messages[member] ?? [],
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
    if (files.size > 0) await sleep(SETTLED_MS);
    await store(on, base);
  }
}

/** Writes a document, and waits until both agents have made of it what they make. */
async function store(on: OwnCluster, document: ValueMap): Promise<void> {
  const since = await logLengths(on);
  await on.putKey('config', JSON.stringify(document));
  const end = Date.now() + NOTICED_MS;
  while (Date.now() < end) {
    await sleep(200);
    const told = await Promise.all(
      on.members.map(async ({ name }) =>
        /Reloading PostgreSQL|nothing to reload|setting dynamic_configuration/.test(
          (await logText(on, name)).slice(since[name] ?? 0),
        ),
      ),
    );
    if (told.every(Boolean)) break;
  }
  await sleep(SETTLED_MS);
}

async function ownParameters(on: OwnCluster, member: string): Promise<object> {
  return parse(await readFile(join(on.member(member).directory, 'patroni.yml'), 'utf8'), { version: '1.1' })
    .postgresql.parameters;
}

async function look(on: OwnCluster, experiment: Experiment): Promise<Record<string, MemberLook>> {
  const list = watched(experiment)
    .map((name) => `'${name.replaceAll("'", "''")}'`)
    .join(',');
  const query = `SELECT coalesce(json_object_agg(lower(name), json_build_array(setting, unit, source, regexp_replace(sourcefile, '^.*/', ''), pending_restart)), '{}') FROM pg_settings WHERE lower(name) IN (${list === '' ? "''" : list})`;
  const lines = `SELECT coalesce(json_agg(json_build_array(lower(name), setting, regexp_replace(sourcefile, '^.*/', ''), applied) ORDER BY seqno), '[]') FROM pg_file_settings WHERE lower(name) IN (${list === '' ? "''" : list})`;
  const looks = await Promise.all(
    on.members.map(async ({ name }) => {
      const status = await on.status(name);
      const settings: Record<string, Shown> = JSON.parse(await on.sql(name, query));
      const files = JSON.parse(await on.sql(name, lines));
      return [name, { settings, files, pendingRestart: status.pending_restart === true }] as const;
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

function given<T>(look: T | undefined): T {
  if (look === undefined) throw new Error('a member was not looked at');
  return look;
}
