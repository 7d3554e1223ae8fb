import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../src/errors.js';
import { formatLocalTime } from '../../../src/formats/instants.js';
import { type ListOptions, listView } from '../../../src/views/list/list.js';
import type { Screen } from '../../../src/views/parts/screen.js';
import { aClusterReport, aListReport, aScreen } from '../../support/reports.js';

const OPTIONS: ListOptions = { format: undefined, extended: false, timestamp: false, group: null };
const PIPE: Screen = aScreen(Number.POSITIVE_INFINITY, { isTerminal: false });
const AT = '2026-11-22T18:07:00.000Z';
const LOCAL = formatLocalTime(new Date(AT));

function firstLines(text: string): string[] {
  return text.split('\n').filter((line) => /^(\+ |\w)/.test(line));
}

describe('listView', () => {
  it("prints the table for people to a terminal and patronictl's to a pipe", () => {
    expect(listView(aListReport(), aScreen(80), OPTIONS)).toContain('● pg2');
    expect(listView(aListReport(), PIPE, OPTIONS)).toContain('+ Cluster: demo (');
  });

  it("prints patronictl's formats wherever they are asked for", () => {
    expect(listView(aListReport(), aScreen(80), { ...OPTIONS, format: 'pretty' })).toContain(
      '+ Cluster: demo (',
    );
    expect(listView(aListReport(), aScreen(80), { ...OPTIONS, format: 'tsv' })).toMatch(/^Cluster\tMember/);
  });

  it('puts the local time first, if told to', () => {
    expect(listView(aListReport(), PIPE, { ...OPTIONS, timestamp: true })).toMatch(
      new RegExp(`^${LOCAL}\n\\+ Cluster: demo`),
    );
  });

  it('prints clusters one after the other, the groups of one scope as one', () => {
    const clusters = [
      aClusterReport({ scope: 'cit', group: 0 }),
      aClusterReport({ scope: 'cit', group: 1 }),
      aClusterReport({ scope: 'demo' }),
    ];
    const report = aListReport({ clusters });
    expect(firstLines(listView(report, PIPE, OPTIONS)).map((line) => line.slice(0, 20))).toEqual([
      '+ Citus cluster: cit',
      '+ Cluster: demo (771',
    ]);
    expect(
      firstLines(listView(report, aScreen(80), OPTIONS)).filter((line) => line.includes('timeline')),
    ).toEqual([
      'cit group 0   7711056618934199894   timeline 4   etcd revision 48211',
      'cit group 1   7711056618934199894   timeline 4   etcd revision 48211',
      'demo   7711056618934199894   timeline 4   etcd revision 48211',
    ]);
  });

  const refused: Problem = {
    code: 'dcs-unreachable',
    message: 'connection refused',
    subject: 'h1:2379',
    next: null,
  };
  const nobody: Problem = { ...refused, message: 'no etcd endpoint answered.', subject: null };

  it('never shows an old table for a round that was missed', () => {
    const missed = aListReport({ outcome: 'unreachable', errors: [nobody, refused], clusters: null });
    expect(listView(missed, PIPE, OPTIONS)).toBe(
      [
        `unreachable since before ${LOCAL}; trying again`,
        'no etcd endpoint answered.',
        '  h1:2379   connection refused',
        '',
      ].join('\n'),
    );
  });

  it('does not blame etcd for a cluster that is gone', () => {
    const gone: Problem = {
      code: 'unknown-cluster',
      message: 'there is no cluster "demo"',
      subject: null,
      next: null,
    };
    const missed = aListReport({ outcome: 'not-found', errors: [gone], clusters: null });
    expect(listView(missed, PIPE, OPTIONS)).toBe(
      `not found at ${LOCAL}; trying again\nthere is no cluster "demo"\n`,
    );
  });
});
