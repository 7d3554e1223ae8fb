import { bestEligible } from '../../cluster/change-leader/best-candidate.js';
import type {
  CandidateDanger,
  ChangePlan,
  ChangeRequest,
} from '../../cluster/change-leader/change-request.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import type { TypedWords } from '../typed-words.js';
import type { ChangeLeaderRequest, ChangePorts } from './change-request.js';
import { commandLine } from './command-line.js';
import type { SettledChange } from './settle-change.js';

/** A candidate that may lack acknowledged commits needs a word of its own, not only `--yes`. */
export function demandDataLoss(
  { dangers, verdicts }: ChangePlan,
  { request: { allowsDataLoss, kind, candidate }, schedule }: SettledChange,
  place: ClusterPlace,
  typed: TypedWords,
): void {
  if (dangers.length === 0 || allowsDataLoss) return;
  const who = dangers.map(({ member, sentence }) => `${member}: ${sentence}`).join('; ');
  const message = `${who}; nobody can be asked whether that is acceptable`;
  const asked = { ...place, kind, candidate, scheduled: schedule?.iso ?? null, typed };
  const accepting = commandLine(asked, { yes: true, 'allow-data-loss': true });
  const best = candidate === null ? bestEligible(verdicts) : null;
  throw new Failure('usage', 'may-lose-commits', message, {
    subject: '--allow-data-loss',
    next:
      best === null
        ? accepting
        : hint`${commandLine({ ...asked, candidate: best }, { yes: true })}, or ${accepting}`,
  });
}

/** patronictl's closing question, and before it the one about commits that the candidate may lack. */
export async function confirmChange(
  { questions }: Pick<ChangePorts, 'questions'>,
  cluster: Cluster,
  { request, schedule }: SettledChange,
  { dangers }: ChangePlan,
  { allowsDataLoss }: ChangeLeaderRequest,
): Promise<void> {
  const { kind, scope } = request;
  for (const danger of allowsDataLoss ? [] : dangers) {
    const isSure = await questions.confirm(dangerQuestion(kind, danger), '--allow-data-loss');
    if (!isSure) throw aborted(`Aborting ${kind}`);
  }
  const demoting = cluster.leader === null ? '' : `, demoting current leader ${cluster.leader.name}`;
  const what =
    schedule === null
      ? `${kind} cluster ${scope}`
      : `schedule switchover of cluster ${scope} at ${schedule.iso}`;
  const isSure = await questions.confirm(`Are you sure you want to ${what}${demoting}?`, '--yes');
  if (!isSure) throw aborted(schedule === null ? `Aborting ${kind}` : 'Aborting scheduled switchover');
}

/** patronictl's words for a candidate outside the sync set. */
function dangerQuestion(kind: ChangeRequest['kind'], { member, code, loss }: CandidateDanger): string {
  if (loss === null) return `Are you sure you want to failover to the asynchronous node ${member}?`;
  const what = code === 'diverged' ? 'has diverged' : 'may have diverged';
  return `${member} ${what}: ${loss}. Are you sure you want to ${kind} although it may lead?`;
}

function aborted(message: string): Failure {
  return new Failure('cancelled', 'cancelled', message);
}
