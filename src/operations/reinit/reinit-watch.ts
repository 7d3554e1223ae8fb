import { type Cluster, currentTimeline } from '../../cluster/model/cluster.js';
import { cloneSources } from '../../cluster/reinit/clone-sources.js';
import type { SentBackup } from '../../cluster/reinit/match-backup.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import { glanceAtCluster } from '../reading/read-cluster.js';
import { readActivities } from './plan-places.js';
import type { ReinitPorts } from './reinit-request.js';

/** What is the same for all members of a place at one moment. */
export interface PlaceLook {
  readonly leaderTimeline: number | null;
  /** Whom the leader feeds; null if its agent does not tell. */
  readonly fed: readonly string[] | null;
  readonly backups: readonly SentBackup[];
}

const NOTHING: PlaceLook = { leaderTimeline: null, fed: null, backups: [] };
const EVERY_MS = 1000;

/** Looks at the DCS, the leader and those who send copies, once in a while for all members that are waited for. */
export class ReinitWatch {
  private looked: Promise<PlaceLook> | null = null;
  private lookedMs = 0;

  constructor(
    private readonly ports: ReinitPorts,
    private readonly place: ClusterPlace,
    private cluster: Cluster,
    private readonly targets: readonly string[],
    private readonly fromLeader: boolean,
  ) {}

  look(): Promise<PlaceLook> {
    const now = this.ports.clock.monotonicMs();
    if (this.looked !== null && now - this.lookedMs < EVERY_MS) return this.looked;
    this.lookedMs = now;
    this.looked = this.read();
    return this.looked;
  }

  /** What cannot be read stays as it was. */
  private async read(): Promise<PlaceLook> {
    this.cluster = (await glanceAtCluster(this.ports.dcs, this.place)) ?? this.cluster;
    const { cluster, targets } = this;
    const leader = cluster.members.find(({ name }) => name === cluster.leader?.name);
    if (leader === undefined) return NOTHING;
    const sources = [leader, ...targets.flatMap((name) => cloneSources(cluster, name, this.fromLeader))];
    const [status, activities] = await Promise.all([
      this.ports.agents.readStatus({ scope: this.place.scope, name: leader.name, apiUrl: leader.apiUrl }),
      readActivities(this.ports, sources),
    ]);
    const backups = [...activities].flatMap(([source, { baseBackups }]) =>
      (baseBackups ?? []).map((backup) => ({ ...backup, source })),
    );
    const streams = status.ok ? status.value.replication.filter(({ state }) => state === 'streaming') : null;
    return {
      leaderTimeline: currentTimeline(cluster),
      fed: streams?.map(({ name }) => name) ?? null,
      backups,
    };
  }
}
