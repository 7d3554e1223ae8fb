import { describe, expect, it } from 'vitest';
import type { OperatorInput } from '../../../src/operations/ports/operator-ports.js';
import { encodeDump } from '../../../src/operations/remove/cluster-dump.js';
import { type RestoreRequest, restoreCluster } from '../../../src/operations/remove/restore.js';
import { removeView } from '../../../src/views/remove/remove.js';
import { aCluster, aMember } from '../../support/clusters.js';
import { FakeClusterKeys } from '../../support/fake-cluster-keys.js';
import { FakeConfigJournal } from '../../support/fake-config-store.js';
import { FakeClock, FakeDcs, type FakeScope } from '../../support/fakes.js';

const VALUES = {
  initialize: '7711',
  config: '{"ttl": 30}',
  history: '[[1,2,"x"]]',
  leader: 'pg1',
  'members/pg1': '{}',
  sync: '{}',
};
const request: RestoreRequest = { scope: 'demo', group: null, file: 'demo.json', dryRun: false };

function dumpOf(values: Readonly<Record<string, string>>, changes: object = {}): string {
  const keys = Object.entries(values).map(([name, value], index) => {
    return { key: `/service/demo/${name}`, value, revision: index + 1, leased: false };
  });
  const place = { namespace: '/service/', scope: 'demo', group: null };
  return encodeDump({ ...place, savedAt: '2026-11-22T18:07:00.000Z', revision: 9, keys, ...changes });
}

function world(text = dumpOf(VALUES), scopes: Readonly<Record<string, FakeScope>> = {}) {
  const input: OperatorInput = { readText: async () => text, askSecret: () => expect.unreachable('asked') };
  const clusterKeys = new FakeClusterKeys('/service/demo/', {});
  const operator = { name: 'ada', host: 'bastion' };
  const configJournal = new FakeConfigJournal();
  return { dcs: new FakeDcs(scopes), clusterKeys, configJournal, input, operator, clock: new FakeClock() };
}

describe('remove --restore', () => {
  it('puts back what the cluster is, and nothing that belongs to a lease', async () => {
    const ports = world();
    const report = await restoreCluster(ports, request);
    expect(report).toMatchObject({
      outcome: 'done',
      action: 'restore',
      systemIdentifier: '7711',
      keys: ['initialize', 'config', 'history'],
    });
    const { keys } = await ports.clusterKeys.readAll({ scope: 'demo', group: null });
    expect(Object.fromEntries(keys.map(({ key, value }) => [key, value]))).toEqual({
      '/service/demo/initialize': '7711',
      '/service/demo/config': '{"ttl": 30}',
      '/service/demo/history': '[[1,2,"x"]]',
    });
    expect(ports.configJournal.entries).toMatchObject([
      {
        who: 'ada',
        command: 'remove --restore',
        changes: [{ path: ['ttl'], after: 30 }],
      },
    ]);
    expect(removeView(report)).toBe(
      'Restored: initialize, config, history of demo. Its agents may be started now.\n',
    );
  });

  it('puts back what there was', async () => {
    const { config } = VALUES;
    const report = await restoreCluster(world(dumpOf({ config })), request);
    expect(report).toMatchObject({ outcome: 'done', keys: ['config'], systemIdentifier: null });
  });

  it.each<[string, FakeScope, 'done' | 'refused']>([
    ['there', aCluster(), 'refused'],
    ['waiting: only members are registered', waiting(), 'done'],
  ])('when the cluster is %s', async (_, cluster, outcome) => {
    const ports = world(undefined, { demo: cluster });
    expect((await restoreCluster(ports, request)).outcome).toBe(outcome);
    expect(ports.clusterKeys.names).toHaveLength(outcome === 'done' ? 3 : 0);
  });

  it('is a conflict if a cluster appears meanwhile', async () => {
    const ports = world();
    ports.clusterKeys.put('leader', 'pg1');
    expect(await restoreCluster(ports, request)).toMatchObject({
      outcome: 'conflict',
      code: 'cluster-exists',
    });
  });

  it('is unknown if the answer is lost', async () => {
    const ports = world();
    const problem = { code: 'dcs-reply-lost', message: 'lost', subject: null, next: null };
    ports.clusterKeys.answer = { kind: 'doubtful', problem };
    expect(await restoreCluster(ports, request)).toMatchObject({
      outcome: 'unknown',
      code: 'dcs-reply-lost',
    });
  });

  it('writes nothing in a dry run', async () => {
    const ports = world();
    const report = await restoreCluster(ports, { ...request, dryRun: true });
    expect(removeView(report)).toContain('Dry run: nothing was written.');
    expect(ports.clusterKeys.names).toEqual([]);
  });

  it.each([
    ['no JSON', 'x'],
    ['another document', '{"schema": "ctl.list/1"}'],
    ['a damaged key', dumpOf({}, { keys: [{ key: 1 }] })],
    ['of another cluster', dumpOf(VALUES, { scope: 'other' })],
    ['of another namespace', dumpOf(VALUES, { namespace: '/db/' })],
    ['of a Citus group', dumpOf(VALUES, { group: 0 })],
    ['without anything that lasts', dumpOf({ leader: 'pg1' })],
  ])('refuses a file that is %s', async (_, text) => {
    const ports = world(text);
    await expect(restoreCluster(ports, request)).rejects.toMatchObject({
      outcome: 'usage',
      problem: { code: 'bad-file' },
    });
    expect(ports.clusterKeys.names).toEqual([]);
  });
});

function waiting() {
  const members = [aMember('pg1')];
  const changes = { initialization: { state: 'uninitialized' } } as const;
  return aCluster({ leader: null, config: null, members, changes });
}
