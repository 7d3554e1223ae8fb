import { CtlCommand } from '../cli/ctl-command.js';
import { groupFlag, staleFlag } from '../cli/flags/flags.js';
import { listClusters } from '../operations/clusters/list-clusters.js';
import { fleetRequest } from '../operations/fleet/fleet-request.js';
import { clustersView } from '../views/clusters/clusters.js';

export default class Clusters extends CtlCommand {
  static override summary = 'List all clusters of the namespace, one per line';
  static override description =
    'Reads etcd only, all clusters as of one revision. Health is judged from etcd alone; ctl status asks the members, too.';
  static override examples = [
    '<%= config.bin %> clusters',
    '<%= config.bin %> clusters | awk \'$NF != "healthy"\'',
    '<%= config.bin %> clusters --json',
  ];
  static override flags = { group: groupFlag, stale: staleFlag };

  override readonly document = {
    name: 'clusters',
    keys: ['at', 'namespace', 'revision', 'consistency', 'clusters'],
  };

  async run() {
    const { flags } = await this.parse(Clusters);
    const world = await this.openEtcd(flags);
    const request = fleetRequest([], flags, world.settings, 'clusters');
    return this.show(await listClusters(world, request), clustersView);
  }
}
