import { describe, expect, it } from 'vitest';
import { joinRevisions, type RememberedConfig } from '../../../src/cluster/config/config-revisions.js';
import type { KeptEntry } from '../../../src/cluster/config/journal-entry.js';

const DOCUMENTS: RememberedConfig = {
  versions: [
    { revision: 30, values: { ttl: 40 } },
    { revision: 20, values: { ttl: 30, pause: true } },
    { revision: 10, values: { ttl: 30 } },
  ],
  createRevision: 10,
  end: 'beginning',
};

const entry = (revision: number, changes: KeptEntry['changes'] = []): KeptEntry => ({
  revision,
  who: 'ada',
  host: 'bastion',
  at: '2026-11-22T18:07:00.000Z',
  reason: null,
  command: 'edit-config',
  changes,
  omitted: 0,
});
const change = (key: string, before?: number, after?: number) => ({
  path: [key],
  before,
  after,
  isCut: false,
});

const brief = (remembered: RememberedConfig, entries: readonly KeptEntry[]) =>
  joinRevisions(remembered, entries).map(({ revision, source, who, isCreation, changes }) => [
    revision,
    source,
    who,
    ...(isCreation ? ['creation'] : []),
    changes?.map(({ path, before, after }) => `${path.join('.')} ${before} ${after}`) ?? null,
  ]);

describe('the past of a configuration', () => {
  it('is what etcd has, with the authors of the journal', () => {
    expect(brief(DOCUMENTS, [entry(30)])).toEqual([
      [30, 'dcs', 'ada', ['ttl 30 40', 'pause true undefined']],
      [20, 'dcs', null, ['pause undefined true']],
      [10, 'dcs', null, 'creation', ['ttl undefined 30']],
    ]);
  });

  it('goes on with the journal where etcd is compacted', () => {
    const versions = DOCUMENTS.versions.slice(0, 2);
    const noted = [entry(30), entry(20, [change('pause')]), entry(15, [change('ttl', 20, 30)])];
    expect(brief({ ...DOCUMENTS, versions, end: 'compacted' }, noted)).toEqual([
      [30, 'dcs', 'ada', ['ttl 30 40', 'pause true undefined']],
      [20, 'dcs', 'ada', ['pause undefined undefined']],
      [15, 'journal', 'ada', ['ttl 20 30']],
    ]);
  });

  it('is not known where nobody has written it down', () => {
    const versions = DOCUMENTS.versions.slice(0, 1);
    expect(brief({ ...DOCUMENTS, versions, end: 'compacted' }, [])).toEqual([[30, 'dcs', null, null]]);
  });

  it('does not begin before the key', () => {
    expect(brief(DOCUMENTS, [entry(5)])).toHaveLength(3);
    const versions = DOCUMENTS.versions.slice(0, 1);
    expect(brief({ ...DOCUMENTS, versions, end: 'compacted' }, [entry(30), entry(5)])).toHaveLength(1);
  });

  it('is what was asked for where there is more', () => {
    expect(brief({ ...DOCUMENTS, end: 'limit' }, [entry(5)])).toHaveLength(3);
  });

  it('survives a document that was none', () => {
    const versions = [
      { revision: 30, values: { ttl: 40 } },
      { revision: 20, values: null },
      { revision: 10, values: { ttl: 30 } },
    ];
    expect(brief({ ...DOCUMENTS, versions }, [entry(20, [change('ttl', 1, 2)])])).toEqual([
      [30, 'dcs', null, null],
      [20, 'dcs', 'ada', ['ttl 1 2']],
      [10, 'dcs', null, 'creation', ['ttl undefined 30']],
    ]);
  });

  it('shows no secrets', () => {
    const versions = [
      { revision: 20, values: { standby_cluster: { host: 'a', password: 'hidden' } } },
      { revision: 10, values: {} },
    ];
    expect(JSON.stringify(joinRevisions({ ...DOCUMENTS, versions }, []))).not.toContain('hidden');
  });
});
