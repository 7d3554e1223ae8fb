import { Flags } from '@oclif/core';
import { CtlCommand } from '../cli/ctl-command.js';
import { clusterArgument } from '../cli/flags/flags.js';
import { memberFlags, memberRequest } from '../cli/flags/query.js';
import { findDsn } from '../operations/dsn/find-dsn.js';
import { MEMBER_ROLES } from '../operations/reading/select-member.js';
import { dsnView } from '../views/dsn/dsn.js';

export default class Dsn extends CtlCommand {
  static override summary = 'Print where a member listens, as a connection string for libpq';
  static override description =
    'The leader, the first member with a role, or a member by its name; with --all, one URI of all members, so ' +
    'that libpq finds the right one by itself, even after a failover.';
  static override examples = [
    '<%= config.bin %> dsn',
    '<%= config.bin %> dsn demo -r replica',
    'psql "$(<%= config.bin %> dsn demo --all)"',
  ];
  static override args = clusterArgument;
  static override flags = {
    ...memberFlags,
    role: Flags.option({
      char: 'r',
      options: MEMBER_ROLES,
      description: 'A member with this role [default: leader]',
    })(),
    all: Flags.boolean({
      description: 'One URI of all members; the role decides which one libpq looks for',
    }),
  };

  override readonly document = { name: 'dsn', keys: ['scope', 'group', 'dsn', 'members'] };

  async run() {
    const { args, flags } = await this.parse(Dsn);
    const { dcs, settings } = await this.openEtcd(flags);
    const request = { ...memberRequest(args, flags, settings, 'dsn'), all: flags.all };
    return this.show(await findDsn(dcs, request), dsnView);
  }
}
