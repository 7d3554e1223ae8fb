import type { Refusal } from '../../cluster/change-leader/change-request.js';
import { decideRole } from '../../cluster/cluster-role/decide-role.js';
import { EVEN_IF_UNREACHABLE } from '../../cluster/cluster-role/judge-remotes.js';
import { ROLE_WORDS } from '../../cluster/cluster-role/role-change.js';
import { Failure } from '../../errors.js';
import { refusalFailure } from '../change-leader/changed-meanwhile.js';
import { unlessInterrupted } from '../change-leader/unless-interrupted.js';
import { carryOutRole } from './carry-out-role.js';
import { chooseRoleAgent, type RoleAgent } from './choose-role-agent.js';
import type { ClusterRoleReport, TellRole } from './cluster-role-report.js';
import { type ClusterRolePorts, type ClusterRoleRequest, roleCommand } from './cluster-role-request.js';
import { concludeUnsent } from './conclude-role.js';
import { type PlannedRole, planRole, sectionOf } from './plan-role.js';
import { readRolePlace } from './read-place.js';

/** Demotes a cluster to a standby cluster, or promotes one: looks at both sides, asks, sends one request, follows it to its end. */
export async function changeClusterRole(
  ports: ClusterRolePorts,
  request: ClusterRoleRequest,
  tell: TellRole,
): Promise<ClusterRoleReport> {
  const { interruption } = ports;
  interruption.watch();
  const planned = await unlessInterrupted(interruption, drawPlan(ports, request, tell));
  try {
    const chosen = await unlessInterrupted(interruption, settle(planned));
    const isOver = request.dryRun || planned.decision.kind === 'already';
    if (isOver) return { ...concludeUnsent(planned, null), code: codeOf(planned) };
    return await carryOutRole(planned, chosen, tell);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return concludeUnsent(planned, thrown);
  }
}

async function drawPlan(
  ports: ClusterRolePorts,
  request: ClusterRoleRequest,
  tell: TellRole,
): Promise<PlannedRole> {
  const section = request.source === null ? null : sectionOf(request.source);
  demandSource(section);
  await demandAnswers(ports, request);
  const { reading, shown, warnings } = await readRolePlace(ports, request);
  tell({ kind: 'topology', at: ports.clock.now().toISOString(), clusters: [shown] });
  const { scope, group } = reading;
  const change = { verb: request.command, scope, group, section };
  const decision = decideRole(change, reading.cluster);
  return planRole({ ports, request, reading, change, decision, warnings }, tell);
}

/** patronictl's words; a slot alone is nothing to follow. */
function demandSource(section: ReturnType<typeof sectionOf> | null): void {
  if (section === null || ['host', 'port', 'restore_command'].some((key) => key in section)) return;
  const message = 'At least --host, --port or --restore-command should be specified';
  throw new Failure('usage', 'no-source', message, { subject: '--host' });
}

/** Who is going to be asked; null if nothing is to be sent. Everything that keeps it from being sent is thrown. */
async function settle(planned: PlannedRole): Promise<RoleAgent | null> {
  const { ports, request, reading, decision, verdict } = planned;
  const check = (refusal: Refusal | null): void => {
    if (refusal !== null) throw refusalFailure(refusal);
  };
  check(decision.kind === 'refused' ? decision.refusal : null);
  check(verdict.refusal);
  if (decision.kind !== 'send') return null;
  const chosen = await chooseRoleAgent(ports, reading, reading.cluster, request);
  if (!request.dryRun) await confirmRole(planned);
  return chosen;
}

function codeOf({ decision }: PlannedRole): string | null {
  const { kind } = decision;
  return kind === 'already' ? 'already-so' : kind === 'under-way' ? kind : null;
}

/** Nobody is asked half of the questions: without anybody who answers it ends before any work. */
async function demandAnswers(
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
async function confirmRole({ ports, request, reading, change, verdict }: PlannedRole): Promise<void> {
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
