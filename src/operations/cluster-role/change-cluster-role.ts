import type { Refusal } from '../../cluster/change-leader/change-request.js';
import { decideRole } from '../../cluster/cluster-role/decide-role.js';
import { Failure } from '../../errors.js';
import { refusalFailure } from '../change-leader/refusal-failure.js';
import { unlessInterrupted } from '../change-leader/unless-interrupted.js';
import { carryOutRole } from './carry-out-role.js';
import { chooseRoleAgent, type RoleAgent } from './choose-role-agent.js';
import type { ClusterRoleReport, TellRole } from './cluster-role-report.js';
import type { ClusterRolePorts, ClusterRoleRequest } from './cluster-role-request.js';
import { concludeUnsent } from './conclude-role.js';
import { confirmRole, demandAnswers } from './confirm-role.js';
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
