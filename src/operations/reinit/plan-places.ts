import type { Cluster } from '../../cluster/cluster.js';
import { cloneSources } from '../../cluster/reinit/clone-sources.js';
import { planReinit } from '../../cluster/reinit/plan-reinit.js';
import type { ReinitPlan, ReinitWarning } from '../../cluster/reinit/reinit-plan.js';
import type { ServerActivity } from '../../cluster/server-activity.js';
import { gatherEvidence } from '../change-leader/gather-evidence.js';
import type { SelectedMember } from '../maintenance/select-members.js';
import type { ReinitializeRequest, ReinitPorts } from './reinit-request.js';

/** The members of one cluster, or Citus group, and what is planned for them. */
export interface PlannedPlace {
  readonly group: number | null;
  readonly cluster: Cluster;
  readonly targets: readonly SelectedMember[];
  readonly plan: ReinitPlan;
  readonly refusal: ReinitWarning | null;
}

const ACTIVITY_MS = 1000;

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
  const sources = names.flatMap((name) => cloneSources(cluster, name, fromLeader));
  const [evidence, activities] = await Promise.all([
    gatherEvidence(ports, scope, cluster),
    readActivities(ports, sources),
  ]);
  const { plan, refusal } = planReinit(
    { scope, targets: names, fromLeader, allowsDataLoss },
    { ...evidence, activities },
  );
  return { group: targets[0]?.group ?? null, cluster, targets, plan, refusal };
}

/** Of members whose PostgreSQL tells. */
export async function readActivities(
  { servers }: Pick<ReinitPorts, 'servers'>,
  members: readonly { readonly name: string; readonly host: string | null; readonly port: number | null }[],
): Promise<ReadonlyMap<string, ServerActivity>> {
  const once = new Map(members.map((member) => [member.name, member]));
  const read = await Promise.all(
    [...once.values()].map(async ({ name, host, port }) => {
      const answer =
        host === null || port === null ? null : await servers.readActivity({ host, port }, ACTIVITY_MS);
      return answer?.ok ? [[name, answer.activity] as const] : [];
    }),
  );
  return new Map(read.flat());
}
