import { describe, expect, it } from 'vitest';
import { decodeReplyText, decodeStatus } from '../../../src/adapters/agent/responses.js';
import { AGENT_RECORDINGS, agentRecording } from '../../support/agent-recordings.js';

const status = (name: string) => decodeStatus(agentRecording(name).body);

describe('the status document', () => {
  const documents = AGENT_RECORDINGS.filter(({ request }) => request.startsWith('GET'));

  it.each(documents)('$name is understood', ({ body }) => {
    expect(decodeStatus(body)).toMatchObject({ scope: 'h5', patroniVersion: expect.any(String) });
  });

  it('of a primary of 4.1', () => {
    expect(status('patroni-4.1.5/primary')).toEqual({
      scope: 'h5',
      name: 'pg1',
      patroniVersion: '4.1.5',
      state: 'running',
      role: 'primary',
      serverVersion: 150018,
      startedAt: '2026-11-22 20:06:42.928180+00:00',
      timeline: 1,
      position: expect.any(Number),
      receivePosition: null,
      replayPosition: null,
      replayPaused: false,
      replicationState: null,
      replication: [{ name: 'pg2', state: 'streaming', syncState: 'async' }],
      isSyncStandby: false,
      isQuorumStandby: false,
      paused: false,
      clusterUnlocked: false,
      failsafeActive: false,
      dcsLastSeen: expect.any(Number),
      systemIdentifier: expect.stringMatching(/^\d+$/),
      tags: {},
      pendingRestart: false,
      scheduledRestartAt: null,
      watchdogFailed: false,
    });
  });

  it('of a primary of 3.0, which is called master and does not tell its name', () => {
    expect(status('patroni-3.0.2/primary')).toMatchObject({ role: 'primary', name: null, scope: 'h5' });
  });

  it.each(['patroni-3.0.2', 'patroni-4.1.5'])('of a replica of %s', (version) => {
    expect(status(`${version}/replica`)).toMatchObject({
      role: 'replica',
      position: null,
      receivePosition: expect.any(Number),
      replayPosition: expect.any(Number),
      replicationState: version === 'patroni-3.0.2' ? null : 'streaming',
    });
    expect(status(`${version}/paused-pending-restart`)).toMatchObject({ paused: true, pendingRestart: true });
  });

  it.each(['patroni-3.0.2', 'patroni-4.1.5'])('of %s while PostgreSQL is down', (version) => {
    expect(status(`${version}/postgres-down`)).toMatchObject({
      state: 'stopped',
      serverVersion: null,
      timeline: null,
      position: null,
      clusterUnlocked: true,
    });
  });

  it('with what a quiet cluster does not show (reference 2.4)', () => {
    const document = {
      state: 'unknown',
      sync_standby: true,
      quorum_standby: true,
      failsafe_mode_is_active: true,
      watchdog_failed: true,
      tags: { nofailover: true },
      xlog: { received_location: 5, replayed_location: 4, replayed_timestamp: null, paused: true },
      scheduled_restart: { schedule: '2030-01-01T11:00:00+00:00', postgres_version: '15.0' },
    };
    expect(decodeStatus(JSON.stringify(document))).toMatchObject({
      state: 'unknown',
      role: null,
      scope: null,
      patroniVersion: null,
      isSyncStandby: true,
      isQuorumStandby: true,
      failsafeActive: true,
      watchdogFailed: true,
      tags: { nofailover: true },
      receivePosition: 5,
      replayPosition: 4,
      replayPaused: true,
      scheduledRestartAt: '2030-01-01T11:00:00+00:00',
    });
  });

  it('with parts that are garbage, which are left out', () => {
    const garbage = {
      state: 'running',
      role: 7,
      server_version: '15',
      xlog: [],
      patroni: 'x',
      replication: [1, {}],
      tags: null,
    };
    expect(decodeStatus(JSON.stringify(garbage))).toMatchObject({
      state: 'running',
      role: null,
      serverVersion: null,
      scope: null,
      replication: [],
      tags: {},
    });
  });

  it.each(['', '<html>', '[]', 'null', '{"health":"true"}', '{"state": 1}', '{"state":"running"'])(
    'is not: %s',
    (body) => {
      expect(decodeStatus(body)).toBeNull();
    },
  );
});

describe('what an agent says when it declines', () => {
  const sayings = [
    ['no-credentials', 401, 'no auth header received'],
    ['wrong-password', 401, 'not authenticated'],
    ['bad-body', 400, 'Bad Request'],
    ['unknown-path', 501, "Unsupported method ('POST')"],
    ['switchover-refused', 412, 'leader name does not match'],
  ] as const;

  it.each(
    ['patroni-3.0.2', 'patroni-4.1.5'].flatMap((version) =>
      sayings.map(([name, ...expected]) => [`${version}/${name}`, ...expected] as const),
    ),
  )('%s', (name, code, text) => {
    const reply = agentRecording(name);
    expect([reply.status, decodeReplyText(reply.body)]).toEqual([code, text]);
  });

  it.each([
    ['', null],
    ['  \n', null],
    ['<html><body>503 no server</body></html>', null],
    ['two\n lines', 'two lines'],
    ['x'.repeat(400), `${'x'.repeat(300)}…`],
  ])('%j', (body, text) => {
    expect(decodeReplyText(body)).toBe(text);
  });
});
