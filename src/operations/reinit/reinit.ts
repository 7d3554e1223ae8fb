import { clusterIn, sharedPlace } from '../../cluster/model/cluster.js';
import { OVERRIDABLE } from '../../cluster/reinit/plan-reinit.js';
import { Failure, type Outcome, type Problem } from '../../errors.js';
import { ctl, type Hint, hint } from '../../formats/hint.js';
import { combinedOutcome, problemOf } from '../maintenance/order-outcome.js';
import {
  confirmMembers,
  demandAnswers,
  type SelectedMembers,
  selectMembers,
} from '../maintenance/select-members.js';
import { readPauseWarnings } from '../pause/pause-warnings.js';
import { concludeUnfollowed, nextFor } from './conclude-member.js';
import { followAll } from './follow-all.js';
import { type PlannedPlace, planPlaces } from './plan-places.js';
import type { PlacedPlan, ReinitializedMember, ReinitReport, TellReinit } from './reinit-report.js';
import { type ReinitializeRequest, type ReinitPorts, reinitCommand } from './reinit-request.js';
import { type AskedReinit, sendReinit } from './send-reinit.js';

/** Has members deleted and copied anew: looks, asks, refuses or sends one request to each, and follows them to their proved end. */
export async function reinitialize(
  ports: ReinitPorts,
  request: ReinitializeRequest,
  tell: TellReinit,
): Promise<ReinitReport> {
  const selected = await chooseMembers(ports, request, tell);
  const { scope } = selected;
  const at = ports.clock.now().toISOString();
  const places = await planPlaces(ports, scope, selected.members, request);
  for (const { plan, group } of places) {
    const { warnings, ...planned } = plan;
    tell({ kind: 'plan', scope, plan: { ...planned, group }, warnings });
  }
  const base = {
    scope,
    dryRun: request.dryRun,
    fromLeader: request.fromLeader,
    wait: request.wait,
    at,
    plans: places.map(placedPlan),
    warnings: [
      ...selected.warnings,
      ...(await readPauseWarnings(ports, scope, selected.members)),
      ...places.flatMap(({ plan }) => plan.warnings),
    ],
  };
  const refusals = places.flatMap((place) => refusalsOf(place, request));
  const [first] = refusals;
  if (first !== undefined)
    return { ...base, outcome: 'refused', code: first.code, errors: refusals, members: [] };
  if (request.dryRun) return { ...base, outcome: 'done', code: null, errors: [], members: [] };
  await confirmMembers(ports, request, selected.members);
  await demandSameLeaders(ports, scope, places);
  const asked: AskedReinit[] = [];
  for (const each of selected.members) {
    const answer = await sendReinit(ports, scope, each, request);
    tell({ kind: 'answer', member: answer.outcome });
    asked.push(answer);
  }
  const members = request.wait
    ? await followAll(ports, scope, places, asked, request, tell)
    : asked.map((each) => concludeUnfollowed(each, ports.clock.monotonicMs()));
  return { ...base, ...verdictOf(scope, members, asked), members };
}

function refusalsOf({ refusals, targets }: PlannedPlace, request: ReinitializeRequest): Problem[] {
  const names = targets.map(({ member }) => member.name);
  const override = reinitCommand(request, names, { 'allow-data-loss': true });
  // It overrides all of them.
  const last = refusals.findLast(({ code }) => OVERRIDABLE.includes(code));
  return refusals.map((refusal) => (refusal === last ? { ...refusal, next: override } : refusal));
}

function placedPlan({ plan, group }: PlannedPlace): PlacedPlan {
  const { warnings: _, ...planned } = plan;
  return { ...planned, group };
}

/** The state that was decided on must still be the state. */
async function demandSameLeaders(
  { dcs }: ReinitPorts,
  scope: string,
  places: readonly PlannedPlace[],
): Promise<void> {
  const { formation } = await dcs.readScope(scope);
  const isSame = places.every(({ group, cluster }) => {
    return clusterIn(formation, group)?.leader?.name === cluster.leader?.name;
  });
  if (isSame) return;
  const message = 'the leader has changed meanwhile; nothing was sent.';
  const next = hint`look again with ${ctl('list', sharedPlace(scope, places))}, then decide`;
  throw new Failure('conflict', 'state-changed', message, { subject: scope, next });
}

function verdictOf(
  scope: string,
  members: readonly ReinitializedMember[],
  asked: readonly AskedReinit[],
): { readonly outcome: Outcome; readonly code: string | null; readonly errors: readonly Problem[] } {
  const failed = members.filter(({ outcome }) => !['done', 'accepted'].includes(outcome));
  const nextOf = (each: ReinitializedMember): Hint | null =>
    asked.find(({ selected }) => selected.member.name === each.member)?.next ??
    nextFor({ scope, group: each.group }, each);
  return {
    outcome: combinedOutcome(members.map(({ outcome }) => outcome)),
    code: failed[0]?.code ?? null,
    errors: failed.map((each) => problemOf(each, nextOf(each))),
  };
}

/** The members that are meant: those that were named, else the one that is asked for. Never all because none was named. */
async function chooseMembers(
  ports: ReinitPorts,
  request: ReinitializeRequest,
  tell: TellReinit,
): Promise<SelectedMembers> {
  const { names, unattended, dryRun } = request;
  if (names.length === 0 && (unattended || dryRun || !(await ports.questions.canAsk()))) {
    throw noMember(request, 'no member was named, and nobody can be asked');
  }
  await demandAnswers(ports, request);
  const selected = await selectMembers(ports, request, tell);
  if (names.length > 0) return selected;
  const replicas = selected.members.map(({ member }) => member.name);
  const answer = await ports.questions.askChoice({
    question: `Which member do you want to ${request.action} [${replicas.join(', ')}]?`,
    title: `Which member do you want to ${request.action}?`,
    standard: '',
    option: 'MEMBER',
    choices: selected.members.map(({ member: { name, state } }) => {
      return { value: name, remark: state ?? '', disabled: null };
    }),
  });
  if (answer === '') throw noMember(request, 'no member was named');
  return selectMembers(ports, { ...request, names: [answer] }, () => {});
}

function noMember(request: ReinitializeRequest, message: string): Failure {
  const next = reinitCommand(request, ['MEMBER']);
  return new Failure('usage', 'no-member', message, { subject: 'MEMBER', next });
}
