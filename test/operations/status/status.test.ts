import { describe, expect, it } from 'vitest';
import { reportDocument } from '../../../src/cli/output/document.js';
import { bundleDocument } from '../../../src/operations/diagnose/evidence-bundle.js';
import { readStatus, readStatusFile, type StatusRequest } from '../../../src/operations/status/status.js';
import { STATUS_KEYS } from '../../../src/operations/status/status-report.js';
import { aCluster } from '../../support/clusters.js';
import { type DiagnoseRecipe, DiagnoseWorld } from '../../support/diagnose-world.js';
import { anEvidence } from '../../support/evidence.js';
import { silence } from '../../support/fake-agents.js';
import { assertDocument } from '../../support/schemas.js';
import { aStatus } from '../../support/statuses.js';

const REQUEST: StatusRequest = {
  scopes: ['demo'],
  typed: true,
  group: null,
  citus: false,
  failOn: 'degraded',
  command: 'status',
};
const PRIMARY = {
  role: 'primary',
  position: 0x5a3c1f8,
  receivePosition: null,
  replayPosition: null,
} as const;
const SILENT = { pg1: aStatus('pg1'), pg2: aStatus('pg2', PRIMARY), pg3: silence('pg3') };

const status = (recipe: DiagnoseRecipe, request: Partial<StatusRequest> = {}) =>
  readStatus(new DiagnoseWorld(recipe).ports, { ...REQUEST, ...request });

describe('the outcome of a status', () => {
  it.each<{
    name: string;
    recipe: DiagnoseRecipe;
    request?: Partial<StatusRequest>;
    outcome: string;
    verdict: string;
    code: string | null;
  }>([
    { name: 'a healthy cluster', recipe: {}, outcome: 'done', verdict: 'healthy', code: null },
    {
      name: 'a silent member',
      recipe: { agents: SILENT },
      outcome: 'unhealthy',
      verdict: 'degraded',
      code: 'member-silent',
    },
    {
      name: 'a silent member, to somebody who waits for worse',
      recipe: { agents: SILENT },
      request: { failOn: 'down' },
      outcome: 'done',
      verdict: 'degraded',
      code: null,
    },
    {
      name: 'no leader',
      recipe: {
        clusters: [aCluster({ leader: null })],
        agents: { pg1: aStatus('pg1'), pg2: aStatus('pg2'), pg3: aStatus('pg3') },
      },
      request: { failOn: 'down' },
      outcome: 'unhealthy',
      verdict: 'down',
      code: 'no-leader',
    },
    {
      name: 'a cluster of the settings that is not there',
      recipe: { clusters: [null] },
      request: { typed: false },
      outcome: 'unhealthy',
      verdict: 'unknown',
      code: 'wrong-namespace',
    },
  ])('$name: $outcome', async ({ recipe, request = {}, outcome, verdict, code }) => {
    const report = await status(recipe, request);
    expect({ outcome: report.outcome, verdict: report.verdict, code: report.code }).toEqual({
      outcome,
      verdict,
      code,
    });
    assertDocument(JSON.stringify(reportDocument({ name: 'status', keys: STATUS_KEYS }, report)));
  });

  it('of a name that was typed and is nowhere is a failure', async () => {
    const world = new DiagnoseWorld({ clusters: [null] });
    const nowhere = { ...world.ports.keyTraces, findNamespaces: async () => [] };
    const asked = readStatus({ ...world.ports, keyTraces: nowhere }, REQUEST);
    await expect(asked).rejects.toMatchObject({ outcome: 'not-found', problem: { code: 'unknown-cluster' } });
  });

  it('without any name is a usage error', async () => {
    await expect(status({}, { scopes: [] })).rejects.toMatchObject({ outcome: 'usage' });
  });

  it('of several is the worst of them, and each is asked once', async () => {
    const world = new DiagnoseWorld({ clusters: [aCluster(), null] });
    const report = await readStatus(world.ports, {
      ...REQUEST,
      typed: false,
      scopes: ['demo', 'other', 'demo'],
    });
    expect(report.clusters.map(({ scope, verdict }) => [scope, verdict])).toEqual([
      ['demo', 'healthy'],
      ['other', 'unknown'],
    ]);
    expect(report.verdict).toBe('unknown');
  });
});

describe('a paused cluster', () => {
  it('tells who paused it as far as that may be read', async () => {
    const { clusters } = await status({ clusters: [aCluster({ config: { pause: true } })] });
    expect(clusters[0]).toMatchObject({ paused: true, pause: { known: 'not-noted' } });
  });
});

describe('a file', () => {
  it('is judged anew, and nobody is asked', async () => {
    const text = JSON.stringify(bundleDocument([anEvidence({ members: { pg3: { agent: null } } })]));
    const report = await readStatusFile({ readText: async () => text }, 'demo.json', 'degraded');
    expect(report).toMatchObject({ outcome: 'unhealthy', from: 'demo.json', code: 'member-silent' });
    assertDocument(JSON.stringify(reportDocument({ name: 'status', keys: STATUS_KEYS }, report)));
  });
});
