import { describe, expect, it } from 'vitest';
import { planRepair } from '../../../src/cluster/doctor/plan-repair.js';
import type { Repair, RepairFacts } from '../../../src/cluster/doctor/repair.js';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import { anEvidence, unanswered } from '../../support/evidence.js';

const SWITCH_POINT = 0x4000000;
const FACTS: RepairFacts = {
  dataChecksums: true,
  walLogHints: false,
  fullPageWrites: true,
  oldestWal: 0x1000000,
  replayPosition: null,
  receiver: null,
};
const REWINDS: ValueMap = { postgresql: { use_pg_rewind: true } };

interface Recipe {
  readonly timeline?: number;
  readonly position?: number;
  readonly config?: ValueMap;
  readonly history?: Cluster['history'];
  readonly leader?: Partial<RepairFacts> | null;
  readonly member?: Partial<RepairFacts> | null;
  readonly group?: number;
}

/** pg3 of a cluster that pg2 has led on timeline 4 since the switch point. */
function repairOf(recipe: Recipe): Repair {
  const { timeline = 3, position = SWITCH_POINT, config = REWINDS, leader = {}, member = {} } = recipe;
  const entry = { timeline: 3, switchPoint: SWITCH_POINT, reason: null, at: null, newLeader: 'pg2' };
  const evidence = anEvidence({
    config,
    changes: { history: recipe.history ?? [entry] },
    members: {
      pg3: { agent: { timeline, position: null, replayPosition: position, replicationState: null } },
    },
  });
  const pg3 = evidence.members.find(({ name }) => name === 'pg3') ?? expect.unreachable();
  if (evidence.cluster.kind !== 'present') return expect.unreachable();
  return planRepair({
    scope: 'demo',
    group: recipe.group ?? null,
    cluster: evidence.cluster.cluster,
    member: pg3,
    finding: 'timeline-behind',
    leaderFacts: leader === null ? null : { ...FACTS, ...leader },
    memberFacts: member === null ? null : { ...FACTS, ...member },
  });
}

describe('where a member stands, and what helps', () => {
  it.each<{ name: string; recipe: Recipe; verdict: Partial<Repair>; commands: readonly string[] }>([
    {
      name: 'behind the switch point: it follows by itself',
      recipe: { position: SWITCH_POINT },
      verdict: { standing: 'behind', rewind: 'not-needed', walOnLeader: true },
      commands: ['journalctl', 'ctl restart', 'ctl wait', 'ctl reinit'],
    },
    {
      name: 'behind, and the leader has recycled what it needs',
      recipe: { leader: { oldestWal: SWITCH_POINT + 1 } },
      verdict: { standing: 'behind', rewind: 'not-needed', walOnLeader: false },
      commands: ['', 'ctl wait', 'ctl reinit'],
    },
    {
      name: 'beyond the switch point, with all that pg_rewind wants',
      recipe: { position: SWITCH_POINT + 1 },
      verdict: { standing: 'diverged', rewind: 'possible', walOnLeader: true },
      commands: ['journalctl', 'ctl restart', 'ctl wait', 'systemctl restart', 'ctl reinit'],
    },
    {
      name: 'with wal_log_hints instead of checksums',
      recipe: { position: SWITCH_POINT + 1, member: { dataChecksums: false, walLogHints: true } },
      verdict: { standing: 'diverged', rewind: 'possible' },
      commands: ['journalctl', 'ctl restart', 'ctl wait', 'systemctl restart', 'ctl reinit'],
    },
    {
      name: 'and nobody wants pg_rewind',
      recipe: { position: SWITCH_POINT + 1, config: {} },
      verdict: { standing: 'diverged', rewind: 'not-enabled' },
      commands: [
        'journalctl',
        'ctl edit-config',
        'ctl restart',
        'ctl wait',
        'systemctl restart',
        'ctl reinit',
      ],
    },
    {
      name: 'with neither checksums nor hints',
      recipe: { position: SWITCH_POINT + 1, member: { dataChecksums: false } },
      verdict: { standing: 'diverged', rewind: 'impossible' },
      commands: ['journalctl', 'ctl reinit', 'ctl wait'],
    },
    {
      name: 'without full_page_writes',
      recipe: { position: SWITCH_POINT + 1, member: { fullPageWrites: false } },
      verdict: { rewind: 'impossible' },
      commands: ['journalctl', 'ctl reinit', 'ctl wait'],
    },
    {
      name: 'with the WAL since then gone',
      recipe: { position: SWITCH_POINT + 1, leader: { oldestWal: SWITCH_POINT + 1 } },
      verdict: { walOnLeader: false, rewind: 'impossible' },
      commands: ['journalctl', 'ctl reinit', 'ctl wait'],
    },
    {
      name: 'on a timeline that the leader has never been on',
      recipe: { timeline: 5 },
      verdict: { standing: 'diverged', switchPoint: null, walOnLeader: null, rewind: 'unknown' },
      commands: ['journalctl', 'ctl restart', 'ctl wait', 'systemctl restart', 'ctl reinit'],
    },
    {
      name: 'on the timeline of the leader, and not beyond it',
      recipe: { timeline: 4, position: 0x5000000 },
      verdict: { standing: 'behind', rewind: 'not-needed', walOnLeader: true },
      commands: ['journalctl', 'ctl restart', 'ctl wait', 'ctl reinit'],
    },
    {
      name: 'on the timeline of the leader, and beyond what is known of it',
      recipe: { timeline: 4, position: 0x6000000 },
      verdict: { standing: 'unknown', rewind: 'unknown' },
      commands: ['journalctl', 'ctl restart', 'ctl wait', 'systemctl restart', 'ctl reinit'],
    },
    {
      name: 'without a history',
      recipe: { history: [] },
      verdict: { standing: 'unknown', rewind: 'unknown' },
      commands: ['journalctl', 'ctl restart', 'ctl wait', 'systemctl restart', 'ctl reinit'],
    },
    {
      name: 'without SQL',
      recipe: { position: SWITCH_POINT + 1, leader: null, member: null },
      verdict: { standing: 'diverged', walOnLeader: null, rewind: 'unknown' },
      commands: ['journalctl', 'ctl restart', 'ctl wait', 'systemctl restart', 'ctl reinit'],
    },
  ])('$name', ({ recipe, verdict, commands }) => {
    const repair = repairOf(recipe);
    expect(repair).toMatchObject(verdict);
    const verbs = repair.steps.map(({ command }) => command?.split(' ').slice(0, 2).join(' ') ?? '');
    expect(verbs.map((verb) => verb.replace(/^journalctl.*/, 'journalctl'))).toEqual(commands);
  });

  it('counts what SQL says that it has replayed before what its agent says', () => {
    expect(repairOf({ position: SWITCH_POINT, member: { replayPosition: SWITCH_POINT + 9 } }).standing).toBe(
      'diverged',
    );
  });

  it('says why, in sentences', () => {
    expect(repairOf({ position: SWITCH_POINT + 165_888 }).because).toEqual([
      'it stands at 0/4028800 of timeline 3; the leader left that one at 0/4000000, 162 kB before',
      'the leader still has the WAL from 0/4000000',
      'pg_rewind can help: there are data checksums',
    ]);
    expect(repairOf({ position: SWITCH_POINT + 1, config: {}, leader: null, member: null }).because).toEqual([
      'it stands at 0/4000001 of timeline 3; the leader left that one at 0/4000000, 1 B before',
      'whether the leader still has the WAL from 0/4000000 could not be seen',
      'whether pg_rewind can help cannot be told from here',
      'postgresql.use_pg_rewind is not on in the dynamic configuration',
    ]);
  });

  it('names the Citus group in its commands', () => {
    const commands = repairOf({ group: 2 }).steps.flatMap(({ command }) => command ?? []);
    expect(commands).toContain('ctl reinit demo --group 2 pg3');
    expect(commands).toContain('ctl wait demo --group 2 --for streaming=pg3');
  });

  it('knows a member whose agent is silent by its key', () => {
    const evidence = anEvidence({
      members: { pg3: { agent: unanswered(), key: { timeline: 3, position: 1, replayPosition: 1 } } },
    });
    const pg3 = evidence.members.find(({ name }) => name === 'pg3') ?? expect.unreachable();
    if (evidence.cluster.kind !== 'present') return expect.unreachable();
    const facts = { leaderFacts: null, memberFacts: null };
    const { cluster } = evidence.cluster;
    const place = { scope: 'demo', group: null, finding: 'not-streaming' };
    expect(planRepair({ ...place, cluster, member: pg3, ...facts })).toMatchObject({
      timeline: 3,
      position: 1,
      leaderTimeline: 4,
    });
  });
});
