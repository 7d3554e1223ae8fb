import { Flags } from '@oclif/core';
import { CtlCommand } from '../cli/ctl-command.js';
import {
  allFlag,
  clustersArgument,
  formatFlag,
  groupFlag,
  listRequest,
  staleFlag,
  watchFlags,
} from '../cli/flags/flags.js';
import { watchMembers } from '../operations/listing/watch-members.js';
import { listPartView, listView } from '../views/list/list.js';

export default class List extends CtlCommand {
  static override summary = 'List the members of one or several clusters';
  static override description =
    'Reads etcd only. On a terminal it prints a readable table; in a pipe, the table of patronictl.';
  static override examples = [
    '<%= config.bin %> list',
    '<%= config.bin %> list demo other --json',
    '<%= config.bin %> list --all --json',
    '<%= config.bin %> list -W',
    "<%= config.bin %> list -f tsv | awk -F'\\t' '$4 == \"Leader\" { print $2 }'",
  ];
  static override strict = false;
  static override args = clustersArgument;
  static override flags = {
    all: { ...allFlag, exclusive: ['W', 'watch'] },
    group: groupFlag,
    extended: Flags.boolean({ char: 'e', description: 'Show everything: all columns, lag in bytes' }),
    timestamp: Flags.boolean({ char: 't', description: 'Print the time before each table' }),
    format: formatFlag,
    stale: staleFlag,
    ...watchFlags,
  };

  override readonly document = { name: 'list', keys: ['at', 'clusters'] };

  async run() {
    const { argv, flags } = await this.parse(List);
    const world = await this.openEtcd(flags);
    if (flags.all) {
      const { listFleet, fleetRequest } = await import('../operations/fleet/list-fleet.js');
      const parts = listFleet(world, fleetRequest(argv, flags, world.settings, 'list'));
      const options = { ...flags, format: flags.format, group: flags.group ?? null };
      await this.showParts('clusters', parts, (part, screen) => listPartView(part, screen, options));
      return;
    }
    const request = listRequest(argv, flags, world.settings, 'list');
    const { group, everyMs } = request;
    const kind = everyMs === null ? 'single' : 'frames';
    await this.showEach(watchMembers(world, request), kind, (report, screen) =>
      listView(report, screen, { ...flags, format: flags.format, group }),
    );
  }
}
