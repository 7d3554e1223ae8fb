import { createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureStart } from '../support/faults/measured-run.js';
import { runCtl } from '../support/run-ctl.js';

// Every command that asks etcd, against an endpoint that takes connections and never says a word.

const DEADLINE_MS = 2000;
/** What a command may take beyond its deadline, and beyond what a bare start takes here (contract: deadlines). */
const GRACE_MS = 1000;
/** On a machine that is busy a run may end late; what is late three times is late. */
const ATTEMPTS = 3;

/** Nobody can be reached, or nothing was seen in time. */
const UNDONE: readonly number[] = [4, 5, 8];
/** Those that judge give their verdict: not well, unknown. */
const VERDICTS: Readonly<Record<string, number>> = {
  'status demo': 3,
  'doctor demo': 3,
  'check demo': 2,
  'haproxy check demo --stats 127.0.0.1:9': 3,
};

const COMMANDS: readonly string[] = [
  'list demo',
  'topology demo',
  'status demo',
  'doctor demo',
  'check demo',
  'clusters',
  'version demo',
  'history demo',
  'show-config demo',
  'config log demo',
  'config explain demo ttl',
  'config undo demo 7 --yes',
  'config diff demo other',
  'edit-config demo --set ttl=40 --force',
  'dsn demo',
  'query demo --command SELECT',
  'pause demo',
  'resume demo',
  'restart demo --force',
  'reload demo --force',
  'reinit demo pg2 --force',
  'flush demo switchover --force',
  'switchover demo --candidate pg2 --force',
  'failover demo --candidate pg2 --force',
  'drain demo pg1 --force',
  'remove demo --confirm demo',
  'demote-cluster demo --restore-command /bin/false --force',
  'promote-cluster demo --force',
  'wait demo --for leader',
  'haproxy status demo --stats 127.0.0.1:9',
  'haproxy check demo --stats 127.0.0.1:9',
  'haproxy config demo',
];

let server: Server;
let endpoint: string;
const sockets = new Set<Socket>();

beforeAll(async () => {
  server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  endpoint = `http://127.0.0.1:${address.port}`;
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

describe.concurrent('a silent etcd', () => {
  it.each(COMMANDS)('%s ends in time', async (line) => {
    const late: number[] = [];
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const startMs = await measureStart();
      const args = [...line.split(' '), '--dcs-url', endpoint];
      const run = await runCtl([...args, '--deadline', `${DEADLINE_MS}ms`]);
      const exits = line in VERDICTS ? [VERDICTS[line]] : UNDONE;
      expect(exits, run.stderr).toContain(run.exit);
      const over = run.elapsedMs - startMs - DEADLINE_MS;
      if (over <= GRACE_MS) return;
      late.push(Math.round(over));
    }
    expect(late).toEqual([]);
  });
});
