import { Args, Flags } from '@oclif/core';
import { CtlCommand } from '../cli/ctl-command.js';
import { actionFlags, actionRequest } from '../cli/flags/action.js';
import { groupFlag } from '../cli/flags/flags.js';
import { flush, parseFlush } from '../operations/flush/flush.js';
import { FLUSH_KEYS } from '../operations/flush/flush-report.js';
import { MEMBER_ROLES } from '../operations/reading/select-member.js';
import { flushErrorsView, flushEventView, flushView } from '../views/flush/flush.js';

export default class Flush extends CtlCommand {
  static override summary = 'Cancel a scheduled switchover, or scheduled restarts of members';
  static override description =
    'The last argument says which: switchover or restart. A switchover is cancelled by the agent of the leader, or ' +
    'by another one if that does not answer; what etcd holds afterwards decides. It is no error if nothing is ' +
    'scheduled.';
  static override examples = [
    '<%= config.bin %> flush demo switchover',
    '<%= config.bin %> flush demo restart --yes',
    '<%= config.bin %> flush demo pg2 pg3 restart',
  ];
  static override usage = 'flush CLUSTER [MEMBER...] restart|switchover';
  static override strict = false;
  static override args = {
    cluster: Args.string({
      ignoreStdin: true,
      description: 'The cluster, then names of members [default: all], then restart or switchover',
    }),
  };
  static override flags = {
    group: groupFlag,
    role: Flags.option({
      char: 'r',
      options: MEMBER_ROLES,
      description: 'Only restarts of members with this role [default: any]',
    })(),
    ...actionFlags,
    'via-dcs': Flags.boolean({
      default: false,
      description: 'Delete the scheduled switchover in etcd (compare-and-set), without any agent',
    }),
  };

  override readonly document = { name: 'flush', keys: FLUSH_KEYS };

  async run() {
    const { argv, flags } = await this.parse(Flush);
    const options = { group: flags.group ?? null, typed: this.typed };
    const words = parseFlush(argv.map(String), options);
    const world = await this.openLasting(flags);
    const request = {
      ...words,
      ...options,
      ...actionRequest(flags),
      citus: world.settings.citus,
      role: flags.role ?? null,
      viaDcs: flags['via-dcs'],
      deadlineMs: flags.deadline ?? null,
    };
    return this.show(await flush(world, request, this.narrate(flushEventView)), flushView, flushErrorsView);
  }
}
