import { describe, expect, it } from 'vitest';
import type { CheckMemory } from '../../../src/operations/check/check-report.js';
import { RememberedClusters } from '../../../src/operations/check/remembered-clusters.js';
import { anEvidence, type EvidenceRecipe } from '../../support/evidence.js';

const PATH = '/var/lib/ctl.json';

class FakeMemory implements CheckMemory {
  written = 0;

  constructor(public text: string | null = null) {}

  async read(path: string): Promise<string | null> {
    expect(path).toBe(PATH);
    return this.text;
  }

  async write(_path: string, text: string): Promise<void> {
    this.written += 1;
    this.text = text;
  }
}

async function recall(memory: FakeMemory, recipe: EvidenceRecipe, save = false) {
  const remembered = await RememberedClusters.open(memory, { path: PATH, save });
  const known = remembered.recall(anEvidence(recipe));
  await remembered.save();
  return known;
}

const LATER: EvidenceRecipe = { each: { key: { timeline: 5 } } };

describe('RememberedClusters', () => {
  it('remembers a cluster that it sees for the first time', async () => {
    const memory = new FakeMemory();
    expect(await recall(memory, {})).toEqual({ timeline: null, configRevision: null });
    expect(JSON.parse(memory.text ?? '')).toEqual({
      clusters: { '/service/demo': { timeline: 4, configRevision: 40 } },
    });
  });

  it('keeps what it knows until it is told to save', async () => {
    const memory = new FakeMemory();
    await recall(memory, {});
    expect(await recall(memory, LATER)).toEqual({ timeline: 4, configRevision: 40 });
    expect(memory.written).toBe(1);
    expect(await recall(memory, LATER, true)).toEqual({ timeline: 4, configRevision: 40 });
    expect(await recall(memory, LATER)).toEqual({ timeline: 5, configRevision: 40 });
  });

  it('forgets nothing while a cluster cannot be read', async () => {
    const memory = new FakeMemory();
    await recall(memory, {});
    const before = memory.text;
    const look = { kind: 'unread' as const, code: 'dcs-unreachable', message: 'm', next: null };
    expect(await recall(memory, { look }, true)).toEqual({ timeline: 4, configRevision: 40 });
    expect(memory.text).toBe(before);
  });

  it('keeps clusters and groups apart', async () => {
    const memory = new FakeMemory();
    await recall(memory, {});
    await recall(memory, { ...LATER, rest: { group: 2 } });
    expect(Object.keys(JSON.parse(memory.text ?? '').clusters)).toEqual(['/service/demo', '/service/demo/2']);
  });

  it.each(['', 'nonsense', '[]', '{"other": 1}'])(
    'does not overwrite a file that is not its own: %s',
    async (text) => {
      const memory = new FakeMemory(text);
      await expect(recall(memory, {})).rejects.toMatchObject({ problem: { code: 'bad-state-file' } });
      expect(memory.text).toBe(text);
    },
  );

  it('knows nothing without a file', async () => {
    const remembered = await RememberedClusters.open(new FakeMemory(), null);
    expect(remembered.recall(anEvidence())).toBeNull();
    await remembered.save();
  });
});
