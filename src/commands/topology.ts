import { CtlCommand } from '../cli/ctl-command.js';
import { clustersArgument, groupFlag, listRequest, staleFlag, watchFlags } from '../cli/flags/flags.js';
import { watchTopology } from '../operations/listing/watch-topology.js';
import { topologyView } from '../views/list/topology.js';

export default class Topology extends CtlCommand {
  static override summary = 'List the members as a replication tree';
  static override description = 'Like list, arranged by the replicatefrom tags. Reads etcd only.';
  static override examples = ['<%= config.bin %> topology', '<%= config.bin %> topology demo -W'];
  static override strict = false;
  static override args = clustersArgument;
  static override flags = { group: groupFlag, stale: staleFlag, ...watchFlags };

  override readonly document = { name: 'topology', keys: ['at', 'clusters'] };

  async run() {
    const { argv, flags } = await this.parse(Topology);
    const world = await this.openEtcd(flags);
    const request = listRequest(argv, flags, world.settings, 'topology');
    const { group, everyMs } = request;
    const kind = everyMs === null ? 'single' : 'frames';
    await this.showEach(watchTopology(world, request), kind, (report, screen) =>
      topologyView(report, screen, group),
    );
  }
}
