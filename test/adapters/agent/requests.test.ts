import { describe, expect, it } from 'vitest';
import { requestFor } from '../../../src/adapters/agent/requests.js';
import type { AgentOrder } from '../../../src/operations/ports/agent-order.js';

const PLAIN_RESTART = { schedule: null, postgresVersion: null, onlyPending: false, timeout: null };

describe('the request of an order', () => {
  it.each<[string, AgentOrder, string, object | undefined]>([
    [
      'a switchover',
      { verb: 'switchover', leader: 'pg1', candidate: 'pg2', scheduledAt: null },
      'POST /switchover',
      { leader: 'pg1', candidate: 'pg2' },
    ],
    [
      'a switchover to whoever is best',
      { verb: 'switchover', leader: 'pg1', candidate: null, scheduledAt: null },
      'POST /switchover',
      { leader: 'pg1', candidate: null },
    ],
    [
      'a scheduled switchover',
      { verb: 'switchover', leader: 'pg1', candidate: 'pg2', scheduledAt: '2030-01-01T10:00:00+01:00' },
      'POST /switchover',
      { leader: 'pg1', candidate: 'pg2', scheduled_at: '2030-01-01T10:00:00+01:00' },
    ],
    ['a failover', { verb: 'failover', candidate: 'pg2' }, 'POST /failover', { candidate: 'pg2' }],
    ['no switchover after all', { verb: 'cancel-switchover' }, 'DELETE /switchover', undefined],
    ['a restart', { verb: 'restart', ...PLAIN_RESTART }, 'POST /restart', {}],
    [
      'a restart with conditions',
      {
        verb: 'restart',
        schedule: '2030-01-01T10:00:00+01:00',
        postgresVersion: '15.2',
        onlyPending: true,
        timeout: '5min',
      },
      'POST /restart',
      {
        schedule: '2030-01-01T10:00:00+01:00',
        postgres_version: '15.2',
        restart_pending: true,
        timeout: '5min',
      },
    ],
    ['no restart after all', { verb: 'cancel-restart' }, 'DELETE /restart', undefined],
    ['a reload', { verb: 'reload' }, 'POST /reload', undefined],
    [
      'a reinitialise',
      { verb: 'reinitialize', force: false, fromLeader: true },
      'POST /reinitialize',
      { force: false, from_leader: true },
    ],
    [
      'a change of the configuration',
      { verb: 'patch-config', patch: { pause: null, ttl: 20 } },
      'PATCH /config',
      { pause: null, ttl: 20 },
    ],
  ])('%s', (_, order, line, body) => {
    const request = requestFor(order);
    expect([`${request.method} ${request.path}`, request.body]).toEqual([line, body]);
  });
});
