import { Flags } from '@oclif/core';
import { CtlCommand } from '../cli/ctl-command.js';
import { clustersArgument } from '../cli/flags/flags.js';
import { statusFlags, statusRequest } from '../cli/flags/status.js';
import { fleetRequest, statusFleet } from '../operations/fleet/status-fleet.js';
import { readStatus, readStatusFile } from '../operations/status/status.js';
import { STATUS_KEYS } from '../operations/status/status-report.js';
import { statusPartView } from '../views/status/part.js';
import { statusView } from '../views/status/status.js';

export default class Status extends CtlCommand {
  static override summary = 'Show what a cluster is really doing, and what may still fail';
  static override description =
    'Asks etcd, every agent and every PostgreSQL at the same time, including members whose key is gone. Whatever ' +
    'is down, it ends within five seconds and says which of them did not answer. Exits 3 if something is wrong.';
  static override examples = [
    '<%= config.bin %> status',
    '<%= config.bin %> status demo --json',
    '<%= config.bin %> status demo --fail-on down',
    '<%= config.bin %> status --all',
  ];
  static override strict = false;
  static override args = clustersArgument;
  static override flags = {
    ...statusFlags,
    from: Flags.string({
      helpValue: 'FILE',
      exclusive: ['all', 'group'],
      description: 'Read a file saved by doctor --bundle instead of asking the servers',
    }),
  };

  override readonly document = { name: 'status', keys: STATUS_KEYS };

  async run() {
    const { argv, flags } = await this.parse(Status);
    if (flags.from !== undefined) {
      const report = await readStatusFile(await this.openInput(), flags.from, flags['fail-on']);
      return this.show(report, statusView);
    }
    if (flags.all) {
      const world = await this.openLasting(flags);
      const request = fleetRequest(argv, flags, world.settings, 'status');
      const parts = statusFleet(world, request, flags['fail-on']);
      return this.showParts('clusters', parts, statusPartView);
    }
    const world = await this.open({ ...flags, asksMembers: true });
    return this.show(await readStatus(world, statusRequest(argv, flags, world.settings)), statusView);
  }
}
