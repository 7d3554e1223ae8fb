import { CtlCommand } from '../../cli/ctl-command.js';
import { balancerFlags, balancersFor } from '../../cli/flags/balancers.js';
import { clusterArgument, clusterRequest, durationFlag, groupFlag, sizeFlag } from '../../cli/flags/flags.js';
import { checkHaproxy } from '../../operations/haproxy/check-haproxy.js';
import { CHECK_KEYS } from '../../operations/haproxy/haproxy-report.js';
import { haproxyCheckView } from '../../views/haproxy/check.js';

export default class HaproxyCheck extends CtlCommand {
  static override summary = 'Find what is wrong with the HAProxies of a cluster';
  static override description =
    'Compares where they send connections with what etcd and the agents say, and judges their health checks. Exits 3 if there is an error.';
  static override examples = [
    '<%= config.bin %> haproxy check',
    '<%= config.bin %> haproxy check demo --stats /run/haproxy/admin.sock --file /etc/haproxy/haproxy.cfg',
    '<%= config.bin %> haproxy check demo --json',
  ];
  static override args = clusterArgument;
  static override flags = {
    group: groupFlag,
    ...balancerFlags,
    reaction: durationFlag({
      description: 'How long HAProxy may take to follow a change of leader [default: 4s]',
    }),
    lag: sizeFlag({ description: 'How far behind a replica may be and still serve reads [default: 16MB]' }),
  };

  override readonly document = { name: 'haproxy-check', keys: CHECK_KEYS };

  async run() {
    const { args, flags } = await this.parse(HaproxyCheck);
    const world = await this.open({ ...flags, asksMembers: true });
    const request = clusterRequest(args, flags, world.settings, 'haproxy check');
    const balancers = balancersFor(request.scope, flags, world.settings);
    const { reaction: reactionMs = null, lag: lagBytes = null } = flags;
    const report = await checkHaproxy(world, { ...request, balancers, reactionMs, lagBytes });
    return this.show(report, haproxyCheckView);
  }
}
