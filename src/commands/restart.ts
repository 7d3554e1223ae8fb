import { Args, Flags } from '@oclif/core';
import { CtlCommand } from '../cli/ctl-command.js';
import { balancersToLeave } from '../cli/flags/balancers.js';
import { restartFlags, restartGlobalFlags, restartRequest } from '../cli/flags/restart.js';
import { MEMBER_ROLES } from '../operations/reading/select-member.js';
import { restart } from '../operations/restart/restart.js';
import { RESTART_KEYS } from '../operations/restart/restart-report.js';
import { restartErrorsView, restartEventView, restartView } from '../views/restart/restart.js';

export default class Restart extends CtlCommand {
  static override baseFlags = restartGlobalFlags;
  static override summary = 'Restart PostgreSQL, replicas first, and verify that each is back';
  static override description =
    'One member at a time, the leader last, and the leader not at all if a replica did not come back: each must ' +
    'have started anew, be running, and replicate as it did before. With --rolling, the next member is taken only ' +
    'when everything is as it was before: no other member down, lag below --max-lag, nothing pending, the ' +
    'synchronous standbys complete. A rolling restart that stops prints the command that continues it.';
  static override examples = [
    '<%= config.bin %> restart demo pg3',
    '<%= config.bin %> restart demo --rolling --pending --yes',
    '<%= config.bin %> restart demo --rolling --switchover --yes',
    "<%= config.bin %> restart demo --rolling --exec 'ssh {host} apt-get install -y postgresql-17' --yes",
    "<%= config.bin %> restart demo pg1 --scheduled '2030-01-01T03:00:00+01:00'",
  ];
  static override usage = 'restart CLUSTER [MEMBER...]';
  static override strict = false;
  static override args = {
    cluster: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'The cluster, then names of members [default: all]',
    }),
  };
  static override flags = {
    role: Flags.option({
      char: 'r',
      options: MEMBER_ROLES,
      description: 'Only members with this role [default: any]',
    })(),
    ...restartFlags,
  };

  override readonly document = { name: 'restart', keys: RESTART_KEYS };

  async run() {
    const { argv, flags } = await this.parse(Restart);
    const world = await this.openLasting(flags);
    const typed = restartRequest(argv.map(String), flags, world.settings, this.typed);
    const haproxy = balancersToLeave(flags.haproxy, typed.scope, world);
    const request = { ...typed, haproxy };
    const report = await restart(world, request, this.narrate(restartEventView));
    return this.show(report, restartView, restartErrorsView);
  }
}
