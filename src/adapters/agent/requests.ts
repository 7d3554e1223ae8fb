import type { MemberStatus } from '../../cluster/model/member-status.js';
import type { JsonObject } from '../../formats/json.js';
import type { AgentOrder, RestartOrder } from '../../operations/ports/agent-order.js';
import { decodeStatus } from './responses.js';

/** A request to an agent as a value; `Transport` sends them all. */
export interface RequestLine {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: JsonObject;
}

/** A request that reads, with the meaning of its answer. */
export interface AgentRequest<T> extends RequestLine {
  /** The statuses of an answer that `decode` understands. */
  readonly accepted: readonly number[];
  /** Null if no agent answers like this. */
  decode(body: string): T | null;
}

/** Needs no login; the status is 200 in any state of the member. */
export const READ_STATUS: AgentRequest<MemberStatus> = {
  method: 'GET',
  path: '/patroni',
  accepted: [200],
  decode: decodeStatus,
};

/** The words of Patroni's REST API: `candidate` is what the key `failover` calls `member`. */
export function requestFor(order: AgentOrder): RequestLine {
  switch (order.verb) {
    case 'switchover': {
      const { leader, candidate, scheduledAt } = order;
      const body = { leader, candidate, ...given({ scheduled_at: scheduledAt }) };
      return { method: 'POST', path: '/switchover', body };
    }
    case 'failover':
      return { method: 'POST', path: '/failover', body: { candidate: order.candidate } };
    case 'cancel-switchover':
      return { method: 'DELETE', path: '/switchover' };
    case 'restart':
      return { method: 'POST', path: '/restart', body: restartBody(order) };
    case 'cancel-restart':
      return { method: 'DELETE', path: '/restart' };
    case 'reload':
      return { method: 'POST', path: '/reload' };
    case 'reinitialize': {
      const { force, fromLeader } = order;
      return { method: 'POST', path: '/reinitialize', body: { force, from_leader: fromLeader } };
    }
    case 'patch-config':
      return { method: 'PATCH', path: '/config', body: order.patch };
  }
}

/** That `restart_pending` is there counts, whatever its value. */
function restartBody({ schedule, postgresVersion, onlyPending, timeout }: RestartOrder): JsonObject {
  const pending = onlyPending ? { restart_pending: true } : {};
  return { ...pending, ...given({ schedule, postgres_version: postgresVersion, timeout }) };
}

function given(fields: Readonly<Record<string, string | null>>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
