import { type CommandPlace, ctl, type Hint, shell } from '../../formats/hint.js';
import { formatBytes } from '../../formats/sizes.js';
import { judgeDivergence } from '../divergence/judge-divergence.js';
import type { ObservedMember } from '../evidence/evidence.js';
import type { Remedy } from '../evidence/finding.js';
import { type Cluster, currentTimeline } from '../model/cluster.js';
import { formatLsn, type Lsn } from '../model/lsn.js';
import { isTruthy } from '../model/tags.js';
import { isValueMap } from '../model/value.js';
import type { Repair, RepairFacts, RepairStanding } from './repair.js';

/** What a repair is planned from. */
interface RepairEvidence {
  readonly scope: string;
  readonly group: number | null;
  readonly cluster: Cluster;
  readonly member: ObservedMember;
  /** Code of what was found about it. */
  readonly finding: string;
  /** Null where SQL did not answer. */
  readonly leaderFacts: RepairFacts | null;
  readonly memberFacts: RepairFacts | null;
}

interface RewindVerdict {
  readonly verdict: Repair['rewind'];
  readonly because: readonly string[];
}

/** Why a member does not stream, and the mildest thing that helps. */
export function planRepair(evidence: RepairEvidence): Repair {
  const { cluster, member, leaderFacts, memberFacts } = evidence;
  const status = member.agent?.ok === true ? member.agent.value : null;
  const key = member.key ?? member.trace?.lastKey ?? null;
  const timeline = status?.timeline ?? key?.timeline ?? null;
  const leaderTimeline = currentTimeline(cluster);
  // Patroni, too, measures a replica by what it has replayed (rewind.py, _check_timeline_and_lsn).
  const position =
    memberFacts?.replayPosition ??
    status?.replayPosition ??
    status?.position ??
    key?.replayPosition ??
    key?.position ??
    null;
  const switchPoint = cluster.history.find((entry) => entry.timeline === timeline)?.switchPoint ?? null;
  const place = { timeline, leaderTimeline, switchPoint, position };
  const [standing, sentence] = partedFrom(cluster, member) ?? standingOf(place, cluster.status.position);
  const needed = standing === 'diverged' ? switchPoint : position;
  const walOnLeader = hasWal(leaderFacts, needed);
  const rewind = judgeRewind(standing, walOnLeader, evidence);
  const found = { member: member.name, finding: evidence.finding, ...place, standing, walOnLeader };
  const because = [sentence, ...walSentence(walOnLeader, needed, leaderFacts), ...rewind.because];
  const repair = { ...found, rewind: rewind.verdict, because };
  return { ...repair, steps: repairSteps(evidence, repair) };
}

/** A timeline of the leader's number that began elsewhere: the numbers alone do not show it. */
function partedFrom(
  cluster: Cluster,
  { key, agent, facts }: ObservedMember,
): readonly [RepairStanding, string] | null {
  if (key === null) return null;
  const leader = cluster.members.find(({ name }) => name === cluster.leader?.name);
  const divergence = judgeDivergence(
    cluster,
    { member: key, status: agent?.ok ? agent.value : null, facts: facts?.ok ? facts.value : null },
    leader === undefined ? null : { member: leader, status: null, facts: null },
  );
  const { verdict, forkPoint, timeline, clusterTimeline } = divergence;
  const isTold = forkPoint !== null && timeline !== null && clusterTimeline !== null;
  return verdict === 'diverged' && isTold && timeline >= clusterTimeline
    ? ['diverged', `it ${divergence.seen}`]
    : null;
}

type Place = Pick<Repair, 'timeline' | 'leaderTimeline' | 'switchPoint' | 'position'>;

function standingOf(place: Place, leaderPosition: Lsn | null): readonly [RepairStanding, string] {
  const { timeline, leaderTimeline, switchPoint, position } = place;
  if (timeline === null || leaderTimeline === null || position === null)
    return ['unknown', 'its timeline or its position is not known'];
  const at = `it stands at ${formatLsn(position)} of timeline ${timeline}`;
  if (timeline > leaderTimeline)
    return ['diverged', `${at}, which the leader, on timeline ${leaderTimeline}, has never been on`];
  if (timeline === leaderTimeline) {
    return leaderPosition !== null && position > leaderPosition
      ? ['unknown', `${at}, beyond what is known of the leader (${formatLsn(leaderPosition)})`]
      : ['behind', `${at}, the leader's own`];
  }
  if (switchPoint === null)
    return ['unknown', `${at}; the history does not tell where the leader left that one`];
  const left = `the leader left that one at ${formatLsn(switchPoint)}`;
  return position > switchPoint
    ? ['diverged', `${at}; ${left}, ${formatBytes(position - switchPoint)} before`]
    : ['behind', `${at}; ${left}, so it can follow`];
}

function hasWal(leader: RepairFacts | null, needed: Lsn | null): boolean | null {
  if (needed === null || leader === null || leader.oldestWal === null) return null;
  return leader.oldestWal <= needed;
}

function walSentence(has: boolean | null, needed: Lsn | null, leader: RepairFacts | null): readonly string[] {
  if (needed === null) return [];
  const from = `the WAL from ${formatLsn(needed)}`;
  if (has === null) return [`whether the leader still has ${from} could not be seen`];
  if (has) return [`the leader still has ${from}`];
  return [`the leader no longer has ${from} (its oldest is ${formatLsn(leader?.oldestWal ?? 0)})`];
}

/** What to do, the mildest first; a new copy comes last, and sooner only where nothing else can help. */
function repairSteps(place: CommandPlace, repair: Omit<Repair, 'steps'>): readonly Remedy[] {
  const { member, standing, walOnLeader, rewind } = repair;
  const look = step(`on ${member}: what Patroni says`, shell`journalctl -u patroni -n 50`);
  const copy = step('as the last resort, copy it afresh', ctl('reinit', place, [member]));
  const streams = step('see it stream', ctl('wait', place, [], { for: `streaming=${member}` }));
  if (standing === 'behind') {
    const archive = step('give it the WAL from the archive: restore_command has to find it', null);
    return walOnLeader === false
      ? [archive, streams, copy]
      : [look, step('let it connect anew', ctl('restart', place, [member])), streams, copy];
  }
  if (rewind === 'impossible') return [look, copy, streams];
  const enable = step(
    'let Patroni rewind it',
    ctl('edit-config', place, [], { s: 'postgresql.use_pg_rewind=true' }),
  );
  return [
    look,
    ...(rewind === 'not-enabled' ? [enable] : []),
    step('start it again, then Patroni rewinds it', ctl('restart', place, [member])),
    streams,
    step(
      `on ${member}: a rewind that failed is tried again once Patroni is restarted`,
      shell`systemctl restart patroni`,
    ),
    copy,
  ];
}

function step(sentence: string, command: Hint | null): Remedy {
  return { sentence, command };
}

/**
 * Whether `pg_rewind` can bring a member back: it has to be wanted (`use_pg_rewind`), and wants checksums or `wal_log_hints`,
 * `full_page_writes`, and the WAL since the point at which the two parted.
 */
function judgeRewind(
  standing: RepairStanding,
  walOnLeader: boolean | null,
  { cluster, memberFacts, leaderFacts }: RepairEvidence,
): RewindVerdict {
  if (standing === 'behind') return { verdict: 'not-needed', because: [] };
  const facts = memberFacts ?? leaderFacts;
  const obstacles = [
    ...(facts === null || facts.dataChecksums || facts.walLogHints
      ? []
      : ['there are neither data checksums nor wal_log_hints']),
    ...(facts === null || facts.fullPageWrites ? [] : ['full_page_writes is off']),
    ...(walOnLeader === false ? ['the WAL since they parted is gone'] : []),
  ];
  if (obstacles.length > 0) {
    return { verdict: 'impossible', because: [`pg_rewind cannot help: ${obstacles.join('; ')}`] };
  }
  const section = cluster.config?.values.postgresql;
  const wanted = isValueMap(section) && isTruthy(section.use_pg_rewind) === true;
  const unwanted = wanted ? [] : ['postgresql.use_pg_rewind is not on in the dynamic configuration'];
  if (facts === null || standing === 'unknown' || walOnLeader === null) {
    return {
      verdict: wanted ? 'unknown' : 'not-enabled',
      because: ['whether pg_rewind can help cannot be told from here', ...unwanted],
    };
  }
  const means = facts.dataChecksums ? 'data checksums' : 'wal_log_hints';
  return {
    verdict: wanted ? 'possible' : 'not-enabled',
    because: [`pg_rewind can help: there are ${means}`, ...unwanted],
  };
}
