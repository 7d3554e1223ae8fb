import { divergedWords } from '../../cluster/divergence/describe-divergence.js';
import { isDiverged } from '../../cluster/divergence/divergence.js';
import { divergenceAmong } from '../../cluster/divergence/judge-divergence.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import type { RestartEvidence } from '../../cluster/restart/restart-plan.js';
import { startedBefore, startMs } from '../../cluster/restart/start-time.js';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { SelectedMember } from '../maintenance/select-members.js';
import type { RestartRequest } from './restart-request.js';
import { demandVersion, startedBeforeOf } from './settle-typed.js';
import type { SurveyedPlace } from './survey.js';

/** Of the members that are meant those that this moment leaves: by `--pending`, `--started-before`, `--pg-version` and `--any`. */
export function chooseNow(
  selected: readonly SelectedMember[],
  places: readonly SurveyedPlace[],
  request: RestartRequest,
  now: Date,
): SelectedMember[] {
  const { pending, postgresVersion, rolling, any } = request;
  const moment = startedBeforeOf(request, now);
  const limit = postgresVersion === null ? null : demandVersion(postgresVersion);
  const evidence = (each: SelectedMember): RestartEvidence | undefined => evidenceOf(places, each);
  const fitting = selected.filter((each) => {
    const { status, member } = evidence(each) ?? { status: null, member: each.member };
    const isPending = status?.pendingRestart ?? member.pendingRestart;
    if (pending && !isPending) return false;
    if (moment !== null && !isPending && !startedBefore(status?.startedAt ?? null, moment)) return false;
    // Otherwise the agent itself says no, as to patronictl.
    const isNewer = limit !== null && (status?.serverVersion ?? 0) >= limit;
    return rolling === null || !isNewer;
  });
  return any ? oneOf(fitting, places) : fitting;
}

/** A replica if there is one, the one that has run longest; never one that has diverged, nor the leader in its place. */
function oneOf(fitting: readonly SelectedMember[], places: readonly SurveyedPlace[]): SelectedMember[] {
  const diverged = fitting.flatMap((each) => divergenceIn(places, each) ?? []);
  const sound = fitting.filter((each) => divergenceIn(places, each) === null);
  const isOnlyLeader = sound.every(({ cluster, member }) => isLeader(cluster, member.name));
  const [first] = diverged;
  if (first !== undefined && isOnlyLeader) {
    const { member, divergence } = first;
    const what = `${member} ${divergedWords(divergence)}, and no other replica is left to choose`;
    throw new Failure('refused', divergence.verdict, `${what}. Nothing was restarted.`, {
      subject: member,
      next: hint`name the member that is to be restarted`,
    });
  }
  const rankOf = (each: SelectedMember): number => rank(each, evidenceOf(places, each));
  return sound.toSorted((a, b) => rankOf(a) - rankOf(b)).slice(0, 1);
}

/** Null if it has not diverged. */
function divergenceIn(places: readonly SurveyedPlace[], { group, member: { name } }: SelectedMember) {
  const place = places.find((each) => each.place.group === group);
  const divergence = place === undefined ? null : divergenceAmong(place.cluster, place.evidence, name);
  return divergence !== null && isDiverged(divergence) ? { member: name, divergence } : null;
}

/** By the time for which it has run, leaders last. */
function rank({ cluster, member }: SelectedMember, evidence: RestartEvidence | undefined): number {
  const started = startMs(evidence?.status?.startedAt ?? null) ?? 0;
  return isLeader(cluster, member.name) ? started + Number.MAX_SAFE_INTEGER / 2 : started;
}

function isLeader({ leader }: Cluster, name: string): boolean {
  return leader?.name === name;
}

function evidenceOf(
  places: readonly SurveyedPlace[],
  { group, member }: SelectedMember,
): RestartEvidence | undefined {
  const place = places.find((each) => each.place.group === group);
  return place?.evidence.find((each) => each.member.name === member.name);
}
