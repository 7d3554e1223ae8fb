import { describe, expect, it } from 'vitest';
import type { ClusterReport } from '../../../src/operations/listing/list-members.js';
import { membersView } from '../../../src/views/list/list.js';
import type { Screen } from '../../../src/views/parts/screen.js';
import { aClusterReport, aLeaderReport, aMemberReport, aScreen, somePause } from '../../support/reports.js';

const AT = new Date('2026-11-22T18:07:00.000Z');

function view(changes: Partial<ClusterReport> = {}, screen: Screen = aScreen(80), extended = false): string {
  return `\n${membersView(aClusterReport(changes), screen, extended, AT)}`;
}

const SOUND = { verdict: 'sound', forkLsn: null, lossBytes: null, lostTimelines: [] } as const;

const LEADERLESS: Partial<ClusterReport> = {
  leader: null,
  members: [
    aMemberReport('pg1', { state: 'running', tags: { nofailover: true } }),
    aMemberReport('pg3', { state: 'running', lag: 12_582_912, lagging: true }),
  ],
  leaderRace: [
    { member: 'pg1', obstacle: 'nofailover-tag', lag: 0, divergence: SOUND },
    { member: 'pg3', obstacle: 'lag-over-limit', lag: 12_582_912, divergence: SOUND },
  ],
  verdict: 'down',
  summary: 'no leader, no registered member takes over by itself',
};

describe('membersView', () => {
  it('shows everything where there is room', () => {
    expect(view({}, aScreen(160))).toMatchInlineSnapshot(`
      "
      demo   7711056618934199894   timeline 4   etcd revision 48211

        MEMBER  HOST             ROLE     STATE      TL  RECEIVE LSN  LAG  REPLAY LSN  LAG
        pg1     127.0.0.1:15401  Replica  streaming   4    0/5A3C1F8  0 B   0/5A3C1F8  0 B
      ● pg2     127.0.0.1:15402  Leader   running     4
        pg3     127.0.0.1:15403  Replica  streaming   4    0/5A3C1F8  0 B   0/5A3C1F8  0 B

      as etcd knows it: 1 leader, 2 replicas streaming
      "
    `);
  });

  it('leaves out positions first', () => {
    expect(view({}, aScreen(80))).toMatchInlineSnapshot(`
      "
      demo   7711056618934199894   timeline 4   etcd revision 48211

        MEMBER  HOST             ROLE     STATE      TL  RECEIVE LAG  REPLAY LSN  LAG
        pg1     127.0.0.1:15401  Replica  streaming   4          0 B   0/5A3C1F8  0 B
      ● pg2     127.0.0.1:15402  Leader   running     4
        pg3     127.0.0.1:15403  Replica  streaming   4          0 B   0/5A3C1F8  0 B
        too narrow for receive LSN (-e and --json have everything)

      as etcd knows it: 1 leader, 2 replicas streaming
      "
    `);
  });

  it('leaves out more in a narrow terminal', () => {
    expect(view({}, aScreen(60))).toMatchInlineSnapshot(`
      "
      demo   7711056618934199894   timeline 4
      etcd revision 48211

        MEMBER  ROLE     STATE      TL  RECEIVE LAG  REPLAY LAG
        pg1     Replica  streaming   4          0 B         0 B
      ● pg2     Leader   running     4
        pg3     Replica  streaming   4          0 B         0 B
        too narrow for receive LSN, replay LSN, host (-e and
        --json have everything)

      as etcd knows it: 1 leader, 2 replicas streaming
      "
    `);
  });

  it('shows all columns and bytes when extended, however wide', () => {
    const members = [aMemberReport('pg1', { receiveLag: 500, replayLag: 1536 }), aLeaderReport('pg2')];
    expect(view({ members }, aScreen(80), true)).toMatchInlineSnapshot(`
      "
      demo   7711056618934199894   timeline 4   etcd revision 48211

        MEMBER  HOST             ROLE     STATE      TL  RECEIVE LSN    LAG  REPLAY LSN     LAG  PATRONI
        pg1     127.0.0.1:15401  Replica  streaming   4    0/5A3C1F8  500 B   0/5A3C1F8  1536 B  4.1.5
      ● pg2     127.0.0.1:15402  Leader   running     4                                          4.1.5

      as etcd knows it: 1 leader, 2 replicas streaming
      "
    `);
  });

  it('tells of the maintenance mode and of a scheduled switchover', () => {
    const scheduledSwitchover = {
      at: '2030-01-01T11:00:00+00:00',
      from: 'pg2',
      to: 'pg1',
      obstacle: 'paused' as const,
    };
    expect(view({ paused: true, pause: somePause(), scheduledSwitchover })).toMatchInlineSnapshot(`
      "
      demo   7711056618934199894   timeline 4   etcd revision 48211

        MEMBER  HOST             ROLE     STATE      TL  RECEIVE LAG  REPLAY LSN  LAG
        pg1     127.0.0.1:15401  Replica  streaming   4          0 B   0/5A3C1F8  0 B
      ● pg2     127.0.0.1:15402  Leader   running     4
        pg3     127.0.0.1:15403  Replica  streaming   4          0 B   0/5A3C1F8  0 B
        too narrow for receive LSN (-e and --json have everything)

      Maintenance mode: on
      Switchover scheduled at: 2030-01-01T11:00:00+00:00   from: pg2   to: pg1
        will not happen: paused
      as etcd knows it: 1 leader, 2 replicas streaming
      "
    `);
  });

  it('shows lag of received and replayed WAL apart', () => {
    const members = [
      aMemberReport('pg1', { role: 'sync_standby', replayLag: 49_152 }),
      aLeaderReport('pg2'),
      aMemberReport('pg3', { role: 'quorum_standby', receiveLag: null, receiveLsn: null }),
    ];
    expect(view({ members })).toMatchInlineSnapshot(`
      "
      demo   7711056618934199894   timeline 4   etcd revision 48211

        MEMBER  ROLE            STATE      TL  RECEIVE LAG  REPLAY LAG
        pg1     Sync Standby    streaming   4          0 B       48 kB
      ● pg2     Leader          running     4
        pg3     Quorum Standby  streaming   4                      0 B
        too narrow for receive LSN, replay LSN, host (-e and --json have everything)

      as etcd knows it: 1 leader, 2 replicas streaming
      "
    `);
  });

  it('shows restarts and tags below the member, wrapped', () => {
    const members = [
      aMemberReport('pg1', {
        pendingRestart: true,
        pendingRestartReasons: [{ parameter: 'max_connections', oldValue: '100', newValue: '' }],
        scheduledRestart: { at: '2030-01-01T10:00:00+00:00', postgresVersion: '16.4', filters: {} },
        tags: { nofailover: true, dc: 'east', failover_priority: 2 },
      }),
      aLeaderReport('pg2', { pendingRestart: true }),
    ];
    expect(view({ members })).toMatchInlineSnapshot(`
      "
      demo   7711056618934199894   timeline 4   etcd revision 48211

        MEMBER  HOST             ROLE     STATE      TL  RECEIVE LAG  REPLAY LSN  LAG
        pg1     127.0.0.1:15401  Replica  streaming   4          0 B   0/5A3C1F8  0 B
                pending restart: max_connections 100 → ""
                restart scheduled: 2030-01-01T10:00:00+00:00 if version < 16.4
                tags: nofailover, dc=east, failover_priority=2
      ● pg2     127.0.0.1:15402  Leader   running     4
                pending restart
        too narrow for receive LSN (-e and --json have everything)

      as etcd knows it: 1 leader, 2 replicas streaming
      "
    `);
  });

  it('asks who takes over when nobody leads', () => {
    expect(view(LEADERLESS, aScreen(160))).toMatchInlineSnapshot(`
      "
      NO LEADER   demo   7711056618934199894   timeline 4   etcd revision 48211

        MEMBER  HOST             ROLE     STATE     TL  BEHIND 0/5A3C1F8  TAKES OVER?
        pg1     127.0.0.1:15401  Replica  running    4  0 B               no: nofailover-tag
        pg3     127.0.0.1:15403  Replica  running    4  12 MB             no: lag-over-limit
        pg2                               key gone                        was leader

      down, as etcd knows it: no leader, no registered member takes over by itself
      "
    `);
  });

  it('fits also without a leader', () => {
    expect(view(LEADERLESS)).toMatchInlineSnapshot(`
      "
      NO LEADER   demo   7711056618934199894   timeline 4   etcd revision 48211

        MEMBER  ROLE     STATE     TL  BEHIND 0/5A3C1F8  TAKES OVER?
        pg1     Replica  running    4  0 B               no: nofailover-tag
        pg3     Replica  running    4  12 MB             no: lag-over-limit
        pg2              key gone                        was leader
        too narrow for host (-e and --json have everything)

      down, as etcd knows it: no leader, no registered member takes over by itself
      "
    `);
    expect(view(LEADERLESS, aScreen(60))).toMatchInlineSnapshot(`
      "
      NO LEADER   demo   7711056618934199894   timeline 4
      etcd revision 48211

        MEMBER  STATE     TL  BEHIND 0/5A3C1F8  TAKES OVER?
        pg1     running    4  0 B               no: nofailover-tag
        pg3     running    4  12 MB             no: lag-over-limit
        pg2     key gone                        was leader
        too narrow for host, role (-e and --json have
        everything)

      down, as etcd knows it: no leader, no registered member
        takes over by itself
      "
    `);
  });

  it('does not call a position behind that is not known', () => {
    const members = [aMemberReport('pg1', { state: 'running', lag: null })];
    const leaderRace = [{ member: 'pg1', obstacle: null, lag: null, divergence: SOUND }];
    expect(
      view({ ...LEADERLESS, leaderLsn: null, members, leaderRace }, aScreen(160)),
    ).toMatchInlineSnapshot(`
      "
      NO LEADER   demo   7711056618934199894   timeline 4   etcd revision 48211

        MEMBER  HOST             ROLE     STATE     TL  BEHIND LAST LEADER POSITION  TAKES OVER?
        pg1     127.0.0.1:15401  Replica  running    4  unknown                      may
        pg2                               key gone                                   was leader

      down, as etcd knows it: no leader, no registered member takes over by itself
      "
    `);
  });

  it('shows a cluster that is not bootstrapped', () => {
    const report: Partial<ClusterReport> = {
      initialization: 'uninitialized',
      systemIdentifier: null,
      leader: null,
      timeline: null,
      leaderLsn: null,
      leaderRace: [],
      lastKnownLeader: null,
      verdict: 'unknown',
      summary: 'not bootstrapped, no member is registered',
      members: [],
    };
    expect(view(report)).toMatchInlineSnapshot(`
      "
      demo   (uninitialized)   etcd revision 48211

        no member is registered

      unknown, as etcd knows it: not bootstrapped, no member is registered
      "
    `);
  });

  it('warns that a stale picture is stale', () => {
    expect(view({ consistency: 'serializable' })).toMatchInlineSnapshot(`
      "
      demo   7711056618934199894   timeline 4   etcd revision 48211
      STALE: one etcd member, no quorum

        MEMBER  HOST             ROLE     STATE      TL  RECEIVE LAG  REPLAY LSN  LAG
        pg1     127.0.0.1:15401  Replica  streaming   4          0 B   0/5A3C1F8  0 B
      ● pg2     127.0.0.1:15402  Leader   running     4
        pg3     127.0.0.1:15403  Replica  streaming   4          0 B   0/5A3C1F8  0 B
        too narrow for receive LSN (-e and --json have everything)

      as one etcd member last knew it: 1 leader, 2 replicas streaming
      "
    `);
  });

  it('names the group of a Citus cluster', () => {
    expect(view({ group: 1 })).toMatchInlineSnapshot(`
      "
      demo group 1   7711056618934199894   timeline 4   etcd revision 48211

        MEMBER  HOST             ROLE     STATE      TL  RECEIVE LAG  REPLAY LSN  LAG
        pg1     127.0.0.1:15401  Replica  streaming   4          0 B   0/5A3C1F8  0 B
      ● pg2     127.0.0.1:15402  Leader   running     4
        pg3     127.0.0.1:15403  Replica  streaming   4          0 B   0/5A3C1F8  0 B
        too narrow for receive LSN (-e and --json have everything)

      as etcd knows it: 1 leader, 2 replicas streaming
      "
    `);
  });

  it('shows escape characters instead of obeying them', () => {
    const members = [
      aLeaderReport('pg2', {
        host: 'a\u202eb',
        state: '\x1b[2J',
        tags: { 'x\x07': '\n' },
        patroniVersion: '\x1b[1m',
      }),
    ];
    const text = view({ scope: 'de\x1bmo', members, summary: '\x1b]0;title\x07' }, aScreen(160), true);
    expect(text).toMatchInlineSnapshot(`
      "
      de\\x1bmo   7711056618934199894   timeline 4   etcd revision 48211

        MEMBER  HOST            ROLE    STATE    TL  PATRONI
      ● pg2     a\\u202eb:15402  Leader  \\x1b[2J   4  \\x1b[1m
                tags: x\\x07=\\x0a

      as etcd knows it: \\x1b]0;title\\x07
      "
    `);
  });

  it('keeps to ASCII in a terminal that shows no more', () => {
    const members = [
      aLeaderReport('pg2', {
        pendingRestart: true,
        pendingRestartReasons: [{ parameter: 'max_connections', oldValue: '100', newValue: '200' }],
      }),
    ];
    expect(view({ members }, aScreen(80, { unicode: false }))).toMatchInlineSnapshot(`
      "
      demo   7711056618934199894   timeline 4   etcd revision 48211

        MEMBER  HOST             ROLE    STATE    TL
      * pg2     127.0.0.1:15402  Leader  running   4
                pending restart: max_connections 100 -> 200

      as etcd knows it: 1 leader, 2 replicas streaming
      "
    `);
  });

  it('colours what matters', () => {
    const members = [
      aMemberReport('pg1', { receiveLag: 12_582_912, replayLag: 12_582_912, lagging: true }),
      aLeaderReport('pg2', { state: 'start failed' }),
      aMemberReport('pg3', { replayLag: 12_582_912, replayBacklog: true }),
    ];
    expect(
      view({ members, verdict: 'degraded', summary: 'pg1 is lagging' }, aScreen(80, { color: true })),
    ).toMatchInlineSnapshot(`
      "
      [1mdemo[22m   7711056618934199894   timeline 4   [2metcd revision 48211[22m

        [2mMEMBER  HOST             ROLE     STATE         TL  RECEIVE LAG  REPLAY LAG[22m
        pg1     127.0.0.1:15401  Replica  streaming      4        [33m12 MB[39m       [33m12 MB[39m
      [32m●[39m pg2     127.0.0.1:15402  [32mLeader[39m   [31mstart failed[39m   4
        pg3     127.0.0.1:15403  Replica  streaming      4          0 B       [33m12 MB[39m
      [2m  too narrow for receive LSN, replay LSN (-e and --json have everything)[22m

      [33mdegraded[39m, as etcd knows it: pg1 is lagging
      "
    `);
  });
});
