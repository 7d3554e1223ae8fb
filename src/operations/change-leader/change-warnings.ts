import type { ChangeEvidence, ChangeKind, ChangePlan } from '../../cluster/change-leader/change-request.js';
import { warnOfSilentLeader } from '../../cluster/change-leader/what-cannot-work.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import { isStandbyCluster } from '../../cluster/model/dynamic-config.js';
import type { Problem } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { ChangeLeaderRequest, ProbedRoute } from './change-request.js';
import type { SettledChange } from './settle-change.js';

/** Null if nothing is to be probed: nobody waits for the end, or nobody writes to a standby cluster. */
export function routesToProbe(
  { routes, wait }: ChangeLeaderRequest,
  { schedule }: SettledChange,
  { config }: Cluster,
): readonly ProbedRoute[] | null {
  return schedule !== null || wait === 'none' || isStandbyCluster(config) ? null : routes;
}

/** What concerns the whole change, by the rules and by how it is going to be measured. */
export function changeWarnings(
  { warnings }: ChangePlan,
  evidence: ChangeEvidence,
  kind: ChangeKind,
  routes: readonly ProbedRoute[] | null,
): Problem[] {
  const silent = kind === 'failover' ? warnOfSilentLeader(evidence) : null;
  return [
    ...warnings,
    ...(silent === null ? [] : [silent]),
    ...(routes === null ? [] : probeInSlots(evidence)),
  ];
}

/** Whoever decodes the WAL of the leader gets the messages of the probe. */
function probeInSlots({ cluster, members }: ChangeEvidence): Problem[] {
  const leader = members.find(({ member }) => member.name === cluster.leader?.name);
  const names = (leader?.facts?.logicalSlots ?? []).filter(({ active }) => active).map(({ name }) => name);
  if (names.length === 0) return [];
  const slots = `logical ${names.length === 1 ? 'slot' : 'slots'} ${names.join(', ')}`;
  const message = `the write probe shows in ${slots} as messages with the prefix ctl`;
  return [
    { code: 'probe-in-logical-slots', message, subject: leader?.member.name ?? null, next: hint`--no-probe` },
  ];
}
