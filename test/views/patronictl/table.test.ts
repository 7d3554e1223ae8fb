import { describe, expect, it } from 'vitest';
import { type PatronictlColumn, patronictlTable } from '../../../src/views/patronictl/table.js';

function left(title: string): PatronictlColumn {
  return { title, align: 'left' };
}

function right(title: string): PatronictlColumn {
  return { title, align: 'right' };
}

/** The expected tables are what patronictl 4.1.5 prints with prettytable 3.6 and wcwidth 0.2.5. */
describe('patronictlTable', () => {
  it.each([
    {
      name: 'the members of a cluster, with two columns of one title',
      header: ' Cluster: demo (7301) ',
      columns: [
        left('Member'),
        left('Host'),
        left('Role'),
        left('State'),
        right('TL'),
        right('Receive LSN'),
        right('Lag'),
        right('Replay LSN'),
        right('Lag'),
      ],
      rows: [
        ['node-1', '10.0.0.1', 'Leader', 'running', '1', '', '', '', ''],
        ['node-2', '10.0.0.2', 'Replica', 'streaming', '1', '0/3000060', '0', '0/3000060', '16'],
      ],
      text: [
        '+ Cluster: demo (7301) -------+-----------+----+-------------+-----+------------+-----+',
        '| Member | Host     | Role    | State     | TL | Receive LSN | Lag | Replay LSN | Lag |',
        '+--------+----------+---------+-----------+----+-------------+-----+------------+-----+',
        '| node-1 | 10.0.0.1 | Leader  | running   |  1 |             |     |            |     |',
        '| node-2 | 10.0.0.2 | Replica | streaming |  1 |   0/3000060 |   0 |  0/3000060 |  16 |',
        '+--------+----------+---------+-----------+----+-------------+-----+------------+-----+',
      ],
    },
    {
      name: 'no rows',
      header: ' Cluster: demo (7301) ',
      columns: [
        left('Member'),
        left('Host'),
        left('Role'),
        left('State'),
        right('TL'),
        right('Receive LSN'),
        right('Lag'),
        right('Replay LSN'),
        right('Lag'),
      ],
      rows: [],
      text: [
        '+ Cluster: demo (7301) +-------+----+-------------+-----+------------+-----+',
        '| Member | Host | Role | State | TL | Receive LSN | Lag | Replay LSN | Lag |',
        '+--------+------+------+-------+----+-------------+-----+------------+-----+',
        '+--------+------+------+-------+----+-------------+-----+------------+-----+',
      ],
    },
    {
      name: 'a header longer than the table',
      header: ' Citus cluster: a-long-name (7301) ',
      columns: [left('Name'), right('Value')],
      rows: [['a', '1']],
      text: [
        '+ Citus cluster+',
        '| Name | Value |',
        '+------+-------+',
        '| a    |     1 |',
        '+------+-------+',
      ],
    },
    {
      name: 'no header',
      header: '',
      columns: [left('Name'), right('Value')],
      rows: [
        ['a', '1'],
        ['longer than the title', '123456789'],
      ],
      text: [
        '+-----------------------+-----------+',
        '| Name                  |     Value |',
        '+-----------------------+-----------+',
        '| a                     |         1 |',
        '| longer than the title | 123456789 |',
        '+-----------------------+-----------+',
      ],
    },
    {
      name: 'cells of several lines',
      header: ' Cluster: demo ',
      columns: [left('Name'), right('Value'), left('Tags')],
      rows: [
        ['a', '1', 'nofailover: true\nnosync: true'],
        ['b\nb\nb', '2', ''],
        ['c', '3\n', ''],
      ],
      text: [
        '+ Cluster: demo ------------------+',
        '| Name | Value | Tags             |',
        '+------+-------+------------------+',
        '| a    |     1 | nofailover: true |',
        '|      |       | nosync: true     |',
        '+------+-------+------------------+',
        '| b    |     2 |                  |',
        '| b    |       |                  |',
        '| b    |       |                  |',
        '+------+-------+------------------+',
        '| c    |     3 |                  |',
        '|      |       |                  |',
        '+------+-------+------------------+',
      ],
    },
    {
      name: 'wide characters',
      header: ' 日本 ',
      columns: [left('名前'), right('Größe')],
      rows: [
        ['日本語', '1'],
        ['한글 😀', 'ｆｕｌｌ'],
      ],
      text: [
        '+ 日本 -----+----------+',
        '| 名前    |    Größe |',
        '+---------+----------+',
        '| 日本語  |        1 |',
        '| 한글 😀 | ｆｕｌｌ |',
        '+---------+----------+',
      ],
    },
    {
      name: 'combining and invisible characters',
      header: ' Cluster ',
      columns: [left('Name'), right('Value')],
      rows: [
        ['e\u0301e\u0301', '\u200b'],
        ['\u3099か', 'a\u0e31'],
        ['\xad\xa0', 'x'],
      ],
      text: [
        '+ Cluster -----+',
        '| Name | Value |',
        '+------+-------+',
        '| e\u0301e\u0301   |      \u200b |',
        '| \u3099か   |     a\u0e31 |',
        '| \xad\xa0   |     x |',
        '+------+-------+',
      ],
    },
    {
      name: 'emoji sequences, each character by itself',
      header: '',
      columns: [left('Name'), right('Value')],
      rows: [
        ['❤\ufe0f', '👩\u200d👧'],
        ['©', '☃'],
      ],
      text: [
        '+------+-------+',
        '| Name | Value |',
        '+------+-------+',
        '| ❤\ufe0f    |  👩\u200d👧 |',
        '| ©    |     ☃ |',
        '+------+-------+',
      ],
    },
    {
      name: 'colours',
      header: '',
      columns: [left('Name'), right('Value')],
      rows: [
        ['\x1b[31mred\x1b[0m', '1'],
        ['a', '22'],
      ],
      text: [
        '+------+-------+',
        '| Name | Value |',
        '+------+-------+',
        '| \x1b[31mred\x1b[0m  |     1 |',
        '| a    |    22 |',
        '+------+-------+',
      ],
    },
    {
      name: 'control characters, which have no known width',
      header: '',
      columns: [left('Name'), right('Value')],
      rows: [
        ['a\tb', '1'],
        ['\x0d', '\x1b[2K'],
      ],
      text: [
        '+------+-------+',
        '| Name | Value |',
        '+------+-------+',
        '| a\tb      |     1 |',
        '| \x0d      |       \x1b[2K |',
        '+------+-------+',
      ],
    },
    {
      name: 'neither columns nor rows',
      header: ' Cluster ',
      columns: [],
      rows: [],
      text: ['++', '||', '++', '++'],
    },
    {
      name: 'rows without columns',
      header: '',
      columns: [],
      rows: [
        ['2024-01-01', 'ERROR, SQLSTATE: 42601'],
        ['a', 'b'],
      ],
      text: [
        '+------------+------------------------+',
        '| Field 1    | Field 2                |',
        '+------------+------------------------+',
        '| 2024-01-01 | ERROR, SQLSTATE: 42601 |',
        '| a          | b                      |',
        '+------------+------------------------+',
      ],
    },
  ])('draws $name', ({ header, columns, rows, text }) => {
    expect(patronictlTable(header, columns, rows)).toBe(text.join('\n'));
  });
});
