import { describe, expect, it } from 'vitest';
import {
  addressText,
  judgeDemotion,
  judgePromotion,
  type RemoteLook,
} from '../../../src/cluster/cluster-role/judge-remotes.js';
import { standbySource } from '../../../src/cluster/cluster-role/standby-section.js';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import { aCluster } from '../../support/clusters.js';

const PROMOTION = { verb: 'promote-cluster', scope: 'demo', group: null, section: null } as const;

function looks(states: readonly RemoteLook['state'][]): RemoteLook[] {
  return states.map((state, index) => {
    const reason = state === 'primary' || state === 'standby' ? null : 'Connection refused';
    return { host: 'abc'[index] ?? '', port: 5432, state, reason };
  });
}

describe('the other side of a promotion', () => {
  const judge = (section: ValueMap, states: readonly RemoteLook['state'][], evenIfPrimary = false) => {
    const { refusal, warnings, unseen } = judgePromotion(
      PROMOTION,
      standbySource(section),
      looks(states),
      evenIfPrimary,
    );
    return { refusal: refusal?.code ?? null, warnings: warnings.map(({ code }) => code), unseen };
  };

  it.each<[ValueMap, RemoteLook['state'][], string | null, string[], string[]]>([
    [{ host: 'a' }, ['standby'], null, [], []],
    [{ host: 'a' }, ['primary'], 'remote-is-primary', [], []],
    [{ host: 'a' }, ['unreachable'], null, ['remote-unreachable'], ['a:5432']],
    [{ host: 'a' }, ['unreadable'], null, ['remote-unreadable'], ['a:5432']],
    [{ host: 'a,b' }, ['standby', 'unreachable'], null, ['remote-unreachable'], ['b:5432']],
    [{ host: 'a,b' }, ['standby', 'primary'], 'remote-is-primary', [], []],
    [{ host: 'a,b' }, ['unreachable', 'primary'], 'remote-is-primary', ['remote-unreachable'], ['a:5432']],
    [{ host: 'a', restore_command: 'cp' }, ['standby'], null, [], []],
    [{ restore_command: 'cp' }, [], null, ['archive-only'], []],
    [{ port: 5433 }, [], null, ['remote-unreachable'], ['the own machine of each member']],
  ])('that is %j and answers %j', (section, states, refusal, warnings, unseen) => {
    expect(judge(section, states)).toEqual({ refusal, warnings, unseen });
  });

  it('may be a primary if it is said', () => {
    expect(judge({ host: 'a' }, ['primary'], true)).toEqual({
      refusal: null,
      warnings: ['remote-is-primary'],
      unseen: [],
    });
  });

  it('is named where it is refused, with the way out', () => {
    const { refusal } = judgePromotion(PROMOTION, standbySource({ host: 'a' }), looks(['primary']), false);
    expect(refusal).toEqual({
      outcome: 'refused',
      code: 'remote-is-primary',
      message: 'a:5432, which demo follows, is still a primary: there would be two',
      subject: 'a:5432',
      next: 'demote its cluster first, or stop it; else --even-if-remote-is-primary',
    });
  });

  it('that cannot be looked at is told with the reason', () => {
    const tell = (state: RemoteLook['state']) =>
      judgePromotion(PROMOTION, standbySource({ host: 'a' }), looks([state]), false).warnings[0]?.message;
    expect(tell('unreachable')).toBe(
      'a:5432 does not answer: it may still be a primary (Connection refused)',
    );
    expect(tell('unreadable')).toBe(
      'a:5432 answers, but cannot be examined: it may still be a primary (Connection refused)',
    );
  });
});

describe('the other side of a demotion', () => {
  // pg1 to pg3 at 127.0.0.1:15401 and so on.
  const judge = (section: ValueMap, states: readonly RemoteLook['state'][] = []) => {
    const change = { verb: 'demote-cluster', scope: 'demo', group: null, section } as const;
    const verdict = judgeDemotion(change, standbySource(section), looks(states), aCluster());
    return { ...verdict, warnings: verdict.warnings.map(({ code }) => code) };
  };

  it.each<[ValueMap, RemoteLook['state'][], string[], string[]]>([
    [{ host: 'a' }, ['standby'], ['remote-is-standby'], []],
    [{ host: 'a' }, ['primary'], ['remote-is-primary'], []],
    [{ host: 'a' }, ['unreachable'], ['remote-unreachable'], ['a:5432']],
    [{ host: 'a' }, ['unreadable'], ['remote-unreadable'], ['a:5432']],
    [{ host: 'a,b' }, ['unreachable', 'primary'], ['remote-unreachable', 'remote-is-primary'], []],
    [
      { host: 'a,b' },
      ['unreachable', 'unreachable'],
      ['remote-unreachable', 'remote-unreachable'],
      ['a:5432', 'b:5432'],
    ],
    [{ restore_command: 'cp' }, [], ['archive-only'], []],
    [{ port: 5433 }, [], ['remote-unreachable'], ['the own machine of each member']],
  ])('that is %j and answers %j', (section, states, warnings, unseen) => {
    expect(judge(section, states)).toEqual({ refusal: null, warnings, unseen });
  });

  it.each<[ValueMap, string]>([
    [{ host: '127.0.0.1', port: 15402 }, '127.0.0.1:15402 is pg2 of demo itself: it would follow nobody'],
    [{ host: 'LOCALHOST', port: 15401 }, 'LOCALHOST:15401 is pg1 of demo itself: it would follow nobody'],
    [{ host: 'a,::1', port: '1,15403' }, '[::1]:15403 is pg3 of demo itself: it would follow nobody'],
    [{ port: 15403 }, 'localhost:15403 is pg3 of demo itself: it would follow nobody'],
  ])('must not be a member: %j', (section, message) => {
    const verdict = judge(section, ['primary']);
    expect(verdict).toMatchObject({ refusal: { code: 'remote-is-own-member', message }, warnings: [] });
  });

  it('may be a server beside the members', () => {
    expect(judge({ host: '127.0.0.1', port: 15409 }, ['standby']).refusal).toBeNull();
    expect(judge({ host: '10.0.0.9', port: 15401 }, ['standby']).refusal).toBeNull();
  });
});

it('addresses of version 6 stand in brackets', () => {
  expect(addressText({ host: 'fd00::1', port: 5432 })).toBe('[fd00::1]:5432');
});
