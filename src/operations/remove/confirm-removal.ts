import { Failure } from '../../errors.js';
import type { Questions } from '../ports/operator-ports.js';
import { again, type TypedWords } from '../typed-words.js';

const AWARE = 'Yes I am aware';

interface ConfirmRequest {
  /** The name once more. */
  readonly confirm: string | null;
  readonly group: number | null;
  readonly dryRun: boolean;
  readonly typed: TypedWords;
}

/** Without `--confirm` somebody has to be there. */
export async function demandConfirmation(
  questions: Questions,
  scope: string,
  { confirm, group, dryRun, typed }: ConfirmRequest,
): Promise<void> {
  if (confirm !== null && confirm !== scope) throw mismatch('Cluster names specified do not match');
  if (confirm !== null || dryRun || (await questions.canAsk())) return;
  const message = `nobody can be asked, because standard input is at its end; give --confirm ${scope}`;
  throw new Failure('usage', 'no-answer', message, {
    subject: '--confirm',
    next: again('remove', { scope, group }, typed, { confirm: scope }),
  });
}

/** patronictl's three questions (ctl.py, remove); the third one only while somebody leads. */
export async function askConfirmation(
  questions: Questions,
  scope: string,
  leader: string | null,
): Promise<void> {
  const ask = (question: string): Promise<string> =>
    questions.askText({ question, standard: null, option: '--confirm' });
  if ((await ask('Please confirm the cluster name to remove')) !== scope)
    throw mismatch('Cluster names specified do not match');
  const all = `You are about to remove all information in DCS for ${scope}, please type: "${AWARE}"`;
  if ((await ask(all)) !== AWARE) throw mismatch(`You did not exactly type "${AWARE}"`);
  if (leader === null) return;
  const healthy = 'This cluster currently is healthy. Please specify the leader name to continue';
  if ((await ask(healthy)) !== leader) {
    throw mismatch('You did not specify the current leader of the cluster');
  }
}

function mismatch(message: string): Failure {
  return new Failure('refused', 'not-confirmed', message);
}
