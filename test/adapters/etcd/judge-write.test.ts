import { describe, expect, it } from 'vitest';
import { judgePast, judgeWrite } from '../../../src/adapters/etcd/judge-write.js';

const OURS = '{"member":"pg2"}';
const WRITE = {
  failoverKey: '/service/demo/failover',
  leaderKey: '/service/demo/leader',
  failoverRevision: 10,
  leaderRevision: 20,
  value: OURS,
};
const FIRST = { ...WRITE, failoverRevision: 0 };

const key = (value: string, modRevision: number) => ({ key: '', value, modRevision, lease: '0' });
const LEADER = key('pg1', 20);
const CHANGED = { kind: 'changed-meanwhile' };

describe('what the keys tell of a write whose answer is missing', () => {
  it.each([
    ['the same revisions', WRITE, key('{}', 10), LEADER, { kind: 'unchanged' }],
    ['our value, newer', WRITE, key(OURS, 30), LEADER, { kind: 'written', revision: 30 }],
    ['our value, but as it was before', WRITE, key(OURS, 10), LEADER, { kind: 'unchanged' }],
    ['our value, and a new leader', WRITE, key(OURS, 30), key('pg2', 31), { kind: 'written', revision: 30 }],
    ['another value', WRITE, key('{}', 30), LEADER, { kind: 'overtaken' }],
    ['another value and a new leader', WRITE, key('{}', 30), key('pg2', 31), { kind: 'overtaken' }],
    ['no key any more', WRITE, null, LEADER, { kind: 'overtaken' }],
    ['a new leader', WRITE, key('{}', 10), key('pg2', 21), CHANGED],
    ['the same leader after a pause', WRITE, key('{}', 10), key('pg1', 21), CHANGED],
    ['no leader', WRITE, key('{}', 10), null, CHANGED],
    ['no key yet', FIRST, null, LEADER, { kind: 'unchanged' }],
    ['our value in a new key', FIRST, key(OURS, 30), LEADER, { kind: 'written', revision: 30 }],
    ['neither key', { ...FIRST, leaderRevision: 0 }, null, null, { kind: 'unchanged' }],
    ['a leader where none was', { ...WRITE, leaderRevision: 0 }, key('{}', 10), LEADER, CHANGED],
  ])('%s', (_, write, failover, leader, judgement) => {
    expect(judgeWrite({ failover, leader }, write)).toEqual(judgement);
  });
});

describe('what an earlier version of the key tells', () => {
  it.each([
    ['ours', WRITE, key(OURS, 25), { kind: 'written', revision: 25 }],
    ['another one after the one we knew', WRITE, key('{}', 25), { kind: 'overtaken' }],
    ['the one we knew', WRITE, key('{}', 10), CHANGED],
    ['none, where we knew one', WRITE, null, { kind: 'overtaken' }],
    ['none, where we knew none', FIRST, null, CHANGED],
  ])('%s', (_, write, earlier, judgement) => {
    expect(judgePast(earlier, write)).toEqual(judgement);
  });
});
