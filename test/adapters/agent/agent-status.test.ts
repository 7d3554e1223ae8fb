import { expect, it } from 'vitest';
import { decodeAgentStatus } from '../../../src/adapters/agent/agent-status.js';

it('reads the primary of 4.x and of 3.x', () => {
  const status = (role: string) =>
    JSON.stringify({
      state: 'running',
      role,
      timeline: 2,
      replication: [
        { application_name: 'pg3', state: 'streaming' },
        { application_name: 'pg2', state: 'backup' },
      ],
      patroni: { version: '3.0.2', scope: 'demo' },
    });
  const expected = { version: '3.0.2', state: 'running', isPrimary: true, timeline: 2, streaming: ['pg3'] };
  expect(decodeAgentStatus(status('primary'))).toEqual(expected);
  expect(decodeAgentStatus(status('master'))).toEqual(expected);
});

it('reads a starting replica, and nothing that is not a status', () => {
  expect(decodeAgentStatus('{"state":"starting","role":"replica"}')).toEqual({
    version: null,
    state: 'starting',
    isPrimary: false,
    timeline: null,
    streaming: [],
  });
  expect(decodeAgentStatus('<html>')).toBeNull();
});
