import { describe, expect, it } from 'vitest';
import { readConfigLog } from '../../../src/operations/config/read-config-log.js';
import { aCluster } from '../../support/clusters.js';
import { FakeConfigHistory, FakeConfigJournal } from '../../support/fake-config-store.js';
import { FakeDcs } from '../../support/fakes.js';

const PLACE = { scope: 'demo', group: null };

async function logging() {
  const configHistory = new FakeConfigHistory();
  configHistory.put(10, { ttl: 20 });
  configHistory.put(20, { ttl: 30 });
  configHistory.put(30, { ttl: 30, pause: true });
  const configJournal = new FakeConfigJournal();
  const at = '2026-11-22T18:07:00.000Z';
  await configJournal.append(PLACE, {
    revision: 20,
    who: 'ada',
    host: 'bastion',
    at,
    reason: 'slow network',
    command: 'edit-config',
    changes: [{ path: ['ttl'], before: 20, after: 30 }],
  });
  const ports = { dcs: new FakeDcs({ demo: aCluster() }), configHistory, configJournal };
  const read = (limit = 20) =>
    readConfigLog(ports, { scope: 'demo', group: null, command: 'config log', limit });
  return { ...ports, read };
}

describe('readConfigLog', () => {
  it('joins what etcd and the journal have', async () => {
    const { read } = await logging();
    expect(await read()).toEqual({
      outcome: 'done',
      code: null,
      warnings: [],
      errors: [],
      scope: 'demo',
      group: null,
      revisions: [
        {
          revision: 30,
          source: 'dcs',
          created: false,
          who: null,
          host: null,
          at: null,
          reason: null,
          command: null,
          changes: [{ key: 'pause', before: null, after: true, cut: false }],
          omitted: 0,
        },
        {
          revision: 20,
          source: 'dcs',
          created: false,
          who: 'ada',
          host: 'bastion',
          at: '2026-11-22T18:07:00.000Z',
          reason: 'slow network',
          command: 'edit-config',
          changes: [{ key: 'ttl', before: 20, after: 30, cut: false }],
          omitted: 0,
        },
        {
          revision: 10,
          source: 'dcs',
          created: true,
          who: null,
          host: null,
          at: null,
          reason: null,
          command: null,
          changes: [{ key: 'ttl', before: null, after: 20, cut: false }],
          omitted: 0,
        },
      ],
      end: 'beginning',
      oldestStored: 10,
    });
  });

  it('sees each change against what was before it, however few are asked for', async () => {
    const { read } = await logging();
    const { revisions, end } = await read(1);
    expect(revisions).toMatchObject([{ revision: 30, changes: [{ key: 'pause' }] }]);
    expect(end).toBe('limit');
  });

  it('goes on with the journal behind a compaction', async () => {
    const { read, configHistory } = await logging();
    configHistory.compactedTo = 30;
    expect(await read()).toMatchObject({
      revisions: [
        { revision: 30, source: 'dcs', changes: null },
        { revision: 20, source: 'journal', who: 'ada', changes: [{ key: 'ttl', before: 20, after: 30 }] },
      ],
      end: 'compacted',
      oldestStored: 30,
    });
    expect(await read(1)).toMatchObject({ revisions: [{ revision: 30 }], end: 'limit' });
  });

  it('does without a journal, and warns', async () => {
    const { read, configJournal } = await logging();
    configJournal.problem = { code: 'notes-denied', message: 'denied', subject: null, next: null };
    const { outcome, warnings, revisions } = await read();
    expect([outcome, warnings, revisions.length]).toEqual(['done', [configJournal.problem], 3]);
    expect(revisions.every(({ who }) => who === null)).toBe(true);
  });

  it('of a cluster without a configuration is empty', async () => {
    const { read, configHistory } = await logging();
    configHistory.versions = [];
    expect((await read()).oldestStored).toBeNull();
  });
});
