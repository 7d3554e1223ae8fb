import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.js';
import { parseCondition } from '../../../src/operations/wait/parse-condition.js';

describe('parseCondition', () => {
  it.each([
    ['leader', { kind: 'leader', name: null }],
    ['leader=pg1', { kind: 'leader', name: 'pg1' }],
    ['primary', { kind: 'primary', name: null }],
    ['streaming', { kind: 'streaming', name: null }],
    ['streaming=pg=2', { kind: 'streaming', name: 'pg=2' }],
    ['members=3', { kind: 'members', count: 3 }],
    ['members=0', { kind: 'members', count: 0 }],
    ['no-pending-restart', { kind: 'no-pending-restart' }],
    ['paused', { kind: 'paused', paused: true }],
    ['resumed', { kind: 'paused', paused: false }],
    ['role=pg1:replica', { kind: 'role', name: 'pg1', role: 'replica' }],
    ['role=host:5432:sync-standby', { kind: 'role', name: 'host:5432', role: 'sync_standby' }],
    ['role=pg1:standby_leader', { kind: 'role', name: 'pg1', role: 'standby_leader' }],
    ['role=pg1:primary', { kind: 'primary', name: 'pg1' }],
    ['lag=16MB', { kind: 'lag', bytes: 16 * 1024 ** 2 }],
    ['lag=0', { kind: 'lag', bytes: 0 }],
    ['timeline=5', { kind: 'timeline', timeline: 5 }],
    ['sync', { kind: 'sync' }],
  ])('reads %s', (text, condition) => {
    expect(parseCondition(text)).toEqual({ text, ...condition });
  });

  it.each([
    ['leeder', 'there is no condition "leeder"', '--for leader, leader=NAME'],
    ['lag<16MB', 'there is no condition "lag<16MB"', expect.stringContaining('lag=SIZE')],
    ['leader=', 'leader= has no value', null],
    ['sync=on', 'sync takes no value', null],
    ['paused=yes', 'paused takes no value', null],
    ['members', 'members: it takes a number of at least 0', null],
    ['members=-1', 'members=-1: it takes a number of at least 0', null],
    ['timeline=0', 'timeline=0: it takes a number of at least 1', null],
    ['lag=16mb', '"16mb": unknown unit "mb"; use B, kB, MB, GB or TB', null],
    ['lag', '"" is not a size; write for example 16MB or 1GB', null],
    ['role=pg1', 'role=pg1: it takes a member and its role, such as role=pg1:replica', null],
    [
      'role=pg1:master',
      '"master" is no role; there are primary, leader, standby-leader, sync-standby, quorum-standby, replica',
      null,
    ],
  ])('refuses %s', (text, message, next) => {
    const refuse = () => parseCondition(text);
    expect(refuse).toThrow(Failure);
    expect(refuse).toThrow(
      expect.objectContaining({
        outcome: 'usage',
        problem: expect.objectContaining({ code: 'bad-condition', message, next }),
      }),
    );
  });
});
