import { CtlCommand } from '../../cli/ctl-command.js';
import { balancerFlags, balancersFor } from '../../cli/flags/balancers.js';
import { clusterArgument, clusterRequest, groupFlag } from '../../cli/flags/flags.js';
import { STATUS_KEYS } from '../../operations/haproxy/haproxy-report.js';
import { readHaproxyStatus } from '../../operations/haproxy/read-status.js';
import { haproxyErrorsView, haproxyStatusView } from '../../views/haproxy/status.js';

export default class HaproxyStatus extends CtlCommand {
  static override summary = 'Show where HAProxy sends connections, next to the roles of the members';
  static override description =
    'Asks each HAProxy of the cluster: by its stats socket, its runtime API over TCP, or its stats page.';
  static override examples = [
    '<%= config.bin %> haproxy status',
    '<%= config.bin %> haproxy status demo --stats /run/haproxy/admin.sock',
    '<%= config.bin %> haproxy status demo --stats lb1:9999 --stats lb2:9999 --json',
  ];
  static override args = clusterArgument;
  static override flags = { group: groupFlag, ...balancerFlags };

  override readonly document = { name: 'haproxy-status', keys: STATUS_KEYS };

  async run() {
    const { args, flags } = await this.parse(HaproxyStatus);
    const world = await this.open({ ...flags, asksMembers: true });
    const request = clusterRequest(args, flags, world.settings, 'haproxy status');
    const balancers = balancersFor(request.scope, flags, world.settings);
    const report = await readHaproxyStatus(world, { ...request, balancers });
    return this.show(report, haproxyStatusView, haproxyErrorsView);
  }
}
