import { Flags } from '@oclif/core';
import { CtlCommand } from '../cli/ctl-command.js';
import { clusterRoleFlags, clusterRoleRequest } from '../cli/flags/cluster-role.js';
import { clusterArgument } from '../cli/flags/flags.js';
import { changeClusterRole } from '../operations/cluster-role/change-cluster-role.js';
import { CLUSTER_ROLE_KEYS } from '../operations/cluster-role/cluster-role-report.js';
import { clusterRoleEventView } from '../views/cluster-role/event.js';
import { clusterRoleErrorsView, clusterRoleReportView } from '../views/cluster-role/report.js';

export default class DemoteCluster extends CtlCommand {
  static override summary = 'Make a cluster a standby cluster, which follows another one';
  static override description =
    'From then on it accepts no writes. First checks the server that it is to follow: it must not be one of its ' +
    'own members; if it does not answer, you are asked first. Done when the leader is a standby leader and ' +
    'follows, and the former leader runs again.';
  static override examples = [
    '<%= config.bin %> demote-cluster demo --host 10.0.0.9 --port 5432',
    "<%= config.bin %> demote-cluster demo --restore-command 'pgbackrest archive-get %f %p' --dry-run",
  ];
  static override args = clusterArgument;
  static override flags = {
    host: Flags.string({ helpValue: 'ADDRESS', description: 'Address of the remote server' }),
    port: Flags.integer({ min: 1, max: 65_535, description: 'Port of the remote server' }),
    'restore-command': Flags.string({
      helpValue: 'COMMAND',
      description: 'Command that restores WAL of the remote primary',
    }),
    'primary-slot-name': Flags.string({
      helpValue: 'SLOT',
      description: 'Replication slot on the remote server',
    }),
    ...clusterRoleFlags,
  };

  override readonly document = { name: 'demote-cluster', keys: CLUSTER_ROLE_KEYS };

  async run() {
    const { args, flags } = await this.parse(DemoteCluster);
    const world = await this.openLasting(flags);
    const request = {
      ...clusterRoleRequest(args, flags, world.settings, 'demote-cluster'),
      command: 'demote-cluster' as const,
      typed: this.typed,
      source: {
        host: flags.host ?? null,
        port: flags.port ?? null,
        restoreCommand: flags['restore-command'] ?? null,
        primarySlotName: flags['primary-slot-name'] ?? null,
      },
      evenIfPrimary: false,
    };
    const report = await changeClusterRole(world, request, this.narrate(clusterRoleEventView));
    return this.show(report, clusterRoleReportView, clusterRoleErrorsView);
  }
}
