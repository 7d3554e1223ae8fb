import { Flags } from '@oclif/core';
import { CtlCommand } from '../cli/ctl-command.js';
import { changeFlags, changeRequest } from '../cli/flags/change-leader.js';
import { clusterArgument } from '../cli/flags/flags.js';
import { changeLeader } from '../operations/change-leader/change-leader.js';
import { CHANGE_KEYS, WAITS } from '../operations/change-leader/change-report.js';
import { followRunning } from '../operations/change-leader/follow-running.js';
import { changeEventView } from '../views/change-leader/event.js';
import { changeErrorsView, changeReportView } from '../views/change-leader/report.js';

export default class Switchover extends CtlCommand {
  static override summary = 'Move leadership to another member, and verify it';
  static override description =
    'Checks every candidate by the rules of Patroni, asks, sends one request to the agent of the leader, and follows it until the new ' +
    'leader accepts writes; then it waits for the former leader for up to 30 s. Reports how long writes were down.';
  static override examples = [
    '<%= config.bin %> switchover --candidate pg2',
    '<%= config.bin %> switchover demo --dry-run',
    '<%= config.bin %> switchover demo --candidate pg2 --yes --json',
    "<%= config.bin %> switchover demo --scheduled '2030-01-01T03:00:00+01:00'",
    '<%= config.bin %> switchover demo --follow',
  ];
  static override args = clusterArgument;
  static override flags = {
    leader: Flags.string({
      aliases: ['primary'],
      helpValue: 'MEMBER',
      description: 'The current leader; refused if another member leads',
    }),
    ...changeFlags,
    scheduled: Flags.string({
      helpValue: 'TIME',
      description: 'When, in ISO 8601 with a UTC offset; or now',
    }),
    'replace-scheduled': Flags.boolean({
      default: false,
      description: 'Replace a switchover that is already scheduled',
    }),
    wait: Flags.option({
      options: WAITS,
      description:
        'What to wait for: the new primary, every member streaming that streamed before, or nothing [default: the new primary, ' +
        'then the former leader for up to 30 s]',
    })(),
  };

  override readonly document = { name: 'switchover', keys: CHANGE_KEYS };

  async run() {
    const { args, flags } = await this.parse(Switchover);
    const world = await this.openLasting({ ...flags, asksMembers: true });
    const request = changeRequest(args, flags, world.settings, {
      typed: this.typed,
      kind: 'switchover',
      leader: flags.leader ?? null,
      scheduled: flags.scheduled ?? null,
      replacesSchedule: flags['replace-scheduled'],
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
