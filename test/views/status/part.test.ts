import { describe, expect, it } from 'vitest';
import { diagnosisOf } from '../../../src/operations/diagnose/diagnose.js';
import { describeThen, reportOf } from '../../../src/operations/status/status.js';
import { statusPartView } from '../../../src/views/status/part.js';
import { anEvidence, type EvidenceRecipe } from '../../support/evidence.js';
import { aScreen } from '../../support/reports.js';

function view(recipe: EvidenceRecipe, columns = 80): string {
  const part = reportOf([describeThen(diagnosisOf(anEvidence(recipe)))], 'degraded', null);
  return statusPartView(part, aScreen(columns));
}

describe('statusPartView', () => {
  it('is a line for a cluster that is well', () => {
    expect(view({})).toMatchInlineSnapshot(`
      "demo   healthy   writes up via pg2   3 members
      "
    `);
    expect(view({ config: { pause: true } })).toContain('paused');
  });

  it('says what is wrong with the others', () => {
    const text = view({ leader: null });
    expect(text.split('\n')[0]).toMatch(/^demo {3}down {3}/);
    expect(text).toContain('\n  no-leader  ');
  });

  it('keeps to the width', () => {
    const lines = view({ members: { pg1: { agent: null } } }, 60).split('\n');
    const prose = lines.filter((line) => !line.includes('ctl ') && !line.includes('127.0.0.1'));
    expect(Math.max(...prose.map(({ length }) => length))).toBeLessThanOrEqual(60);
  });
});
