import { describe, expect, it } from 'vitest';
import { changePlanView } from '../../../src/views/change-leader/plan.js';
import type { Screen } from '../../../src/views/parts/screen.js';
import { aScreen } from '../../support/reports.js';
import { A_PIPE } from '../../support/screens.js';
import {
  aLoss,
  aPlan,
  aPlanEvent,
  aVerdict,
  type PlanEvent,
  refusing,
  UNKNOWN_LEADER,
} from '../some-change.js';

function view(changes: Partial<PlanEvent> = {}, screen: Screen = aScreen(80)): string {
  return `\n${changePlanView(aPlanEvent(changes), screen)}`;
}

const SLOW = aVerdict('pg3', {
  reasons: [
    {
      code: 'slow-replay',
      severity: 'warns',
      sentence: '142 MB to replay: read-only for about 18 s after it has the lock',
    },
    {
      code: 'slot-will-be-lost',
      severity: 'warns',
      sentence:
        'logical slot cdc would be lost: neither a permanent slot of Patroni nor a failover slot of PostgreSQL',
    },
  ],
  receiveLag: 0,
  replayLag: 148_897_792,
  replaySeconds: 17.8,
});
const BEHIND = aVerdict('pg4', {
  ...refusing('lag-over-limit', '12 MB behind, more than maximum_lag_on_failover (1 MB)'),
  receiveLag: 12_582_912,
  replayLag: 12_582_912,
});
const SILENT = aVerdict('pg5', {
  ...refusing(
    'agent-unreachable',
    '127.0.0.1:18005: connection refused; Patroni takes no member whose agent does not answer',
  ),
  receiveLag: null,
  replayLag: null,
  agentMs: null,
});
const MIXED = aPlan({
  expectedWinner: null,
  whyWinner: 'pg1 or pg3: both will have everything once pg2 has stopped',
  candidates: [aVerdict('pg1', { sync: 'sync' }), SLOW, BEHIND, SILENT],
});

describe('the plan', () => {
  it('of a candidate that is named', () => {
    expect(view()).toMatchInlineSnapshot(`
      "
      Switchover of demo: pg2 → pg1

        CANDIDATE  VERDICT   RECEIVE  REPLAY  WHY
        pg1        eligible      0 B  0 B     agent answers in 3 ms
        pg3        eligible      0 B  0 B     agent answers in 3 ms

        pg2 will drop 42 clients and roll back 1 open transaction (the oldest runs
          for 75 s); about 1.2 GB to checkpoint first (writes go on meanwhile)
        its shutdown waits for receivers that are behind: backup1
        This is how it looks from here; the leader's own view decides.

      "
    `);
  });

  it('of anybody, with reasons, at 60 columns', () => {
    expect(view({ candidate: null, plan: MIXED }, aScreen(60))).toMatchInlineSnapshot(`
      "
      Switchover of demo: pg2 → whoever wins

        CANDIDATE  VERDICT       REPLAY
        pg1        eligible      0 B
        pg3        eligible      142 MB, ~18 s
        pg4        not eligible  12 MB
        pg5        not eligible  ?
        too narrow for receive, why (--json has everything)

        pg3: slow-replay   142 MB to replay: read-only for about
          18 s after it has the lock
        pg3: slot-will-be-lost   logical slot cdc would be lost:
          neither a permanent slot of Patroni nor a failover slot
          of PostgreSQL
        pg4: lag-over-limit   12 MB behind, more than
          maximum_lag_on_failover (1 MB)
        pg5: agent-unreachable   127.0.0.1:18005: connection
          refused; Patroni takes no member whose agent does not
          answer
        pg1 or pg3: both will have everything once pg2 has
          stopped
        pg2 will drop 42 clients and roll back 1 open
          transaction (the oldest runs for 75 s); about 1.2 GB to
          checkpoint first (writes go on meanwhile)
        its shutdown waits for receivers that are behind:
          backup1
        This is how it looks from here; the leader's own view
          decides.

      "
    `);
  });

  it('at 80 columns', () => {
    expect(view({ candidate: null, plan: MIXED }, aScreen(80))).toMatchInlineSnapshot(`
      "
      Switchover of demo: pg2 → whoever wins

        CANDIDATE  VERDICT       REPLAY         WHY
        pg1        eligible      0 B            sync standby, agent answers in 3 ms
        pg3        eligible      142 MB, ~18 s  slow-replay, slot-will-be-lost
        pg4        not eligible  12 MB          lag-over-limit
        pg5        not eligible  ?              agent-unreachable
        too narrow for receive (--json has everything)

        pg3: slow-replay   142 MB to replay: read-only for about 18 s after it has
          the lock
        pg3: slot-will-be-lost   logical slot cdc would be lost: neither a permanent
          slot of Patroni nor a failover slot of PostgreSQL
        pg4: lag-over-limit   12 MB behind, more than maximum_lag_on_failover (1 MB)
        pg5: agent-unreachable   127.0.0.1:18005: connection refused; Patroni takes
          no member whose agent does not answer
        pg1 or pg3: both will have everything once pg2 has stopped
        pg2 will drop 42 clients and roll back 1 open transaction (the oldest runs
          for 75 s); about 1.2 GB to checkpoint first (writes go on meanwhile)
        its shutdown waits for receivers that are behind: backup1
        This is how it looks from here; the leader's own view decides.

      "
    `);
  });

  it('at 160 columns', () => {
    expect(view({ candidate: null, plan: MIXED }, aScreen(160))).toMatchInlineSnapshot(`
      "
      Switchover of demo: pg2 → whoever wins

        CANDIDATE  VERDICT       RECEIVE  REPLAY         WHY
        pg1        eligible          0 B  0 B            sync standby, agent answers in 3 ms
        pg3        eligible          0 B  142 MB, ~18 s  slow-replay, slot-will-be-lost
        pg4        not eligible    12 MB  12 MB          lag-over-limit
        pg5        not eligible        ?  ?              agent-unreachable

        pg3: slow-replay   142 MB to replay: read-only for about 18 s after it has the lock
        pg3: slot-will-be-lost   logical slot cdc would be lost: neither a permanent slot of Patroni nor a failover slot of PostgreSQL
        pg4: lag-over-limit   12 MB behind, more than maximum_lag_on_failover (1 MB)
        pg5: agent-unreachable   127.0.0.1:18005: connection refused; Patroni takes no member whose agent does not answer
        pg1 or pg3: both will have everything once pg2 has stopped
        pg2 will drop 42 clients and roll back 1 open transaction (the oldest runs for 75 s); about 1.2 GB to checkpoint first (writes go on meanwhile)
        its shutdown waits for receivers that are behind: backup1
        This is how it looks from here; the leader's own view decides.

      "
    `);
  });

  it('in a pipe', () => {
    expect(view({ candidate: null, plan: MIXED }, A_PIPE)).toMatchInlineSnapshot(`
      "
      Switchover of demo: pg2 → whoever wins

        CANDIDATE  VERDICT       RECEIVE  REPLAY         WHY
        pg1        eligible          0 B  0 B            sync standby, agent answers in 3 ms
        pg3        eligible          0 B  142 MB, ~18 s  slow-replay, slot-will-be-lost
        pg4        not eligible    12 MB  12 MB          lag-over-limit
        pg5        not eligible        ?  ?              agent-unreachable

        pg3: slow-replay   142 MB to replay: read-only for about 18 s after it has the lock
        pg3: slot-will-be-lost   logical slot cdc would be lost: neither a permanent slot of Patroni nor a failover slot of PostgreSQL
        pg4: lag-over-limit   12 MB behind, more than maximum_lag_on_failover (1 MB)
        pg5: agent-unreachable   127.0.0.1:18005: connection refused; Patroni takes no member whose agent does not answer
        pg1 or pg3: both will have everything once pg2 has stopped
        pg2 will drop 42 clients and roll back 1 open transaction (the oldest runs for 75 s); about 1.2 GB to checkpoint first (writes go on meanwhile)
        its shutdown waits for receivers that are behind: backup1
        This is how it looks from here; the leader's own view decides.

      "
    `);
  });

  it('in ASCII and of a group of a Citus cluster', () => {
    const lines = view({ group: 1 }, aScreen(80, { unicode: false })).split('\n');
    expect(lines[1]).toBe('Switchover of demo group 1: pg2 -> pg1');
  });

  it('without SQL', () => {
    expect(view({ plan: aPlan({ leader: UNKNOWN_LEADER }) })).toMatchInlineSnapshot(`
      "
      Switchover of demo: pg2 → pg1

        CANDIDATE  VERDICT   RECEIVE  REPLAY  WHY
        pg1        eligible      0 B  0 B     agent answers in 3 ms
        pg3        eligible      0 B  0 B     agent answers in 3 ms

        pg2: its PostgreSQL cannot be asked, so who is connected is not known
        This is how it looks from here; the leader's own view decides.

      "
    `);
  });

  it('of nobody', () => {
    const plan = aPlan({ expectedWinner: null, whyWinner: null, candidates: [], leader: null });
    expect(view({ candidate: null, plan })).toMatchInlineSnapshot(`
      "
      Switchover of demo: pg2 → whoever wins

        no member could take over

        This is how it looks from here; the leader's own view decides.

      "
    `);
  });

  it('shows escape characters in names, and does not obey them', () => {
    const plan = aPlan({
      candidates: [
        aVerdict('p\x1b[2Jg1', {
          reasons: [{ code: 'slot-will-be-lost', severity: 'warns', sentence: 'logical slot \x1b[31mcdc' }],
        }),
      ],
      whyWinner: '\x07 wins',
      leader: { ...UNKNOWN_LEADER, member: 'pg\x1b]0;2\x07' },
    });
    const text = view({ scope: 'de\x1bmo', from: 'pg\x9b2', candidate: null, plan });
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    expect(text).toMatchInlineSnapshot(`
      "
      Switchover of de\\x1bmo: pg\\x9b2 → pg1

        CANDIDATE   VERDICT   RECEIVE  REPLAY  WHY
        p\\x1b[2Jg1  eligible      0 B  0 B     slot-will-be-lost

        p\\x1b[2Jg1: slot-will-be-lost   logical slot \\x1b[31mcdc
        \\x07 wins
        pg\\x1b]0;2\\x07: its PostgreSQL cannot be asked, so who is connected is not
          known
        This is how it looks from here; the leader's own view decides.

      "
    `);
    const busy = { ...plan, leader: { ...BUSY, member: 'pg\x1b2', slowReceivers: ['\x1b[2J'] } };
    expect(view({ candidate: null, plan: busy })).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  });
});

const BUSY = aPlan().leader ?? UNKNOWN_LEADER;

describe('the plan of a failover', () => {
  const failover = (plan: Partial<PlanEvent['plan']>, from: string | null = null): string =>
    view({ change: 'failover', from, plan: aPlan({ leader: null, lossBytes: 16_777_216, ...plan }) });

  it('without a leader: what is known to be lost', () => {
    const endangered = aVerdict('pg1', {
      reasons: [
        {
          code: 'not-in-sync-set',
          severity: 'endangers',
          sentence: 'not in the sync set (pg2, pg3): it may lack acknowledged commits',
        },
      ],
      receiveLag: 16_777_216,
      replayLag: 16_777_216,
    });
    const plan = { mayLoseCommits: true, lossBasis: aLoss(), candidates: [endangered, aVerdict('pg3')] };
    expect(failover(plan)).toMatchInlineSnapshot(`
      "
      Failover of demo: nobody → pg1

        CANDIDATE  VERDICT   RECEIVE  REPLAY  WHY
        pg1        eligible    16 MB  16 MB   not-in-sync-set
        pg3        eligible      0 B  0 B     agent answers in 3 ms

        pg1: not-in-sync-set   not in the sync set (pg2, pg3): it may lack
          acknowledged commits
        the last leader had written 0/5A3C1F8 when it was last seen (a sample, up to
          10 s older than its end)
        pg1 has 0/4A3C1F8; it is not in the sync set
        At least 16 MB would be lost.
        This is how it looks from here; the leader's own view decides.

      "
    `);
  });

  it.each<{ name: string; plan: Partial<PlanEvent['plan']>; from?: string; lines: string[] }>([
    {
      name: 'nothing is missing',
      plan: { lossBytes: 0, lossBasis: aLoss({ isSynchronous: true }) },
      lines: [
        'the last leader had written 0/5A3C1F8 when it was last seen (a sample, up to 10 s older than its end)',
        'pg1 has 0/4A3C1F8; it is in the sync set',
        'Nothing is missing up to that sample; what was written after it is not known.',
      ],
    },
    {
      name: 'not synchronous',
      plan: { lossBasis: aLoss({ isSynchronous: null }) },
      lines: [
        'the last leader had written 0/5A3C1F8 when it was last seen (a sample, up to 10 s older than its end)',
        'pg1 has 0/4A3C1F8; the cluster is not synchronous',
        'At least 16 MB would be lost.',
      ],
    },
    {
      name: 'nothing is known',
      plan: { lossBytes: null, lossBasis: aLoss({ leaderLsn: null, candidateLsn: null }) },
      lines: [
        'what the last leader has written last is not known',
        'what pg1 has is not known; it is not in the sync set',
        'How much would be lost is not known.',
      ],
    },
    {
      name: 'a leader that lives',
      plan: { lossBasis: aLoss({ sampleSeconds: 5 }) },
      from: 'pg2',
      lines: [
        'pg2 had written 0/5A3C1F8 when it was last seen (a sample, up to 5.0 s old)',
        'pg1 has 0/4A3C1F8; it is not in the sync set',
        'At least 16 MB would be lost if it does not receive it in time.',
      ],
    },
  ])('$name', ({ plan, from = null, lines }) => {
    const event = {
      change: 'failover',
      from,
      plan: aPlan({ leader: null, lossBytes: 16_777_216, ...plan }),
    } as const;
    const shown = view(event, A_PIPE)
      .split('\n')
      .map((line) => line.trim());
    const end = shown.indexOf("This is how it looks from here; the leader's own view decides.");
    expect(shown.slice(end - lines.length, end)).toEqual(lines);
  });
});
