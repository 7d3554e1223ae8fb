import type { Cluster } from '../../cluster/model/cluster.js';
import type { Member } from '../../cluster/model/member.js';
import { type Baseline, baselineOf, type RestartLook } from '../../cluster/restart/baseline.js';
import type { RestartEvidence } from '../../cluster/restart/restart-evidence.js';
import type { SelectedMember } from '../maintenance/select-members.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import type { Servers } from '../ports/sql-ports.js';
import type { RestartPorts } from './restart-request.js';
import { RestartWatch } from './restart-watch.js';

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
