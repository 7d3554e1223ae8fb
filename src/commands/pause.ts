import { CtlCommand } from '../cli/ctl-command.js';
import { actionFlags, actionRequest } from '../cli/flags/action.js';
import { clusterArgument } from '../cli/flags/flags.js';
import { forFlag, pauseFlags, pauseRequest, reasonFlag } from '../cli/flags/pause.js';
import { pauseCluster } from '../operations/pause/pause-cluster.js';
import { PAUSE_KEYS } from '../operations/pause/pause-report.js';
import { pauseEventView } from '../views/pause/event.js';
import { pauseErrorsView, pauseReportView } from '../views/pause/report.js';

export default class Pause extends CtlCommand {
  static override summary =
    'Put a cluster into maintenance mode: Patroni neither fails over nor starts or stops PostgreSQL';
  static override description =
    'Done when it is stored and acknowledged by the leader, or by another member if the agent of the leader cannot ' +
    'be reached; with --wait, by every member. The agent of the leader is asked first, then the others as long as ' +
    'nothing has been done. Who paused it and why is recorded, and shown by every command while the pause lasts. ' +
    'It never ends by itself: a pause that lasts longer than --for is marked overdue.';
  static override examples = [
    '<%= config.bin %> pause',
    '<%= config.bin %> pause demo --wait',
    "<%= config.bin %> pause demo --reason 'kernel update' --for 30min",
  ];
  static override args = clusterArgument;
  static override flags = {
    ...pauseFlags,
    reason: reasonFlag({ description: 'The reason, shown to everybody who looks at the cluster' }),
    for: forFlag({ description: 'How long the pause should last, for example 30min or 2h' }),
    ...actionFlags,
  };

  override readonly document = { name: 'pause', keys: PAUSE_KEYS };

  async run() {
    const { args, flags } = await this.parse(Pause);
    const world = await this.openLasting(flags);
    const request = {
      ...pauseRequest(args, flags, world.settings, 'pause'),
      ...actionRequest(flags),
      reason: flags.reason ?? null,
      forMs: flags.for ?? null,
    };
    const report = await pauseCluster(world, request, this.narrate(pauseEventView));
    return this.show(report, pauseReportView, pauseErrorsView);
  }
}
