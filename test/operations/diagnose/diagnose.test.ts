import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../src/operations/diagnose/diagnose.js';
import { aCluster, aMember } from '../../support/clusters.js';
import { type DiagnoseRecipe, DiagnoseWorld } from '../../support/diagnose-world.js';
import { silence } from '../../support/fake-agents.js';
import { aStatus } from '../../support/statuses.js';

const REQUEST = { scope: 'demo', group: null, citus: false };
const PRIMARY = {
  role: 'primary',
  position: 0x5a3c1f8,
  receivePosition: null,
  replayPosition: null,
} as const;

async function diagnosed(recipe: DiagnoseRecipe) {
  const world = new DiagnoseWorld(recipe);
  const begun = world.clock.monotonicMs();
  const [diagnosis] = await diagnose(world.ports, REQUEST);
  if (diagnosis === undefined) throw new Error('nothing was diagnosed');
  return { ...diagnosis, world, seconds: (world.clock.monotonicMs() - begun) / 1000 };
}

describe('a diagnosis', () => {
  it('of a healthy cluster takes one look', async () => {
    const { evidence, verdict, findings, world, forecast } = await diagnosed({});
    expect({ verdict, findings, before: evidence.before }).toEqual({
      verdict: 'healthy',
      findings: [],
      before: null,
    });
    expect(world.looks).toBe(1);
    expect(forecast?.winners).toEqual(['pg1', 'pg3']);
  });

  it('takes a second look a second later if the first is suspicious', async () => {
    const agents = { pg1: aStatus('pg1'), pg2: aStatus('pg2', PRIMARY), pg3: aStatus('pg3', PRIMARY) };
    const { evidence, findings, seconds, world } = await diagnosed({ agents });
    expect(seconds).toBe(1);
    expect(evidence.before?.at).not.toBe(evidence.at);
    expect(findings.map(({ code, subject }) => [code, subject])).toContainEqual(['unmanaged-primary', 'pg3']);
    expect(world.agents.asked).toHaveLength(6);
  });

  it('does not ask the silent again', async () => {
    const agents = { pg1: aStatus('pg1'), pg2: aStatus('pg2', PRIMARY), pg3: silence('pg3') };
    const suspicious = aStatus('pg1', { ...PRIMARY });
    const { evidence, world } = await diagnosed({ agents: { ...agents, pg1: suspicious } });
    expect(evidence.before).not.toBeNull();
    expect(world.agents.asked.map(({ name }) => name)).toEqual(['pg1', 'pg2', 'pg3', 'pg1', 'pg2']);
    expect(evidence.members[2]?.agent).toMatchObject({ ok: false, code: 'agent-unreachable' });
  });

  it('takes the keys of the second look', async () => {
    const moved = aCluster({ leader: 'pg3' });
    const agents = { pg1: aStatus('pg1'), pg2: aStatus('pg2', PRIMARY), pg3: aStatus('pg3', PRIMARY) };
    const { evidence } = await diagnosed({ agents, clusters: [aCluster(), moved] });
    expect(evidence.cluster).toMatchObject({ cluster: { leader: { name: 'pg3' } } });
    const gone = aCluster({ members: [aMember('pg1'), aMember('pg2')] });
    const { evidence: later } = await diagnosed({ agents, clusters: [aCluster(), gone] });
    expect(later.members[2]).toMatchObject({ key: null, trace: { lastKey: { name: 'pg3' } } });
  });
});
