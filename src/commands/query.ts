import { Flags } from '@oclif/core';
import { CtlCommand } from '../cli/ctl-command.js';
import { clusterArgument, watchFlags, watchInterval } from '../cli/flags/flags.js';
import { longFormatFlag, longGlobalFlags, memberFlags, memberRequest } from '../cli/flags/query.js';
import { runQuery } from '../operations/query/run-query.js';
import { MEMBER_ROLES } from '../operations/reading/select-member.js';
import { queryReasonView, queryView } from '../views/query/query.js';

export default class Query extends CtlCommand {
  static override summary = 'Run SQL on a member';
  static override description =
    'Host and port come from etcd. User, password, database and TLS come from the options, then from the environment and files ' +
    'of libpq (PGUSER, PGPASSWORD, ~/.pgpass, PGSERVICE, PGSSLMODE …), then from postgresql.authentication.superuser of the ' +
    'settings. -c, -d and -f are those of patronictl query; the configuration file is --config-file here.';
  static override examples = [
    "<%= config.bin %> query -c 'SELECT now()'",
    "<%= config.bin %> query demo -r replica -c 'SELECT pg_last_wal_replay_lsn()' -W",
    '<%= config.bin %> query -m pg2 -f report.sql --format json',
  ];
  static override baseFlags = longGlobalFlags;
  static override args = clusterArgument;
  static override flags = {
    ...memberFlags,
    format: longFormatFlag,
    file: Flags.string({
      char: 'f',
      helpValue: 'FILE',
      description: 'The file with the SQL; - is standard input',
    }),
    command: Flags.string({
      char: 'c',
      helpValue: 'SQL',
      description: 'The SQL; of several statements, only the last result is shown',
    }),
    username: Flags.string({ char: 'U', helpValue: 'USER', description: 'Database user' }),
    password: Flags.boolean({ description: 'Ask for the password' }),
    dbname: Flags.string({ char: 'd', helpValue: 'DB', description: 'Database' }),
    role: Flags.option({
      char: 'r',
      options: MEMBER_ROLES,
      description: 'A member with this role [default: leader]',
    })(),
    delimiter: Flags.string({
      helpValue: 'D',
      description: 'Separator between the columns of tsv [default: a tab]',
    }),
    ...watchFlags,
  };

  override readonly document = {
    name: 'query',
    keys: [
      ...['at', 'scope', 'group', 'member', 'host', 'port'],
      ...['columns', 'rows', 'command', 'rowCount', 'sqlstate', 'remark'],
    ],
  };

  async run() {
    const { args, flags } = await this.parse(Query);
    const world = await this.open(flags);
    const request = {
      ...memberRequest(args, flags, world.settings, 'query'),
      statements: flags.command ?? null,
      file: flags.file ?? null,
      username: flags.username ?? null,
      database: flags.dbname ?? null,
      asksPassword: flags.password,
      everyMs: watchInterval(flags),
    };
    await this.showEach(
      runQuery(world, request),
      request.everyMs === null ? 'single' : 'lines',
      (report, screen) => queryView(report, screen, flags),
      queryReasonView,
    );
  }
}
