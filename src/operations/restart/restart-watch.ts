import type { Cluster } from '../../cluster/model/cluster.js';
import type { MemberStatus } from '../../cluster/model/member-status.js';
import type { RestartLook } from '../../cluster/restart/baseline.js';
import type { ClusterPlace, Dcs } from '../ports/dcs-ports.js';
import type { Agents } from '../ports/ports.js';
import { glanceAtCluster } from '../reading/glance-at-cluster.js';

/** Looks at etcd and all agents of one cluster at once; who is silent is silent in the look. */
export class RestartWatch {
  constructor(
    private readonly ports: { readonly dcs: Dcs; readonly agents: Agents },
    private readonly place: ClusterPlace,
    /** The last one that was read. */
    private cluster: Cluster,
  ) {}

  async look(): Promise<RestartLook> {
    const [cluster, statuses] = await Promise.all([this.readCluster(), this.readStatuses()]);
    if (cluster !== null) this.cluster = cluster;
    return { cluster, statuses };
  }

  /** Where the member was registered last. */
  apiUrl(name: string): string | null {
    return this.cluster.members.find((member) => member.name === name)?.apiUrl ?? null;
  }

  private async readCluster(): Promise<Cluster | null> {
    const cluster = await glanceAtCluster(this.ports.dcs, this.place);
    // A member whose key has expired is still asked at its last address.
    return cluster === null ? null : { ...cluster, members: withLast(cluster, this.cluster) };
  }

  private async readStatuses(): Promise<ReadonlyMap<string, MemberStatus | null>> {
    const { scope } = this.place;
    const answers = await Promise.all(
      this.cluster.members.map(async ({ name, apiUrl }): Promise<[string, MemberStatus | null]> => {
        const answer = await this.ports.agents.readStatus({ scope, name, apiUrl });
        return [name, answer.ok ? answer.value : null];
      }),
    );
    return new Map(answers);
  }
}

function withLast(now: Cluster, last: Cluster): Cluster['members'] {
  const gone = last.members.filter(({ name }) => now.members.every((member) => member.name !== name));
  return [...now.members, ...gone];
}
