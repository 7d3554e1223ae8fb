import type { Cluster } from '../../cluster/cluster.js';
import type { ChangePlan } from '../../cluster/leader-change/change-request.js';
import { Failure } from '../../errors.js';
import type { ClusterPlace } from '../dcs-ports.js';
import type { ChangeLeaderRequest, ChangePorts } from './change-request.js';
import { commandLine } from './command-line.js';
import type { SettledChange } from './settle-change.js';

/** A candidate that may lack acknowledged commits needs a word of its own, not only `--yes`. */
export function demandDataLoss(
  { candidate, verdicts, mayLoseCommits }: ChangePlan,
  { allowsDataLoss, kind }: SettledChange['request'],
  place: ClusterPlace,
): void {
  if (!mayLoseCommits || allowsDataLoss) return;
  const verdict = verdicts.find(({ member }) => member === candidate);
  const why =
    verdict?.reasons.find(({ severity }) => severity === 'endangers')?.sentence ?? 'it may lack commits';
  const message = `${candidate}: ${why}; nobody can be asked whether that is acceptable`;
  throw new Failure('usage', 'may-lose-commits', message, {
    subject: '--allow-data-loss',
    next: commandLine({ ...place, kind, candidate, scheduled: null }, { yes: true, 'allow-data-loss': true }),
  });
}

/** patronictl's closing question, and before it the one about commits that the candidate may lack. */
export async function confirmChange(
  { questions }: Pick<ChangePorts, 'questions'>,
  cluster: Cluster,
  { request, schedule }: SettledChange,
  { mayLoseCommits }: ChangePlan,
  { allowsDataLoss }: ChangeLeaderRequest,
): Promise<void> {
  const { kind, scope, candidate } = request;
  if (mayLoseCommits && !allowsDataLoss) {
    const question = `Are you sure you want to failover to the asynchronous node ${candidate}?`;
    if (!(await questions.confirm(question, '--allow-data-loss'))) throw aborted(`Aborting ${kind}`);
  }
  const demoting = cluster.leader === null ? '' : `, demoting current leader ${cluster.leader.name}`;
  const what =
    schedule === null
      ? `${kind} cluster ${scope}`
      : `schedule switchover of cluster ${scope} at ${schedule.iso}`;
  const isSure = await questions.confirm(`Are you sure you want to ${what}${demoting}?`, '--yes');
  if (!isSure) throw aborted(schedule === null ? `Aborting ${kind}` : 'Aborting scheduled switchover');
}

function aborted(message: string): Failure {
  return new Failure('cancelled', 'cancelled', message);
}
