import { Flags } from '@oclif/core';
import { CtlCommand } from '../cli/ctl-command.js';
import { clusterRoleFlags, clusterRoleRequest } from '../cli/flags/cluster-role.js';
import { clusterArgument } from '../cli/flags/flags.js';
import { changeClusterRole } from '../operations/cluster-role/change-cluster-role.js';
import { CLUSTER_ROLE_KEYS } from '../operations/cluster-role/cluster-role-report.js';
import { clusterRoleEventView } from '../views/cluster-role/event.js';
import { clusterRoleErrorsView, clusterRoleReportView } from '../views/cluster-role/report.js';

export default class PromoteCluster extends CtlCommand {
  static override summary = 'Promote a standby cluster, so that it accepts writes';
  static override description =
    'First checks the server that it follows: if that is still a primary, the command is refused; if it does not answer, you are asked first. Done ' +
    'when the leader is a primary on a new timeline.';
  static override examples = [
    '<%= config.bin %> promote-cluster demo',
    '<%= config.bin %> promote-cluster demo --dry-run',
    '<%= config.bin %> promote-cluster demo --yes --even-if-remote-is-unreachable',
  ];
  static override args = clusterArgument;
  static override flags = {
    ...clusterRoleFlags,
    'even-if-remote-is-primary': Flags.boolean({
      default: false,
      description: 'Proceed even if the remote server accepts writes: there will be two primaries',
    }),
  };

  override readonly document = { name: 'promote-cluster', keys: CLUSTER_ROLE_KEYS };

  async run() {
    const { args, flags } = await this.parse(PromoteCluster);
    const world = await this.openLasting(flags);
    const request = {
      ...clusterRoleRequest(args, flags, world.settings, 'promote-cluster'),
      command: 'promote-cluster' as const,
      typed: this.typed,
      source: null,
      evenIfPrimary: flags['even-if-remote-is-primary'],
    };
    const report = await changeClusterRole(world, request, this.narrate(clusterRoleEventView));
    return this.show(report, clusterRoleReportView, clusterRoleErrorsView);
  }
}
