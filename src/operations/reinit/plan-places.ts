import type { ServerActivity } from '../../cluster/evidence/server-activity.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import { cloneSources } from '../../cluster/reinit/clone-sources.js';
import { planReinit } from '../../cluster/reinit/plan-reinit.js';
import type { ReinitPlan, ReinitWarning } from '../../cluster/reinit/reinit-plan.js';
import { gatherEvidence } from '../change-leader/gather-evidence.js';
import type { SelectedMember } from '../maintenance/select-members.js';
import type { SqlAddress } from '../ports/sql-ports.js';
import type { ReinitializeRequest, ReinitPorts } from './reinit-request.js';

/** The members of one cluster, or Citus group, and what is planned for them. */
export interface PlannedPlace {
  readonly group: number | null;
  readonly cluster: Cluster;
  readonly targets: readonly SelectedMember[];
  readonly plan: ReinitPlan;
  readonly refusals: readonly ReinitWarning[];
}

const ACTIVITY_MS = 1000;
/** What is not known in time does not refuse: it is worth some patience before data is deleted. */
const PREFLIGHT_MS = 3000;

/** Asks everybody who matters, all at once, and plans. */
export async function planPlaces(
  ports: ReinitPorts,
  scope: string,
  selected: readonly SelectedMember[],
  request: ReinitializeRequest,
): Promise<PlannedPlace[]> {
  const places = new Map<Cluster, SelectedMember[]>();
  for (const each of selected) places.set(each.cluster, [...(places.get(each.cluster) ?? []), each]);
  return Promise.all(
    [...places].map(([cluster, targets]) => planPlace(ports, scope, cluster, targets, request)),
  );
}

async function planPlace(
  ports: ReinitPorts,
  scope: string,
  cluster: Cluster,
  targets: readonly SelectedMember[],
  { fromLeader, allowsDataLoss }: ReinitializeRequest,
): Promise<PlannedPlace> {
  const names = targets.map(({ member }) => member.name);
  const group = targets[0]?.group ?? null;
  const leader = cluster.members.filter(({ name }) => name === cluster.leader?.name);
  const sources = [...leader, ...names.flatMap((name) => cloneSources(cluster, name, fromLeader))];
  const { copySources } = ports;
  const [evidence, activities, copyFacts, logins] = await Promise.all([
    gatherEvidence(ports, scope, cluster),
    readActivities(ports, sources),
    askEach(sources, (address) => copySources.readCopyFacts(address, PREFLIGHT_MS)),
    askEach(sources, (address) => copySources.tryReplication(address, PREFLIGHT_MS)),
  ]);
  const { plan, refusals } = planReinit(
    { scope, group, targets: names, fromLeader, allowsDataLoss },
    { ...evidence, activities, copyFacts, logins },
  );
  return { group, cluster, targets, plan, refusals };
}

/** Of members whose PostgreSQL tells. */
export async function readActivities(
  { servers }: Pick<ReinitPorts, 'servers'>,
  members: readonly Addressed[],
): Promise<ReadonlyMap<string, ServerActivity>> {
  return askEach(members, async (address) => {
    const answer = await servers.readActivity(address, ACTIVITY_MS);
    return answer.ok ? answer.activity : null;
  });
}

interface Addressed {
  readonly name: string;
  readonly host: string | null;
  readonly port: number | null;
}

/** All at once and nobody twice; who has nothing to say is left out. */
async function askEach<T>(
  members: readonly Addressed[],
  ask: (address: SqlAddress) => Promise<T | null>,
): Promise<ReadonlyMap<string, T>> {
  const once = new Map(members.map((member) => [member.name, member]));
  const asked = await Promise.all(
    [...once.values()].map(async ({ name, host, port }) => {
      const answer = host === null || port === null ? null : await ask({ host, port });
      return answer === null ? [] : [[name, answer] as const];
    }),
  );
  return new Map(asked.flat());
}
