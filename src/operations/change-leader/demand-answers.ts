import { Failure } from '../../errors.js';
import type { ChangeLeaderRequest, ChangePorts } from './change-request.js';
import { commandLine } from './command-line.js';

/** Whether there is anybody who answers questions. */
export function isAttended({ unattended, dryRun }: ChangeLeaderRequest): boolean {
  return !unattended && !dryRun;
}

/** Nobody is asked half of the questions. */
export async function demandAnswers(
  { questions }: Pick<ChangePorts, 'questions'>,
  typed: ChangeLeaderRequest,
): Promise<void> {
  if (!isAttended(typed) || (await questions.canAsk())) return;
  const { kind, group, scheduled } = typed;
  const needsName = kind === 'failover' && typed.candidate === null;
  const options = needsName ? '--candidate MEMBER --yes' : '--yes';
  const message = `nobody can be asked, because standard input is at its end; give ${options}`;
  const candidate = needsName ? 'MEMBER' : typed.candidate;
  throw new Failure('usage', 'no-answer', message, {
    subject: '--yes',
    next: commandLine(
      { kind, scope: typed.scope, group, candidate, scheduled, typed: typed.typed },
      { yes: true },
    ),
  });
}
