import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { ClusterReading } from '../reading/read-cluster.js';
import type { ChangeLeaderRequest, ChangePorts } from './change-request.js';
import { commandLine } from './command-line.js';
import { isAttended } from './demand-answers.js';

/** The group of a Citus cluster, in patronictl's words. */
export async function askGroup(
  { questions }: Pick<ChangePorts, 'questions'>,
  typed: ChangeLeaderRequest,
  groups: readonly ClusterReading[],
): Promise<number> {
  const { kind, candidate, scheduled } = typed;
  const [first] = groups;
  const scope = typed.scope ?? first?.scope ?? '';
  const numbers = groups.map(({ group }) => group);
  const missing = (message: string): Failure =>
    new Failure('usage', 'no-group', message, {
      subject: '--group',
      next: hint`${commandLine({ kind, scope, group: null, candidate, scheduled, typed: typed.typed }, { group: 'N' })}, N of ${numbers.join(', ')}`,
    });
  if (!isAttended(typed)) throw missing('For Citus clusters the --group must me specified');
  const answer = await questions.askText({ question: 'Citus group', standard: '', option: '--group' });
  if (!/^\d+$/.test(answer)) throw missing(`"${answer}" is not the number of a Citus group`);
  return Number(answer);
}
