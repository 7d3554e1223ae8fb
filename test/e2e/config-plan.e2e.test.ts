import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { type OwnCluster, ownCluster } from '../support/own-cluster.js';
import { everyPatroni } from '../support/patronis.js';
import { expectExit } from '../support/run-ctl.js';

// What edit-config says that a change will do, against what the servers show once their agents have done it.

interface Impact {
  readonly key: string;
  readonly effect: string;
  readonly members: readonly string[];
}

/** Agents look every 2 s; whatever comes of a change has come after so many cycles. */
const SETTLED_MS = 7000;

/** `postgresql.parameters.work_mem=8MB` is about `work_mem`. */
function nameOf(setting: string): string {
  return setting.replace(/=.*$/, '').replace(/^.*\./, '');
}

describe.each(everyPatroni('of the distribution'))('Patroni $version', ({ options }) => {
  let cluster: OwnCluster;

  beforeAll(async () => {
    cluster = await ownCluster('plan', { etcd: 1, members: 2, ...(await options()) });
    await cluster.untilWhole();
  });
  afterAll(() => cluster?.destroy());

  /** What a server runs with, and whether a restart waits. */
  const shown = async (member: string, name: string): Promise<string> =>
    cluster.sql(member, `SELECT setting || ' ' || pending_restart FROM pg_settings WHERE name = '${name}'`);
  const names = (): readonly string[] => cluster.members.map(({ name }) => name);
  const snapshot = async (parameters: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const all = names().flatMap((member) => parameters.map((name) => [member, name] as const));
    return new Map(
      await Promise.all(
        all.map(async ([member, name]) => [`${member} ${name}`, await shown(member, name)] as const),
      ),
    );
  };

  it.each<{ what: string; edit: readonly string[]; others?: readonly string[] }>([
    {
      what: 'a recovery setting at its place',
      edit: ['-s', 'postgresql.recovery_conf.restore_command=/bin/false'],
    },
    {
      what: 'one among the parameters, which replaces the others',
      edit: ['-p', 'archive_cleanup_command=/bin/true'],
      others: ['restore_command'],
    },
    {
      what: 'its end, which brings them back',
      edit: ['-p', 'archive_cleanup_command=null'],
      others: ['restore_command'],
    },
    {
      what: 'one that Patroni sets itself, which replaces them, too',
      edit: ['-p', 'recovery_target_timeline=latest'],
      others: ['restore_command'],
    },
    { what: 'what every file of a member overrides', edit: ['-p', 'wal_retrieve_retry_interval=1s'] },
    { what: 'what needs a reload', edit: ['-p', 'work_mem=8MB'] },
    { what: 'what runs already, in another unit', edit: ['-p', 'work_mem=8192kB'] },
    { what: 'what needs a restart', edit: ['-p', 'shared_buffers=24MB'] },
    { what: 'what Patroni sets itself', edit: ['-p', 'port=1234'] },
  ])('$what', async ({ edit, others = [] }) => {
    const parameters = [...edit.slice(1), ...others].map(nameOf);
    const before = await snapshot(parameters);
    const run = await cluster.sandbox.ctl('edit-config', ...edit, '--yes', '--no-check', '--json');
    expectExit(0, run);
    const { impact }: { readonly impact: readonly Impact[] } = JSON.parse(run.stdout);
    const planned = impact.flatMap(({ key, effect, members }) =>
      effect === 'none' ? [] : members.map((member) => `${member} ${nameOf(key)}`),
    );
    const changed = async (): Promise<readonly string[]> => {
      const after = await snapshot(parameters);
      return [...after].flatMap(([key, value]) => (value === before.get(key) ? [] : [key]));
    };
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
    await eventually(
      'what was planned',
      async () => (await changed()).length >= planned.length,
      10_000,
    ).catch(() => {});
    expect([...(await changed())].sort()).toEqual([...planned].sort());
    const waiting = impact.filter(({ effect }) => effect === 'restart').flatMap(({ members }) => members);
    for (const member of names()) {
      const waits = (await snapshot(parameters)).get(`${member} ${parameters[0]}`)?.endsWith('true');
      expect(waits, member).toBe(waiting.includes(member));
    }
  });
});
