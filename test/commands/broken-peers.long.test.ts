import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EtcdServer } from '../support/etcd-server.js';
import { type Breakers, startHttpBreakers, startPostgresBreakers } from '../support/faults/breakers.js';
import { DirectEtcd } from '../support/faults/direct-etcd.js';
import { HTTP_BREAKERS } from '../support/faults/http-breakers.js';
import { type MeasuredRun, measureCtl, measureStart } from '../support/faults/measured-run.js';
import { memberKey } from '../support/faults/member-key.js';
import { faultsOfRun } from '../support/faults/oracle.js';
import { PatroniDouble } from '../support/faults/patroni-double.js';
import { POSTGRES_BREAKERS } from '../support/faults/postgres-breakers.js';

const DEADLINE = '3';
const DEADLINE_MS = 3000;
/** On a machine that is busy a run may end late; what is late three times is late. */
const ATTEMPTS = 3;
const AT_ONCE = 3;

let folder: string;
let http: Breakers<string>;
let postgres: Breakers<string>;
let etcd: EtcdServer;
let direct: DirectEtcd;
let patroni: PatroniDouble;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ctl-broken-'));
  [http, postgres, etcd] = await Promise.all([
    startHttpBreakers(),
    startPostgresBreakers(),
    EtcdServer.start(),
  ]);
  direct = new DirectEtcd(etcd.address);
  patroni = new PatroniDouble(direct);
  await patroni.start();
});
afterAll(async () => {
  await Promise.all([http.stop(), postgres.stop(), patroni.stop(), etcd.stop()]);
  await rm(folder, { recursive: true });
});

interface Trial {
  readonly name: string;
  readonly args: readonly string[];
  /** How it may end. */
  readonly exits: readonly number[];
  readonly maxMib?: number;
}

/** What is wrong with each, as text. */
async function tryAll(trials: readonly Trial[]): Promise<readonly string[]> {
  const waiting = [...trials];
  const wrong: string[] = [];
  const work = async (): Promise<void> => {
    for (let trial = waiting.shift(); trial !== undefined; trial = waiting.shift()) {
      wrong.push(...(await tryOut(trial)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return wrong.sort();
}

async function tryOut({ name, args, exits, maxMib }: Trial): Promise<readonly string[]> {
  let wrong: readonly string[] = [];
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const startMs = await measureStart();
    const run = await measureCtl([...args, '--deadline', DEADLINE, '--json'], {
      env: { HOME: folder, XDG_STATE_HOME: folder, PGUSER: 'u', PGPASSWORD: 'p', PGSSLMODE: 'prefer' },
    });
    wrong = wrongWith(run, startMs, exits, maxMib).map(
      (each) => `${name}: exit ${run.exit} after ${Math.round(run.elapsedMs)} ms: ${each}`,
    );
    if (!wrong.every((each) => each.includes('it took') && each.endsWith('ms'))) return wrong;
    if (wrong.length === 0) return wrong;
  }
  return wrong;
}

function wrongWith(
  run: MeasuredRun,
  startMs: number,
  exits: readonly number[],
  maxMib?: number,
): readonly string[] {
  const limits = { deadlineMs: DEADLINE_MS, startMs, ...(maxMib === undefined ? {} : { maxMib }) };
  const faults = faultsOfRun(run, limits);
  if (exits.includes(run.exit ?? -1)) return faults;
  return [...faults, `not ${exits.join(' or ')}: ${run.stderr.slice(0, 300)}${run.stdout.slice(0, 600)}`];
}

const HTTP = Object.keys(HTTP_BREAKERS);
const POSTGRES = Object.keys(POSTGRES_BREAKERS);
const ON_QUERY = POSTGRES.filter((name) => name.startsWith('query'));

describe('an etcd that breaks its protocol', () => {
  it.each([
    ['list', [4]],
    ['status', [3]],
    ['doctor', [3]],
    // Nobody can tell whether anybody leads.
    ['check', [2]],
    ['pause', [4]],
  ])(
    '%s',
    async (command, exits) => {
      const trials = HTTP.map((name) => ({ name, args: ['-d', http.address(name), command, 'demo'], exits }));
      expect(await tryAll(trials)).toEqual([]);
    },
    600_000,
  );
});

/** So many members of one cluster break something, each in its own way. */
const TOGETHER = 10;

function inGroups(names: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(names.length / TOGETHER) }, (_, index) =>
    names.slice(index * TOGETHER, (index + 1) * TOGETHER),
  );
}

/** A cluster for each group, named after its number, whose leader is well. */
async function clustersWith(
  groups: readonly (readonly string[])[],
  peer: 'agent' | 'server',
): Promise<readonly string[]> {
  await patroni.reset();
  const addresses = peer === 'agent' ? http : postgres;
  return Promise.all(
    groups.map(async (names, index) => {
      const scope = `broken${index}`;
      for (const name of names) {
        const well = { agent: patroni.address('pg2'), server: '127.0.0.1:1' };
        const key = memberKey({ ...well, [peer]: addresses.address(name), role: 'replica' });
        await direct.put(`/service/${scope}/members/${name}`, key);
      }
      const key = memberKey({ agent: patroni.address('pg1'), server: '127.0.0.1:1', role: 'primary' });
      await direct.put(`/service/${scope}/members/pg1`, key);
      await direct.put(`/service/${scope}/leader`, 'pg1');
      await direct.put(`/service/${scope}/initialize`, '7711084500749373185');
      await direct.put(`/service/${scope}/config`, '{"ttl":30,"loop_wait":10,"retry_timeout":10}');
      return scope;
    }),
  );
}

describe('agents that break their protocol', () => {
  it.each(['status', 'doctor', 'check', 'version'])(
    '%s',
    async (command) => {
      const groups = inGroups(HTTP);
      const scopes = await clustersWith(groups, 'agent');
      const trials = scopes.map((scope, index) => ({
        name: groups[index]?.join(', ') ?? '',
        args: ['-d', etcd.address, command, scope],
        exits: command === 'version' ? [0, 4, 6] : [0, 1, 2, 3],
      }));
      expect(await tryAll(trials)).toEqual([]);
    },
    600_000,
  );
});

describe('HAProxies that break their protocol', () => {
  it.each([
    ['page', (address: string) => `http://${address}/stats`],
    ['runtime API', (address: string) => address],
  ])(
    '%s',
    async (_, statsAt) => {
      await patroni.reset();
      const trials = inGroups(HTTP).map((names) => ({
        name: names.join(', '),
        args: [
          ...['-d', etcd.address, 'haproxy', 'check', 'demo'],
          ...names.flatMap((name) => ['--stats', statsAt(http.address(name))]),
        ],
        exits: [3],
      }));
      expect(await tryAll(trials)).toEqual([]);
    },
    600_000,
  );
});

describe('PostgreSQL that breaks its protocol', () => {
  it.each(['status', 'doctor', 'check'])(
    '%s',
    async (command) => {
      const groups = inGroups(POSTGRES);
      const scopes = await clustersWith(groups, 'server');
      const trials = scopes.map((scope, index) => ({
        name: groups[index]?.join(', ') ?? '',
        args: ['-d', etcd.address, command, scope],
        exits: [0, 1, 2, 3],
      }));
      expect(await tryAll(trials)).toEqual([]);
    },
    600_000,
  );

  it('query', async () => {
    await clustersWith(inGroups(POSTGRES), 'server');
    const scopeOf = new Map(
      inGroups(POSTGRES).flatMap((names, index) => names.map((name) => [name, `broken${index}`])),
    );
    const trials = POSTGRES.map((name) => ({
      name,
      args: ['-d', etcd.address, 'query', scopeOf.get(name) ?? '', '-m', name, '-c', 'SELECT 1'],
      // A result may be large on purpose.
      maxMib: 1500,
      // What has been asked may have been done, and what follows the protocol is a result, be it a strange one.
      exits: ON_QUERY.includes(name) ? [0, 1, 4, 5] : [4],
    }));
    expect(await tryAll(trials)).toEqual([]);
  }, 600_000);
});
