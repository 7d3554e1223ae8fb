import { Flags } from '@oclif/core';
import { CtlCommand } from '../cli/ctl-command.js';
import { changeFlags, changeRequest } from '../cli/flags/change-leader.js';
import { clusterArgument } from '../cli/flags/flags.js';
import { changeLeader } from '../operations/change-leader/change-leader.js';
import { CHANGE_KEYS, WAITS } from '../operations/change-leader/change-report.js';
import { followRunning } from '../operations/change-leader/follow-running.js';
import { changeEventView } from '../views/change-leader/event.js';
import { changeErrorsView, changeReportView } from '../views/change-leader/report.js';

export default class Failover extends CtlCommand {
  static override summary = 'Make a member the leader, even if there is no leader';
  static override description =
    'For a cluster without a leader: the candidate takes over with the data it has, and Patroni checks almost ' +
    'nothing. Shows the minimum that would be lost. If the leader is healthy, use switchover instead.';
  static override examples = [
    '<%= config.bin %> failover demo --candidate pg3',
    '<%= config.bin %> failover demo --candidate pg3 --dry-run',
    '<%= config.bin %> failover demo --candidate pg3 --yes --allow-data-loss',
  ];
  static override args = clusterArgument;
  static override flags = {
    ...changeFlags,
    wait: Flags.option({
      options: WAITS,
      description:
        'What to wait for: the new primary, every member streaming that streamed before, or nothing [default: the new primary, ' +
        'then the former leader for up to 30 s]',
    })(),
  };

  override readonly document = { name: 'failover', keys: CHANGE_KEYS };

  async run() {
    const { args, flags } = await this.parse(Failover);
    const world = await this.openLasting({ ...flags, asksMembers: true });
    const request = changeRequest(args, flags, world.settings, {
      typed: this.typed,
      kind: 'failover',
      leader: null,
      scheduled: null,
      replacesSchedule: false,
    });
    const tell = this.narrate(changeEventView);
    const report = flags.follow
      ? await followRunning(world, request, tell)
      : await changeLeader(world, request, tell);
    return this.show(
      report,
      (shown, screen) => changeReportView(shown, screen, world.clock.now()),
      changeErrorsView,
    );
  }
}
