import type { ChangeEvidence, ChangeRequest } from '../../cluster/change-leader/change-request.js';
import { judgeEach } from '../../cluster/change-leader/judge-candidate.js';
import { planChange } from '../../cluster/change-leader/plan-change.js';
import { possibleCandidates } from '../../cluster/change-leader/refusals.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import type { Choice } from '../ports/operator-ports.js';
import type { ChangeLeaderRequest } from './change-request.js';
import { isAttended } from './demand-answers.js';
import type { Asking } from './settle-change.js';

/** Who is to lead; null if any may win. On a terminal everybody is shown with what the rules say. */
export async function settleCandidate({ ports, typed, place, evidence }: Asking): Promise<string | null> {
  if (typed.candidate !== null || !isAttended(typed)) return typed.candidate;
  const gathered = await evidence;
  const names = possibleCandidates(gathered.cluster);
  const title =
    typed.kind === 'switchover' ? 'Candidate' : 'Candidate (whoever is chosen becomes the leader)';
  const answer = await ports.questions.askChoice({
    question: `Candidate [${names.map((name) => `'${name}'`).join(', ')}]`,
    title,
    standard: '',
    option: '--candidate',
    choices: choicesOf(typed, place, gathered),
  });
  return answer === '' ? null : answer;
}

function choicesOf(typed: ChangeLeaderRequest, place: ClusterPlace, evidence: ChangeEvidence): Choice[] {
  const { kind } = typed;
  const anyone: ChangeRequest = {
    kind,
    ...place,
    leader: kind === 'switchover' ? (evidence.cluster.leader?.name ?? null) : null,
    candidate: null,
    scheduledAt: null,
    replacesSchedule: true,
    allowsDataLoss: true,
  };
  const { plan } = planChange(anyone, evidence);
  const any: Choice[] =
    kind === 'failover' ? [] : [{ value: '', remark: plan.whyWinner ?? 'the healthiest', disabled: null }];
  // At the time of a schedule things may look better.
  const isNow = (typed.scheduled ?? 'now') === 'now';
  const named = judgeEach(kind, evidence).map(({ member, eligible, reasons }): Choice => {
    const [first] = reasons;
    const remark = first === undefined ? 'eligible' : `${first.code}: ${first.sentence}`;
    return { value: member, remark, disabled: eligible || !isNow ? null : remark };
  });
  return [...any, ...named];
}
