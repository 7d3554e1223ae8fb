import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { AgentReply } from '../ports/agent-order.js';
import type { AskedMember } from '../ports/ports.js';
import { type ClusterReading, readCluster } from '../reading/read-cluster.js';
import type { PlannedRole } from './plan-role.js';
import { roleCommand } from './role-command.js';

/** Sends the request, once. It never rejects: what went wrong is a reply, too. */
export async function sendRole(
  { ports, change }: PlannedRole,
  agent: AskedMember,
  timeoutMs: number,
): Promise<AgentReply> {
  const patch = { standby_cluster: change.section };
  try {
    return await ports.orders.send(agent, { verb: 'patch-config', patch }, timeoutMs);
  } catch (thrown) {
    if (thrown instanceof Failure) return { kind: 'not-sent', problem: thrown.problem };
    const message = `unexpected: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
    const next = hint`run again with --debug and report what it prints`;
    return { kind: 'doubtful', problem: { code: 'bug', message, subject: null, next } };
  }
}

/** The state that was decided on must still be the state. */
export async function readUnchanged({ ports, request, reading }: PlannedRole): Promise<ClusterReading> {
  const { scope, group, cluster: before } = reading;
  const now = await readCluster(ports.dcs, { scope, group, command: request.command });
  const isSame =
    now.cluster.leader?.revision === before.leader?.revision &&
    now.cluster.config?.revision === before.config?.revision;
  if (isSame) return now;
  const message = 'the leader or the configuration has changed meanwhile; nothing was written.';
  throw new Failure('conflict', 'state-changed', message, {
    subject: scope,
    next: roleCommand(request, reading),
  });
}
