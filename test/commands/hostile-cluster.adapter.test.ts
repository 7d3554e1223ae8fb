import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EtcdServer } from '../support/etcd-server.js';
import { BINARY, cleanEnvironment } from '../support/run-ctl.js';
import { assertDocument } from '../support/schemas.js';

/** What terminals obey, do not show or reorder, with letters around it; half a character can only come from JSON. */
const EVIL =
  '\x1b]0;PWN\x07\x1b[31m\x1b[6n\x9b8m\r\b\x7f\u202e\u2066\u200d\u00ad\ufeff\u{e0041}\ufff9\u2028\u2029';
const IN_JSON = `${EVIL}\ud83d`;
const SECRET = 'Mellon-of-Moria';
const NAMES = [`pg1${EVIL}`, `pg2${EVIL}`, 'pg3'];
const SCOPE = 'evil';
/** A run is as slow as Node.js on a machine that does other things. */
const LONG_MS = 300_000;

let etcd: EtcdServer;
let folder = '';
let settings = '';
const agents: Server[] = [];

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  agents.push(server);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** An agent that says who it is, and evil words beside that; it refuses whatever it is told. */
async function startAgent(name: string, isLeader: boolean): Promise<number> {
  const status = {
    state: 'running',
    role: isLeader ? 'primary' : 'replica',
    server_version: 150_004,
    xlog: isLeader ? { location: 100 } : { received_location: 100, replayed_location: 50, paused: false },
    timeline: 3,
    patroni: { version: `4.1.0${IN_JSON}`, scope: SCOPE, name },
    tags: { [`tag${IN_JSON}`]: IN_JSON },
    pending_restart: true,
    pending_restart_reason: { [`work${IN_JSON}`]: { old_value: IN_JSON, new_value: IN_JSON } },
    postmaster_start_time: `2026-01-01${IN_JSON}`,
    cluster_unlocked: false,
  };
  const body = JSON.stringify(status);
  return listening(
    createHttpServer((request, response) => {
      response.writeHead(request.method === 'GET' ? 200 : 503, { server: 'x' });
      response.end(request.method === 'GET' ? body : `no ${EVIL}`);
    }),
  );
}

/** The runtime API of a HAProxy whose pools and servers have evil names. */
function startBalancer(): Promise<number> {
  const titles = 'pxname,svname,status,mode,type,addr,lastchg,check_status,last_chk,scur,weight,act,bck';
  const rows = ['FRONTEND', `pg1${EVIL}`, 'BACKEND'].map(
    (server, type) => `primary${EVIL},${server},UP${EVIL},tcp,${type},127.0.0.1:5432,9,L7OK,${EVIL},1,1,1,0`,
  );
  return listening(
    createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(`# ${titles},\n${rows.join(',\n')},\n\n`));
    }),
  );
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ctl-hostile-'));
  etcd = await EtcdServer.start();
  settings = join(folder, 'settings.yml');
  const stats = await startBalancer();
  await writeFile(
    settings,
    `scope: ${SCOPE}\netcd3: {host: ${etcd.address}}\nctl: {haproxy: {${SCOPE}: {stats: '127.0.0.1:${stats}'}}}\n`,
  );
});
afterAll(async () => {
  for (const agent of agents) agent.close();
  await etcd.stop();
  await rm(folder, { recursive: true });
});

/** Real keys of a cluster all of whose words are evil. */
beforeEach(async () => {
  await etcd.wipe();
  const ports = await Promise.all(NAMES.map((name, index) => startAgent(name, index === 0)));
  const config = {
    ttl: 30,
    loop_wait: 10,
    retry_timeout: 10,
    maximum_lag_on_failover: 1_048_576,
    pause: true,
    [`key${IN_JSON}`]: IN_JSON,
    synchronous_mode: IN_JSON,
    slots: { [`slot${IN_JSON}`]: { type: 'physical' } },
    postgresql: {
      parameters: {
        work_mem: IN_JSON,
        primary_conninfo: `host=a password='${SECRET}' user=ada${IN_JSON}`,
        archive_command: `PGPASSWORD=${SECRET} push -u ada:${SECRET} %p${IN_JSON}`,
        ssl_passphrase_command: `echo ${SECRET}`,
      },
      passwords: { ada: SECRET },
    },
  };
  const changed = {
    ...config,
    ttl: 31,
    postgresql: { parameters: { restore_command: `get --password ${SECRET}` } },
  };
  const member = (index: number) => ({
    conn_url: `postgres://127.0.0.1:5${index}/postgres${EVIL}`,
    api_url: `http://127.0.0.1:${ports[index]}/patroni`,
    state: index === 0 ? 'running' : `stopped${IN_JSON}`,
    role: index === 0 ? 'primary' : 'replica',
    version: `4.1.0${IN_JSON}`,
    xlog_location: 100,
    timeline: 3,
    replication_state: `streaming${IN_JSON}`,
    pending_restart: true,
    pending_restart_reason: { [`a${IN_JSON}`]: { old_value: IN_JSON, new_value: `password=${SECRET}` } },
    scheduled_restart: { schedule: `2099-01-01T00:00:00+00:00${IN_JSON}`, postgres_version: IN_JSON },
    tags: { [`tag${IN_JSON}`]: IN_JSON, nofailover: IN_JSON, clonefrom: true },
  });
  const key = `/service/${SCOPE}`;
  const note = { by: IN_JSON, host: IN_JSON, since: '2026-01-01T00:00:00Z', reason: IN_JSON, until: null };
  await etcd.put({
    [`${key}/initialize`]: '7000000000000000001',
    [`${key}/config`]: JSON.stringify(changed),
    [`${key}/history`]: JSON.stringify([
      [1, 100, `no recovery target specified${IN_JSON}`, '2026-01-01T00:00:00+00:00', IN_JSON],
      [2, 200, IN_JSON, `2026-01-02T00:00:00+00:00${IN_JSON}`, NAMES[0]],
    ]),
  });
  await etcd.put({
    [`${key}/config`]: JSON.stringify(config),
    [`${key}/leader`]: NAMES[0] ?? '',
    [`${key}/status`]: JSON.stringify({ optime: 100, slots: { [IN_JSON]: 100 } }),
    [`${key}/sync`]: JSON.stringify({ leader: NAMES[0], sync_standby: IN_JSON }),
    [`${key}/failsafe`]: JSON.stringify({ [IN_JSON]: IN_JSON }),
    [`${key}/failover`]: JSON.stringify({
      leader: IN_JSON,
      member: IN_JSON,
      scheduled_at: `2099-01-01T00:00:00${IN_JSON}`,
    }),
    ...Object.fromEntries(
      NAMES.map((name, index) => [`${key}/members/${name}`, JSON.stringify(member(index))]),
    ),
    [`/service-ctl/${SCOPE}/pause`]: JSON.stringify({ ...note, configRevision: 1 }),
    [`/service-ctl/${SCOPE}/config-journal/3`]: JSON.stringify({
      revision: 3,
      who: IN_JSON,
      host: IN_JSON,
      at: '2026-01-01T00:00:00Z',
      reason: IN_JSON,
      command: IN_JSON,
      changes: [{ path: ['a', IN_JSON], before: IN_JSON, after: `password=${SECRET}` }],
    }),
  });
});

interface Run {
  readonly stdout: string;
  readonly stderr: string;
}

async function run(program: string, args: readonly string[], env: Record<string, string>): Promise<Run> {
  const child = spawn(program, args, {
    env: cleanEnvironment({ XDG_STATE_HOME: folder, LANG: 'C.UTF-8', ...env }),
  });
  child.stdin.end();
  const chunks: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
  child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
  await new Promise((resolve) => child.on('close', resolve));
  return { stdout: Buffer.concat(chunks.stdout).toString(), stderr: Buffer.concat(chunks.stderr).toString() };
}

const inPipe = (args: readonly string[]): Promise<Run> =>
  run(process.execPath, [BINARY, ...args, '-c', settings], {});

/** All of it is on one terminal, which ends lines by CR and LF. */
async function inTerminal(args: readonly string[]): Promise<string> {
  const words = [process.execPath, BINARY, ...args, '-c', settings].map(
    (word) => `'${word.replaceAll("'", "'\\''")}'`,
  );
  const { stdout } = await run('script', ['-qec', words.join(' '), '/dev/null'], { TERM: 'xterm-256color' });
  return stdout.replaceAll('\r\n', '\n');
}

const FORBIDDEN = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/u;
/** Colours, and what the last line of a terminal is rewritten with. */
const OWN = /\x1b\[(?:[0-479]|2[2-9]|3[0-79]|9[0-7])(?:;\d+)*m|\r\x1b\[K|\x1b\[H\x1b\[2J/g;
/** inquirer hides the cursor and moves it while it asks. */
const PROMPTS = /\x1b\[(?:\?25[hl]|\d*[A-GJK])/g;

function expectClean(text: string, what: string): void {
  const found = FORBIDDEN.exec(text);
  expect(
    found === null
      ? what
      : `${what}: ${JSON.stringify(text.slice(Math.max(0, found.index - 120), found.index + 40))}`,
  ).toBe(what);
}

const COMMANDS: readonly (readonly string[])[] = [
  ['list', SCOPE],
  ['list', SCOPE, '-e'],
  ['list', '--all'],
  ['topology', SCOPE],
  ['history', SCOPE],
  ['show-config', SCOPE],
  ['version', SCOPE],
  ['dsn', SCOPE],
  ['dsn', SCOPE, '--all'],
  ['query', SCOPE, '-c', 'select 1', '--deadline', '2s'],
  ['status', SCOPE],
  ['status', '--all'],
  ['doctor', SCOPE],
  ['doctor', SCOPE, '-e'],
  ['check', SCOPE],
  ['clusters'],
  ['wait', SCOPE, '--for', 'leader=nobody', '--deadline', '1s'],
  ['config', 'log', SCOPE],
  ['config', 'explain', 'work_mem', SCOPE],
  ['config', 'explain', 'primary_conninfo', SCOPE],
  ['config', 'explain', 'archive_command', SCOPE],
  ['config', 'diff', SCOPE, '--members'],
  ['config', 'undo', SCOPE, '--dry-run'],
  ['edit-config', SCOPE, '-s', 'ttl=40', '--dry-run'],
  ['edit-config', SCOPE, '-p', `work_mem=8MB`, '--force'],
  ['switchover', SCOPE, '--dry-run', '--force'],
  ['switchover', SCOPE, '--candidate', 'pg3', '--force', '--deadline', '3s'],
  ['switchover', SCOPE, '--candidate', 'pg1', '--force'],
  ['failover', SCOPE, '--candidate', NAMES[1] ?? '', '--force', '--dry-run'],
  ['failover', SCOPE, '--candidate', 'pg3', '--force', '--deadline', '3s'],
  ['restart', SCOPE, '--dry-run', '--force'],
  ['restart', SCOPE, 'pg3', '--force', '--deadline', '3s'],
  ['reload', SCOPE, '--force'],
  ['reinit', SCOPE, NAMES[1] ?? '', '--force', '--deadline', '3s'],
  ['reinit', SCOPE, 'pg9', '--force'],
  ['pause', SCOPE, '--deadline', '2s'],
  ['resume', SCOPE, '--deadline', '2s'],
  ['flush', SCOPE, 'switchover', '--force'],
  ['flush', SCOPE, 'restart', '--force'],
  ['drain', NAMES[1] ?? '', SCOPE, '--dry-run'],
  ['remove', SCOPE, '--dry-run', '--confirm', SCOPE],
  ['remove', SCOPE, '--confirm', SCOPE],
  ['demote-cluster', SCOPE, '--host', 'a', '--dry-run', '--force'],
  ['promote-cluster', SCOPE, '--dry-run', '--force'],
  ['haproxy', 'status', SCOPE],
  ['haproxy', 'check', SCOPE],
  ['haproxy', 'config', SCOPE],
  ['list', SCOPE, '--debug'],
  ['status', SCOPE, '--debug'],
];

/** What patronictl prints of the configuration as well: all of it, and in a pipe its characters as YAML has them. */
const AS_PATRONICTL = ['show-config'];

describe('a hostile cluster', () => {
  it('has a text for every command', async () => {
    const manifest: { readonly commands: Readonly<Record<string, unknown>> } = JSON.parse(
      await readFile(new URL('../../oclif.manifest.json', import.meta.url), 'utf8'),
    );
    const known = Object.keys(manifest.commands).filter(
      (id) => !/^(?:sandbox|help|context|autocomplete)\b/.test(id),
    );
    const tried = COMMANDS.map((words) => words.join(':'));
    expect(known.filter((id) => !tried.some((each) => each === id || each.startsWith(`${id}:`)))).toEqual([]);
  });

  it.each(COMMANDS.map((args) => [args.join(' ').replace(/[^ -~]/g, ''), args] as const))(
    '%s prints nothing that a terminal obeys, and no secret',
    async (_, args) => {
      const name = args[0] ?? '';
      const isPatronictls = AS_PATRONICTL.includes(name);
      const piped = await inPipe(args);
      if (!isPatronictls) expectClean(piped.stdout, 'stdout of the pipe');
      expectClean(piped.stderr, 'stderr of the pipe');
      const drawn = await inTerminal(args);
      expectClean(drawn.replace(OWN, '').replace(PROMPTS, ''), 'the terminal');
      const json = await inPipe([...args, '--json']);
      expectClean(json.stdout, 'the document');
      expectClean(json.stderr, 'stderr beside the document');
      assertDocument(json.stdout);
      const jsonDrawn = await inTerminal([...args, '--json']);
      expectClean(jsonDrawn.replace(OWN, '').replace(PROMPTS, ''), 'the document on a terminal');
      const all = [piped.stdout, piped.stderr, drawn, json.stdout, json.stderr].join('\n');
      if (!isPatronictls) expect(all).not.toContain(SECRET);
    },
    LONG_MS,
  );

  it('is kept in a bundle without a secret, which parses', async () => {
    const file = join(folder, 'bundle.json');
    await inPipe(['doctor', SCOPE, '--bundle', file]);
    const text = await readFile(file, 'utf8');
    expectClean(text, 'the bundle');
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(' %p');
    expect(JSON.stringify(JSON.parse(text))).toContain('primary_conninfo');
    expectClean((await inTerminal(['doctor', '-e', '--from', file])).replace(OWN, ''), 'what was in it');
  });
});
