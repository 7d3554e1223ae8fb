import type { Tell } from './change-event.js';
import type { ChangeReport } from './change-report.js';
import type { ChangeLeaderRequest, ChangePorts } from './change-request.js';
import { concludeChange } from './conclude-change.js';
import { concludeUnsent } from './conclude-unsent.js';
import { decideChange } from './decide-change.js';
import { followRequest } from './follow-request.js';
import { prepareRequest } from './prepare-request.js';
import { tellLoss } from './tell-loss.js';
import { unlessInterrupted } from './unless-interrupted.js';

/** Switchover or failover: looks, asks, refuses or sends one request, and follows it to its proved end. */
export async function changeLeader(
  ports: ChangePorts,
  typed: ChangeLeaderRequest,
  tell: Tell,
): Promise<ChangeReport> {
  const { interruption } = ports;
  interruption.watch();
  const decided = await unlessInterrupted(interruption, decideChange(ports, typed, tell));
  const { planned } = decided;
  if (decided.way === null) return concludeUnsent(planned, decided.failure);
  const prepared = await prepareRequest(planned, decided.way, tell);
  if ('failure' in prepared) return concludeUnsent(planned, prepared.failure);
  const sent = await followRequest(planned, prepared, tell);
  return concludeChange(planned, sent, await tellLoss(planned, sent));
}
