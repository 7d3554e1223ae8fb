import { EVEN_IF_UNREACHABLE } from '../../cluster/cluster-role/judge-remotes.js';
import { ROLE_WORDS } from '../../cluster/cluster-role/role-change.js';
import { Failure } from '../../errors.js';
import type { ClusterRolePorts, ClusterRoleRequest } from './cluster-role-request.js';
import type { PlannedRole } from './plan-role.js';
import { roleCommand } from './role-command.js';

/** Nobody is asked half of the questions: without anybody who answers it ends before any work. */
export async function demandAnswers(
  { questions }: Pick<ClusterRolePorts, 'questions'>,
  request: ClusterRoleRequest,
): Promise<void> {
  if (request.unattended || request.dryRun || (await questions.canAsk())) return;
  const message = 'nobody can be asked, because standard input is at its end; give --yes';
  const place = { scope: request.scope ?? 'CLUSTER', group: request.group };
  throw new Failure('usage', 'no-answer', message, {
    subject: '--yes',
    next: roleCommand(request, place, { yes: true }),
  });
}

/** patronictl's question, and before it the one about another side that cannot be looked at; `--yes` does not answer that one. */
export async function confirmRole({ ports, request, reading, change, verdict }: PlannedRole): Promise<void> {
  const { questions } = ports;
  const { verb, noun } = ROLE_WORDS[change.verb];
  const aborted = () => new Failure('cancelled', 'cancelled', `Aborted cluster ${noun}`);
  const unseen = verdict.unseen.join(', ');
  if (unseen !== '' && !request.evenIfUnreachable) {
    const doubt = change.section === null ? 'may still be a primary' : 'may not be there';
    if (request.unattended) {
      const message = `${unseen} cannot be looked at and ${doubt}; nobody can be asked whether to ${verb} ${change.scope} all the same`;
      throw new Failure('usage', 'remote-unreachable', message, {
        subject: EVEN_IF_UNREACHABLE,
        next: roleCommand(request, reading, { yes: true, 'even-if-remote-is-unreachable': true }),
      });
    }
    const question = `${unseen} cannot be looked at and ${doubt}. Do you want to ${verb} ${change.scope} all the same?`;
    if (!(await questions.confirm(question, EVEN_IF_UNREACHABLE))) throw aborted();
  }
  if (request.unattended) return;
  const isSure = await questions.confirm(
    `Are you sure you want to ${verb} ${change.scope} cluster?`,
    '--yes',
  );
  if (!isSure) throw aborted();
}
