import { CtlCommand } from '../../cli/ctl-command.js';
import { clusterArgument, clusterRequest, groupFlag } from '../../cli/flags/flags.js';
import { generateFlags, generateRequest } from '../../cli/flags/haproxy.js';
import { generateHaproxyConfig } from '../../operations/haproxy/generate-config.js';
import { haproxyConfigView } from '../../views/haproxy/config.js';

export default class HaproxyConfig extends CtlCommand {
  static override summary = 'Print an HAProxy configuration for the cluster as it is';
  static override description =
    'One pool for writes and one for reads (with --sync, another for synchronous standbys), each with all members: ' +
    'health checks against the agents select the right ones. How often they run follows from --reaction. Reads ' +
    'etcd only, writes nothing.';
  static override examples = [
    '<%= config.bin %> haproxy config > haproxy.cfg',
    "<%= config.bin %> haproxy config demo --partial --write '10.0.0.9:5000' --read '10.0.0.9:5001'",
    '<%= config.bin %> haproxy config demo --reaction 1s --lag 1MB --tag dc=east',
  ];
  static override args = clusterArgument;
  static override flags = { group: groupFlag, ...generateFlags };

  override readonly document = {
    name: 'haproxy-config',
    keys: ['scope', 'group', 'partial', 'text', 'pools', 'servers', 'timing', 'predicted'],
  };

  async run() {
    const { args, flags } = await this.parse(HaproxyConfig);
    const world = await this.open(flags);
    const request = clusterRequest(args, flags, world.settings, 'haproxy config');
    const report = await generateHaproxyConfig(world, {
      ...request,
      ...generateRequest(flags, world.settings),
    });
    return this.show(report, haproxyConfigView);
  }
}
