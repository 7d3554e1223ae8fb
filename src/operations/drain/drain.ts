import {
  missingToReturn,
  returning,
  type Statuses,
  tagsLeft,
} from '../../cluster/drain/missing-to-return.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import type { Problem } from '../../errors.js';
import { gatherEvidence } from '../change-leader/gather-evidence.js';
import { readPauseWarnings } from '../pause/pause-warnings.js';
import { concludeDrain, missingReports } from './conclude-drain.js';
import { rejoinBalancers, warnOfDrained } from './drain-balancers.js';
import { drainMember } from './drain-member.js';
import type { DrainFinding, DrainReport, TellDrain } from './drain-report.js';
import { DEADLINE_MS, type DrainPorts, type DrainRequest } from './drain-request.js';
import { type FoundMember, findMember } from './find-member.js';
import { followMissing } from './follow-missing.js';
import { DONE, judgeDrain } from './judge-drain.js';

/** Prepares a member for work, or waits until it is back. Beside a switchover nothing is written: tags cannot be set from outside. */
export async function drain(ports: DrainPorts, request: DrainRequest, tell: TellDrain): Promise<DrainReport> {
  const found = await findMember(ports.dcs, request);
  const { scope } = found.reading;
  const noted = await readPauseWarnings(ports, scope, [found.reading]);
  const work = request.undo ? returnMember : drainMember;
  return work(ports, request, found, noted, tell);
}

/** Waits until the tags of the drain are gone, the member streams again, and the sync set is whole. */
async function returnMember(
  ports: DrainPorts,
  { keep, dryRun, deadlineMs, haproxy }: DrainRequest,
  { name, reading }: FoundMember,
  noted: readonly Problem[],
  tell: TellDrain,
): Promise<DrainReport> {
  const { scope, group, cluster } = reading;
  const at = ports.clock.now().toISOString();
  const evidence = await gatherEvidence(ports, scope, cluster);
  const statuses: Statuses = new Map(
    evidence.members.map(({ member, agent }) => [member.name, agent.answered ? agent.status : null]),
  );
  const subject = returning(cluster, name, keep);
  const member = cluster.members.find((each) => each.name === name);
  const finding: DrainFinding = {
    verb: 'undo',
    scope,
    group,
    member: name,
    tags: member === undefined ? [] : tagsLeft(member, keep),
    kept: keep,
    rest: null,
    syncWanted: null,
  };
  const warnings = [...reading.warnings, ...noted];
  const look = (seen: Cluster, heard: Statuses) => missingToReturn(seen, subject, heard);
  const missing = look(cluster, statuses);
  const known = { finding, dryRun, at, warnings, cluster, missing };
  tell({ kind: 'finding', finding, refused: false, missing: missingReports(missing), warnings });
  if (dryRun) return concludeDrain(known, DONE);
  ports.interruption.watch();
  const asks = (seen: Cluster) => [name, ...(seen.leader === null ? [] : [seen.leader.name])];
  const awaited = { look, asks, deadlineMs: deadlineMs ?? DEADLINE_MS };
  const followed = await followMissing(ports, reading, statuses, awaited, tell);
  const verdict = judgeDrain(finding, followed, false);
  if (haproxy === null || verdict.outcome !== 'done') {
    const left = haproxy === null ? await warnOfDrained(ports, reading, name) : [];
    return concludeDrain({ ...known, ...followed, warnings: [...warnings, ...left] }, verdict);
  }
  const balanced = await rejoinBalancers(ports, haproxy, reading, name);
  return concludeDrain({ ...known, ...followed, ...balanced.told(warnings) }, balanced.judge(verdict));
}
