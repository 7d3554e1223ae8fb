import { expect, it } from 'vitest';
import { exitCodeOf } from '../../../src/errors.js';
import { outcomeOf } from '../../../src/operations/maintenance/order-outcome.js';
import type { AgentReply } from '../../../src/operations/ports/agent-order.js';
import { answered, denied, doubtful, notSent } from '../../support/fake-orders.js';

const STATUSES = { done: [200], accepted: [202] };

it.each<[AgentReply, number, string | null]>([
  [answered(200, 'done'), 0, null],
  [answered(202, 'reload scheduled'), 0, null],
  // Nobody who says no may be taken for somebody who has done it, and nobody else for somebody who says no.
  [answered(200, ''), 5, 'agent-answer'],
  [answered(201, 'created'), 5, 'agent-answer'],
  [answered(302, ''), 5, 'agent-answer'],
  [answered(404, 'no restarts are scheduled'), 1, 'agent-refused'],
  [answered(409, 'another restart is already scheduled'), 1, 'agent-refused'],
  [answered(412, 'x'), 1, 'agent-refused'],
  [answered(500, ''), 5, 'agent-answer'],
  [answered(501, 'Unsupported method'), 1, 'agent-refused'],
  [answered(502, ''), 5, 'agent-answer'],
  [answered(503, ''), 5, 'agent-answer'],
  [answered(503, 'no'), 5, 'agent-answer'],
  [answered(503, 'I am the leader, can not reinitialize'), 1, 'agent-refused'],
  [answered(504, ''), 5, 'agent-answer'],
  [denied('pg1'), 4, 'agent-auth'],
  [notSent('pg1'), 4, 'agent-unreachable'],
  [doubtful('pg1'), 5, 'agent-reply-lost'],
])('an order that is answered by %j ends with %i', (reply, exit, code) => {
  const outcome = outcomeOf('pg1', reply, STATUSES);
  expect([exitCodeOf(outcome.outcome), outcome.code]).toEqual([exit, code]);
});

it('an answer that is no agent’s is told as such', () => {
  expect(outcomeOf('pg1', answered(302, ''), STATUSES).text).toBe(
    'not in the words of an agent; whether it was done is not known',
  );
});
