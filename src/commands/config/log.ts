import { Flags } from '@oclif/core';
import { CtlCommand } from '../../cli/ctl-command.js';
import { clusterArgument, clusterRequest, groupFlag } from '../../cli/flags/flags.js';
import { readConfigLog } from '../../operations/config/read-config-log.js';
import { configLogView } from '../../views/config/log.js';

export default class ConfigLog extends CtlCommand {
  static override summary = 'Show who changed what in the dynamic configuration, newest first';
  static override description =
    'The changes come from the history of etcd until it is compacted. Who, when and why are known only for changes made with ctl, from its journal of recent changes.';
  static override examples = [
    '<%= config.bin %> config log',
    '<%= config.bin %> config log demo --limit 50',
    '<%= config.bin %> config log demo --json',
  ];
  static override args = clusterArgument;
  static override flags = {
    group: groupFlag,
    limit: Flags.integer({
      min: 1,
      max: 1000,
      default: 20,
      helpValue: 'N',
      description: 'Show at most this many changes',
    }),
  };

  override readonly document = {
    name: 'config-log',
    keys: ['scope', 'group', 'revisions', 'end', 'oldestStored'],
  };

  async run() {
    const { args, flags } = await this.parse(ConfigLog);
    const world = await this.open(flags);
    const request = { ...clusterRequest(args, flags, world.settings, 'config log'), limit: flags.limit };
    return this.show(await readConfigLog(world, request), configLogView);
  }
}
