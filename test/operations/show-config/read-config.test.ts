import { describe, expect, it } from 'vitest';
import { type ConfigRequest, readConfig } from '../../../src/operations/show-config/read-config.js';
import { aCluster } from '../../support/clusters.js';
import { FakeDcs } from '../../support/fakes.js';

const CONFIG = {
  ttl: 30,
  postgresql: { parameters: { 'pg_stat_statements.max': 100, max_connections: 50 } },
};
const REQUEST: ConfigRequest = {
  scope: 'demo',
  group: null,
  command: 'show-config',
  key: null,
  ownScope: 'demo',
};

function read(changes: Partial<ConfigRequest>, config: typeof CONFIG | null = CONFIG) {
  const dcs = new FakeDcs({ demo: { cluster: aCluster({ config }), groups: new Map() } });
  return readConfig(dcs, { ...REQUEST, ...changes });
}

describe('readConfig', () => {
  it('gives all of it with its revision', async () => {
    expect(await read({})).toMatchObject({
      outcome: 'done',
      key: null,
      value: CONFIG,
      revision: 40,
      warnings: [],
    });
  });

  it.each([
    ['ttl', 30],
    ['postgresql.parameters.max_connections', 50],
    ['postgresql.parameters.pg_stat_statements.max', 100],
    ['postgresql.parameters', CONFIG.postgresql.parameters],
  ])('gives %s', async (key, value) => {
    expect(await read({ key })).toMatchObject({ key, value });
  });

  it('takes a single name that is no cluster for a key of the cluster of the settings', async () => {
    expect(await read({ scope: 'ttl' })).toMatchObject({ scope: 'demo', key: 'ttl', value: 30 });
    await expect(read({ scope: 'ttl', ownScope: null })).rejects.toMatchObject({ outcome: 'not-found' });
  });

  it('says what is there instead of a key that is not set', async () => {
    await expect(read({ key: 'postgresql.parameters.max_connectoins' })).rejects.toMatchObject({
      outcome: 'not-found',
      problem: { code: 'unknown-key', next: 'ctl show-config demo postgresql.parameters.max_connections' },
    });
    await expect(read({ key: 'ttl.x' })).rejects.toMatchObject({
      problem: { code: 'unknown-key', next: null },
    });
  });

  it('warns of a missing configuration', async () => {
    expect(await read({}, null)).toMatchObject({
      value: null,
      revision: null,
      warnings: [{ code: 'config-missing' }],
    });
  });
});
