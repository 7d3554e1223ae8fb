import { describe, expect, it } from 'vitest';
import type { ClusterReport, MemberReport } from '../../../src/operations/listing/list-members.js';
import { roleTitle } from '../../../src/views/list/member-cells.js';
import { type PatronictlOptions, patronictlMembersView } from '../../../src/views/patronictl/members.js';
import { aClusterReport, aLeaderReport, aMemberReport } from '../../support/reports.js';

const MB = 1_048_576;

function view(clusters: readonly ClusterReport[], options: Partial<PatronictlOptions> = {}): string {
  return patronictlMembersView(clusters, {
    format: 'pretty',
    extended: false,
    group: null,
    tree: false,
    ...options,
  });
}

function lines(...text: string[]): string {
  return `${text.join('\n')}\n`;
}

const EXTRAS: readonly MemberReport[] = [
  aMemberReport('pg1', {
    pendingRestart: true,
    pendingRestartReasons: [
      { parameter: 'max_connections', oldValue: '100', newValue: '200' },
      {
        parameter: 'shared_preload_libraries',
        oldValue: '',
        newValue: 'pg_stat_statements, auto_explain, pg_cron, timescaledb',
      },
    ],
    tags: { nofailover: true, dc: 'east' },
    scheduledRestart: { at: '2030-01-01T10:00:00+00:00', postgresVersion: '16.4', filters: {} },
  }),
  aLeaderReport('pg2', {
    scheduledRestart: { at: '2030-01-01T11:00:00+00:00', postgresVersion: null, filters: {} },
  }),
  aMemberReport('pg3', { tags: {} }),
];

const CITUS: readonly ClusterReport[] = [
  aClusterReport({
    scope: 'cit',
    group: 0,
    leader: 'c2',
    paused: true,
    members: [aMemberReport('c1', { port: 15401 }), aLeaderReport('c2', { port: 15402 })],
  }),
  aClusterReport({
    scope: 'cit',
    group: 1,
    leader: 'w1',
    scheduledSwitchover: { at: '2030-01-01T11:00:00+00:00', from: 'w1', to: 'w2', obstacle: null },
    members: [aLeaderReport('w1', { port: 15411 })],
  }),
];

/** The expected texts are what patronictl 4.1.5 printed for the same keys. */
describe('patronictlMembersView', () => {
  it('pretty', () => {
    expect(view([aClusterReport()])).toBe(
      lines(
        '+ Cluster: demo (7711056618934199894) -----------+----+-------------+-----+------------+-----+',
        '| Member | Host            | Role    | State     | TL | Receive LSN | Lag | Replay LSN | Lag |',
        '+--------+-----------------+---------+-----------+----+-------------+-----+------------+-----+',
        '| pg1    | 127.0.0.1:15401 | Replica | streaming |  4 |   0/5A3C1F8 |   0 |  0/5A3C1F8 |   0 |',
        '| pg2    | 127.0.0.1:15402 | Leader  | running   |  4 |             |     |            |     |',
        '| pg3    | 127.0.0.1:15403 | Replica | streaming |  4 |   0/5A3C1F8 |   0 |  0/5A3C1F8 |   0 |',
        '+--------+-----------------+---------+-----------+----+-------------+-----+------------+-----+',
      ),
    );
  });

  it('tsv', () => {
    expect(view([aClusterReport()], { format: 'tsv' })).toBe(
      lines(
        'Cluster\tMember\tHost\tRole\tState\tTL\tReceive LSN\tReceive Lag\tReplay LSN\tReplay Lag',
        'demo\tpg1\t127.0.0.1:15401\tReplica\tstreaming\t4\t0/5A3C1F8\t0\t0/5A3C1F8\t0',
        'demo\tpg2\t127.0.0.1:15402\tLeader\trunning\t4\t\t\t\t',
        'demo\tpg3\t127.0.0.1:15403\tReplica\tstreaming\t4\t0/5A3C1F8\t0\t0/5A3C1F8\t0',
      ),
    );
  });

  it('json, without the keys that are empty', () => {
    const members = [aMemberReport('pg1'), aLeaderReport('pg2')];
    expect(view([aClusterReport({ members })], { format: 'json', extended: true })).toBe(
      lines(
        '[{"Cluster": "demo", "Member": "pg1", "Host": "127.0.0.1:15401", "Role": "Replica", "State": "streaming", "TL": 4, "Receive LSN": "0/5A3C1F8", "Receive Lag": 0, "Replay LSN": "0/5A3C1F8", "Replay Lag": 0}, {"Cluster": "demo", "Member": "pg2", "Host": "127.0.0.1:15402", "Role": "Leader", "State": "running", "TL": 4}]',
      ),
    );
  });

  it.each(['yaml', 'yml'] as const)('%s, keys sorted, an empty line behind it', (format) => {
    const members = [aMemberReport('pg1'), aLeaderReport('pg2')];
    expect(view([aClusterReport({ members })], { format })).toBe(
      lines(
        '- Cluster: demo',
        '  Host: 127.0.0.1:15401',
        '  Member: pg1',
        '  Receive LSN: 0/5A3C1F8',
        '  Receive Lag: 0',
        '  Replay LSN: 0/5A3C1F8',
        '  Replay Lag: 0',
        '  Role: Replica',
        '  State: streaming',
        '  TL: 4',
        '- Cluster: demo',
        '  Host: 127.0.0.1:15402',
        '  Member: pg2',
        '  Role: Leader',
        '  State: running',
        '  TL: 4',
        '',
      ),
    );
  });

  it('restarts and tags, too long reasons hidden', () => {
    expect(view([aClusterReport({ members: EXTRAS })])).toBe(
      lines(
        '+ Cluster: demo (7711056618934199894) -----------+----+-------------+-----+------------+-----+-----------------+-----------------------------------------------+---------------------------------------------+------------------+',
        '| Member | Host            | Role    | State     | TL | Receive LSN | Lag | Replay LSN | Lag | Pending restart | Pending restart reason                        | Scheduled restart                           | Tags             |',
        '+--------+-----------------+---------+-----------+----+-------------+-----+------------+-----+-----------------+-----------------------------------------------+---------------------------------------------+------------------+',
        '| pg1    | 127.0.0.1:15401 | Replica | streaming |  4 |   0/5A3C1F8 |   0 |  0/5A3C1F8 |   0 | *               | max_connections: 100->200                     | 2030-01-01T10:00:00+00:00 if version < 16.4 | dc: east         |',
        '|        |                 |         |           |    |             |     |            |     |                 | shared_preload_libraries: [hidden - too long] |                                             | nofailover: true |',
        '+--------+-----------------+---------+-----------+----+-------------+-----+------------+-----+-----------------+-----------------------------------------------+---------------------------------------------+------------------+',
        '| pg2    | 127.0.0.1:15402 | Leader  | running   |  4 |             |     |            |     |                 |                                               | 2030-01-01T11:00:00+00:00                   |                  |',
        '+--------+-----------------+---------+-----------+----+-------------+-----+------------+-----+-----------------+-----------------------------------------------+---------------------------------------------+------------------+',
        '| pg3    | 127.0.0.1:15403 | Replica | streaming |  4 |   0/5A3C1F8 |   0 |  0/5A3C1F8 |   0 |                 |                                               |                                             | {}               |',
        '+--------+-----------------+---------+-----------+----+-------------+-----+------------+-----+-----------------+-----------------------------------------------+---------------------------------------------+------------------+',
      ),
    );
  });

  it('restarts and tags for machines, with the whole reason', () => {
    const [first, , last] = EXTRAS;
    const members = [first, last].flatMap((member) => member ?? []);
    expect(view([aClusterReport({ members })], { format: 'tsv' })).toBe(
      lines(
        'Cluster\tMember\tHost\tRole\tState\tTL\tReceive LSN\tReceive Lag\tReplay LSN\tReplay Lag\tPending restart\tPending restart reason\tScheduled restart\tTags',
        'demo\tpg1\t127.0.0.1:15401\tReplica\tstreaming\t4\t0/5A3C1F8\t0\t0/5A3C1F8\t0\t*\tmax_connections: 100->200',
        'shared_preload_libraries: ->pg_stat_statements, auto_explain, pg_cron, timescaledb\t2030-01-01T10:00:00+00:00 if version < 16.4\t{dc: east, nofailover: true}',
        'demo\tpg3\t127.0.0.1:15403\tReplica\tstreaming\t4\t0/5A3C1F8\t0\t0/5A3C1F8\t0\t\t\t\t{}',
      ),
    );
    expect(view([aClusterReport({ members: EXTRAS })], { format: 'json' })).toContain(
      '"Pending restart": "*", "Pending restart reason": "max_connections: 100->200\\nshared_preload_libraries: ->pg_stat_statements, auto_explain, pg_cron, timescaledb", "Scheduled restart": "2030-01-01T10:00:00+00:00 if version < 16.4", "Tags": {"nofailover": true, "dc": "east"}}',
    );
  });

  it('all columns when extended', () => {
    const members = [aMemberReport('pg1', { host: '10.0.0.1', port: 5432 })];
    expect(view([aClusterReport({ members })], { extended: true })).toBe(
      lines(
        '+ Cluster: demo (7711056618934199894) ----+----+-------------+-----+------------+-----+-----------------+------------------------+-------------------+------+',
        '| Member | Host     | Role    | State     | TL | Receive LSN | Lag | Replay LSN | Lag | Pending restart | Pending restart reason | Scheduled restart | Tags |',
        '+--------+----------+---------+-----------+----+-------------+-----+------------+-----+-----------------+------------------------+-------------------+------+',
        '| pg1    | 10.0.0.1 | Replica | streaming |  4 |   0/5A3C1F8 |   0 |  0/5A3C1F8 |   0 |                 |                        |                   |      |',
        '+--------+----------+---------+-----------+----+-------------+-----+------------+-----+-----------------+------------------------+-------------------+------+',
      ),
    );
  });

  it('a maintenance mode and a scheduled switchover', () => {
    const scheduledSwitchover = {
      at: '2030-01-01T11:00:00.500000+00:00',
      from: 'pg2',
      to: 'pg1',
      obstacle: null,
    };
    const text = view([aClusterReport({ paused: true, scheduledSwitchover })]);
    expect(text.split('\n').slice(-5)).toEqual([
      ' Maintenance mode: on',
      ' Switchover scheduled at: 2030-01-01T11:00:00.500000+00:00',
      '                    from: pg2',
      '                      to: pg1',
      '',
    ]);
  });

  it.each([
    {
      name: 'initialized',
      changes: {},
      title: '+ Cluster: demo (7711056618934199894) ------------+-----+------------+-----+',
    },
    {
      name: 'a bootstrap',
      changes: { initialization: 'initializing', systemIdentifier: null },
      title: '+ Cluster: demo (initializing) +----+-------------+-----+------------+-----+',
    },
    {
      name: 'nothing',
      changes: { initialization: 'uninitialized', systemIdentifier: null },
      title: '+ Cluster: demo (uninitialized) ----+-------------+-----+------------+-----+',
    },
  ] as const)('no members: $name', ({ changes, title }) => {
    expect(view([aClusterReport({ ...changes, leader: null, members: [] })])).toBe(
      lines(
        title,
        '| Member | Host | Role | State | TL | Receive LSN | Lag | Replay LSN | Lag |',
        '+--------+------+------+-------+----+-------------+-----+------------+-----+',
        '+--------+------+------+-------+----+-------------+-----+------------+-----+',
      ),
    );
  });
});

describe('positions of patronictl', () => {
  function row(changes: Partial<MemberReport>): string | undefined {
    const members = [aMemberReport('pg1', changes)];
    return view([aClusterReport({ members })], { format: 'tsv' })
      .split('\n')[1]
      ?.split('\t')
      .slice(4)
      .join('|');
  }

  it.each([
    { bytes: MB / 2, megabytes: 0 },
    { bytes: (3 * MB) / 2, megabytes: 2 },
    { bytes: (5 * MB) / 2, megabytes: 2 },
    { bytes: (5 * MB) / 2 + 1, megabytes: 3 },
    { bytes: 500, megabytes: 0 },
  ])('$bytes bytes are $megabytes MB, ties to the even one', ({ bytes, megabytes }) => {
    expect(row({ receiveLag: bytes })).toBe(`streaming|4|0/5A3C1F8|${megabytes}|0/5A3C1F8|0`);
  });

  it.each<{ name: string; changes: Partial<MemberReport>; expected: string }>([
    {
      name: 'only received',
      changes: { replayLsn: null, replayLag: null },
      expected: 'streaming|4|0/5A3C1F8|0|unknown|',
    },
    {
      name: 'only replayed',
      changes: { state: 'in archive recovery', receiveLsn: null, receiveLag: null },
      expected: 'in archive recovery|4|unknown||0/5A3C1F8|0',
    },
    {
      name: 'nothing, of a broken member',
      changes: {
        state: '',
        timeline: null,
        receiveLsn: null,
        receiveLag: null,
        replayLsn: null,
        replayLag: null,
      },
      expected: '||unknown||unknown|',
    },
    {
      name: "no lag, which counts as none, while the leader's position is unknown",
      changes: { receiveLag: null, replayLag: null },
      expected: 'streaming|4|0/5A3C1F8|0|0/5A3C1F8|0',
    },
  ])('$name', ({ changes, expected }) => {
    expect(row(changes)).toBe(expected);
  });
});

describe('ports of patronictl', () => {
  it.each([
    {
      name: 'none if all are 5432',
      hosts: [
        ['h1', 5432],
        ['h2', 5432],
      ],
      shown: ['h1', 'h2'],
    },
    {
      name: 'all if one is another',
      hosts: [
        ['h1', 5432],
        ['h2', 5433],
      ],
      shown: ['h1:5432', 'h2:5433'],
    },
    {
      name: 'all if two share a host',
      hosts: [
        ['h1', 5432],
        ['h1', 5432],
      ],
      shown: ['h1:5432', 'h1:5432'],
    },
    { name: 'IPv6 without brackets', hosts: [['fd00::1', 5433]], shown: ['fd00::1:5433'] },
    {
      name: 'members without a host do not count',
      hosts: [
        ['h1', 5432],
        [null, null],
        [null, null],
      ],
      shown: ['h1', '', ''],
    },
  ] as const)('$name', ({ hosts, shown }) => {
    const members = hosts.map(([host, port], index) => aMemberReport(`pg${index}`, { host, port }));
    const rows = view([aClusterReport({ members })], { format: 'tsv' })
      .trimEnd()
      .split('\n')
      .slice(1);
    expect(rows.map((row) => row.split('\t')[2])).toEqual(shown);
  });
});

describe('Citus in patronictl', () => {
  it('all groups', () => {
    expect(view(CITUS)).toBe(
      lines(
        '+ Citus cluster: cit --------------+---------+-----------+----+-------------+-----+------------+-----+',
        '| Group | Member | Host            | Role    | State     | TL | Receive LSN | Lag | Replay LSN | Lag |',
        '+-------+--------+-----------------+---------+-----------+----+-------------+-----+------------+-----+',
        '|     0 | c1     | 127.0.0.1:15401 | Replica | streaming |  4 |   0/5A3C1F8 |   0 |  0/5A3C1F8 |   0 |',
        '|     0 | c2     | 127.0.0.1:15402 | Leader  | running   |  4 |             |     |            |     |',
        '|     1 | w1     | 127.0.0.1:15411 | Leader  | running   |  4 |             |     |            |     |',
        '+-------+--------+-----------------+---------+-----------+----+-------------+-----+------------+-----+',
        'Citus group: 0',
        ' Maintenance mode: on',
        'Citus group: 1',
        ' Switchover scheduled at: 2030-01-01T11:00:00+00:00',
        '                    from: w1',
        '                      to: w2',
      ),
    );
  });

  it('one group', () => {
    expect(view(CITUS.slice(1), { group: 1 })).toBe(
      lines(
        '+ Citus cluster: cit (group: 1, 7711056618934199894) ------------+-----+------------+-----+',
        '| Member | Host            | Role   | State   | TL | Receive LSN | Lag | Replay LSN | Lag |',
        '+--------+-----------------+--------+---------+----+-------------+-----+------------+-----+',
        '| w1     | 127.0.0.1:15411 | Leader | running |  4 |             |     |            |     |',
        '+--------+-----------------+--------+---------+----+-------------+-----+------------+-----+',
        ' Switchover scheduled at: 2030-01-01T11:00:00+00:00',
        '                    from: w1',
        '                      to: w2',
      ),
    );
  });

  it('the number of the group for machines', () => {
    expect(view(CITUS.slice(1), { group: 1, format: 'json' })).toBe(
      lines(
        '[{"Cluster": "cit", "Group": 1, "Member": "w1", "Host": "127.0.0.1:15411", "Role": "Leader", "State": "running", "TL": 4}]',
      ),
    );
  });
});

it('shows escape characters instead of obeying them, in text', () => {
  const members = [aMemberReport('pg\x1b[2J\t1', { tags: { x: '\x07' } })];
  const report = aClusterReport({ scope: 'de\x1bmo', members });
  expect(view([report])).not.toMatch(/[^\n\x20-\x7e]/);
  expect(view([report], { format: 'tsv' })).not.toMatch(/[^\t\n\x20-\x7e]/);
});

it.each([
  ['leader', 'Leader'],
  ['standby_leader', 'Standby Leader'],
  ['sync_standby', 'Sync Standby'],
  ['quorum_standby', 'Quorum Standby'],
] as const)('calls the role %s %s', (role, title) => {
  expect(roleTitle(role)).toBe(title);
});
