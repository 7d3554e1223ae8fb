import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { type OwnSandbox, ownSandbox } from '../support/own-sandbox.js';
import { cleanEnvironment } from '../support/run-ctl.js';
import { assertDocument } from '../support/schemas.js';

// The leader dies again and again while `list -w` looks on.

/** `npm run test:long` sets more. */
const ROUNDS = Number(process.env.ROUNDS ?? 1);
const BINARY = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

interface Cluster {
  readonly leader: string | null;
  readonly verdict: string;
  readonly leaderRace: object | null;
  readonly members: readonly { readonly name: string; readonly role: string }[];
}

describe('a watch through failovers', () => {
  let sandbox: OwnSandbox;

  beforeAll(async () => {
    sandbox = await ownSandbox('long', '--members', '2', '--etcd', '1');
  });
  afterAll(() => sandbox.destroy());

  it.each(Array.from({ length: ROUNDS }, (_, index) => index + 1))('round %i', async () => {
    const leader = (await listed()).leader ?? '';
    const watch = watchList(sandbox.home);
    await sandbox.mustCtl('sandbox', 'break', leader, '--how', 'kill', '--name', 'long');
    await eventually('another leader', async () => ![leader, null].includes(watch.latest().leader));
    const seen = await watch.stop();
    expect(seen.at(-1)?.leader).not.toBe(leader);
    expect(seen.length).toBeGreaterThan(20);
    for (const cluster of seen) {
      const leaders = cluster.members.filter(({ role }) => role === 'leader').map(({ name }) => name);
      expect(leaders.length).toBeLessThanOrEqual(1);
      if (leaders[0] !== undefined) expect(leaders[0]).toBe(cluster.leader);
      if (cluster.leader === null)
        expect(cluster).toMatchObject({ verdict: 'down', leaderRace: expect.any(Array) });
    }
    await sandbox.mustCtl('sandbox', 'mend', '--name', 'long');
    await eventually('a whole cluster', async () => (await listed()).verdict === 'healthy');
  });

  const listed = async (): Promise<Cluster> => {
    const { stdout } = await sandbox.mustCtl('list', '--json');
    return JSON.parse(stdout).clusters[0];
  };
});

interface Watch {
  /** What the last round showed; throws before the first one. */
  latest(): Cluster;
  stop(): Promise<readonly Cluster[]>;
}

function watchList(home: string): Watch {
  const env = cleanEnvironment({ CTL_SANDBOX_HOME: home });
  const child = spawn(process.execPath, [BINARY, 'list', '-w', '0.5', '--json'], { env });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  const documents = (): Cluster[] => {
    const lines = output.split('\n').slice(0, -1);
    return lines.map((line) => {
      assertDocument(line);
      return JSON.parse(line).clusters[0];
    });
  };
  const latest = (): Cluster => {
    const last = documents().at(-1);
    if (last === undefined) throw new Error('nothing is shown yet');
    return last;
  };
  const stop = async (): Promise<readonly Cluster[]> => {
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    await closed;
    return documents();
  };
  return { latest, stop };
}
