import { CtlCommand } from '../cli/ctl-command.js';
import { actionFlags, actionRequest } from '../cli/flags/action.js';
import { clusterArgument } from '../cli/flags/flags.js';
import { pauseFlags, pauseRequest } from '../cli/flags/pause.js';
import { RESUME_KEYS } from '../operations/pause/pause-report.js';
import { resumeCluster } from '../operations/pause/resume-cluster.js';
import { pauseEventView } from '../views/pause/event.js';
import { pauseErrorsView, pauseReportView } from '../views/pause/report.js';

export default class Resume extends CtlCommand {
  static override summary = 'End the maintenance mode of a cluster';
  static override description =
    'First shows what it does to each member, and asks only if it may do harm: a PostgreSQL that is started or ' +
    'demoted, a member that may become the leader. Done when it is stored and acknowledged by the leader, or by ' +
    'another member if the agent of the leader cannot be reached; with --wait, by every member. The agent of the ' +
    'leader is asked first, then the others as long as nothing has been done.';
  static override examples = [
    '<%= config.bin %> resume',
    '<%= config.bin %> resume demo --dry-run',
    '<%= config.bin %> resume demo --wait --yes',
  ];
  static override args = clusterArgument;
  static override flags = { ...pauseFlags, ...actionFlags };

  override readonly document = { name: 'resume', keys: RESUME_KEYS };

  async run() {
    const { args, flags } = await this.parse(Resume);
    const world = await this.openLasting(flags);
    const request = {
      ...pauseRequest(args, flags, world.settings, 'resume'),
      ...actionRequest(flags),
    };
    const report = await resumeCluster(world, request, this.narrate(pauseEventView));
    return this.show(report, pauseReportView, pauseErrorsView);
  }
}
