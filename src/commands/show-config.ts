import { Args } from '@oclif/core';
import { CtlCommand } from '../cli/ctl-command.js';
import { clusterRequest, groupFlag, staleFlag } from '../cli/flags/flags.js';
import { readConfig } from '../operations/show-config/read-config.js';
import { configView } from '../views/show-config/show-config.js';

export default class ShowConfig extends CtlCommand {
  static override summary = 'Show the dynamic configuration, or one key of it';
  static override description = 'Shows it as it is stored in etcd. Keys are dotted, as in edit-config -s.';
  static override examples = [
    '<%= config.bin %> show-config',
    '<%= config.bin %> show-config ttl',
    '<%= config.bin %> show-config demo postgresql.parameters.max_connections',
  ];
  static override args = {
    cluster: Args.string({
      ignoreStdin: true,
      description: 'Name of the cluster [default: scope of the configuration]',
    }),
    key: Args.string({ ignoreStdin: true, description: 'Show only this key' }),
  };
  static override flags = { group: groupFlag, stale: staleFlag };

  override readonly document = { name: 'show-config', keys: ['scope', 'group', 'key', 'value', 'revision'] };

  async run() {
    const { args, flags } = await this.parse(ShowConfig);
    const { dcs, settings } = await this.openEtcd(flags);
    const cluster = clusterRequest(args, flags, settings, 'show-config');
    const request = { ...cluster, key: args.key ?? null, ownScope: settings.scope };
    return this.show(await readConfig(dcs, request), configView);
  }
}
