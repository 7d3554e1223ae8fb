import type { Cluster } from '../../cluster/model/cluster.js';
import type { Member } from '../../cluster/model/member.js';
import type { MemberStatus } from '../../cluster/model/member-status.js';
import { type Baseline, baselineOf, type RestartLook } from '../../cluster/restart/baseline.js';
import type { RestartEvidence } from '../../cluster/restart/restart-plan.js';
import type { SelectedMember } from '../maintenance/select-members.js';
import type { ClusterPlace, Dcs } from '../ports/dcs-ports.js';
import type { Agents } from '../ports/ports.js';
import type { Servers } from '../ports/sql-ports.js';
import { glanceAtCluster } from '../reading/read-cluster.js';
import type { RestartPorts } from './restart-request.js';

/** A cluster, or one Citus group, and how it stands before anything is done. */
export interface SurveyedPlace {
  readonly place: ClusterPlace;
  readonly cluster: Cluster;
  readonly watch: RestartWatch;
  /** Of all members. */
  readonly evidence: readonly RestartEvidence[];
  readonly baseline: Baseline;
}

const FACTS_MS = 1000;

/** Asks everybody in the places where members are meant. */
export async function surveyPlaces(
  ports: RestartPorts,
  scope: string,
  selected: readonly SelectedMember[],
): Promise<SurveyedPlace[]> {
  const groups = new Map(selected.map(({ group, cluster }) => [group, cluster]));
  return Promise.all([...groups].map(([group, cluster]) => surveyPlace(ports, { scope, group }, cluster)));
}

async function surveyPlace(ports: RestartPorts, place: ClusterPlace, read: Cluster): Promise<SurveyedPlace> {
  const watch = new RestartWatch(ports, place, read);
  const look = await watch.look();
  // The choice is made from what was shown; who leads now is looked at again before anything is sent.
  const cluster = read;
  const evidence = await Promise.all(
    cluster.members.map(async (member): Promise<RestartEvidence> => {
      const status = look.statuses.get(member.name) ?? null;
      const parameters = needsFacts(cluster, look) ? await readParameters(ports.servers, member) : null;
      return { member, status, parameters };
    }),
  );
  return { place, cluster, watch, evidence, baseline: baselineOf(cluster, look.statuses) };
}

/** Up to 3.2 nobody says why a restart is pending. */
function needsFacts({ members }: Cluster, { statuses }: RestartLook): boolean {
  return members.some(
    ({ name, pendingRestart, pendingRestartReasons }) =>
      (pendingRestart || statuses.get(name)?.pendingRestart) && pendingRestartReasons.length === 0,
  );
}

async function readParameters(
  servers: Servers,
  { host, port }: Member,
): Promise<RestartEvidence['parameters']> {
  if (host === null || port === null) return null;
  const answer = await servers.readFacts({ host, port }, FACTS_MS);
  return answer.ok ? answer.facts.parameters : null;
}

/** Looks at etcd and all agents of one cluster at once; who is silent is silent in the look. */
class RestartWatch {
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
