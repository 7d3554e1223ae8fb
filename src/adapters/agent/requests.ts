import type { MemberStatus } from '../../cluster/member-status.js';
import type { JsonObject } from '../../formats/json.js';
import { decodeStatus } from './responses.js';

/** A request to an agent as a value; `AgentClient` sends them all. */
export interface AgentRequest<T> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: JsonObject;
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
