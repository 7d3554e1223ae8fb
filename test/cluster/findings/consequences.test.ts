import { describe, expect, it } from 'vitest';
import { CHECKS, findAll, suspicious } from '../../../src/cluster/findings/index.js';
import {
  anEvidence,
  type EvidenceRecipe,
  LEADER_POSITION,
  seenTwice,
  unanswered,
} from '../../support/evidence.js';

const MB = 1024 ** 2;
const DIVERGED: EvidenceRecipe = {
  changes: { history: [{ timeline: 3, switchPoint: 1000, reason: null, at: null, newLeader: 'pg2' }] },
  members: {
    pg3: {
      key: { timeline: 3, replicationState: null },
      agent: {
        timeline: 3,
        replicationState: null,
        receivePosition: LEADER_POSITION - 9 * MB,
        replayPosition: LEADER_POSITION - 9 * MB,
      },
    },
  },
};

function codes(recipe: EvidenceRecipe): string[] {
  return findAll(seenTwice(recipe)).map(({ code, subject }) => [code, subject].filter(Boolean).join(' '));
}

describe('findAll', () => {
  it('tells a cause and not what follows from it', () => {
    expect(codes(DIVERGED)).toEqual(['diverged pg3']);
  });

  it('tells of a silent member that it is silent', () => {
    expect(codes({ members: { pg3: { key: { replicationState: null }, agent: null } } })).toEqual([
      'member-silent pg3',
    ]);
  });

  it('tells of a refused login that it is refused', () => {
    expect(codes({ members: { pg3: { agent: unanswered('agent-auth', '401') } } })).toEqual([
      'agent-auth pg3',
    ]);
  });

  it('without a leader nobody else can be well', () => {
    const nobody = codes({
      ...DIVERGED,
      leader: null,
      config: { synchronous_mode: true, synchronous_mode_strict: true },
    });
    expect(nobody).toEqual(['no-leader']);
  });

  it('keeps what happens to another member', () => {
    expect(codes({ members: { ...DIVERGED.members, pg1: { agent: null } } })).toEqual([
      'member-silent pg1',
      'divergence-unknown pg3',
    ]);
  });

  it('puts errors first, then warnings, then what is no fault', () => {
    const found = findAll(
      anEvidence({
        config: { pause: true },
        members: {
          pg1: { key: { pendingRestart: true }, agent: { pendingRestart: true } },
          pg3: { agent: null },
        },
      }),
    );
    expect(found.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      'error member-silent',
      'warning pending-restart',
      'info paused',
    ]);
  });

  it('of all that can go wrong at once it still tells the codes of its table only, no severer than the table says', () => {
    const everything = anEvidence({
      leader: 'pg2',
      config: { pause: true, ttl: 20, synchronous_mode: true },
      etcd: { alarms: [{ memberId: 'e1', alarm: 'NOSPACE' }] },
      changes: {
        failover: { leader: 'pg2', candidate: 'pg1', scheduledAt: '2026-11-22T13:00:00Z', revision: 1 },
      },
      members: {
        pg1: { agent: { role: 'primary', systemIdentifier: '1' }, rest: { agentClockAhead: 5000 } },
        pg2: { key: { state: 'starting' }, agent: { state: 'starting' }, saturation: { connections: 99 } },
        pg3: { key: { patroniVersion: '3.0.2', pendingRestart: true }, agent: null },
      },
    });
    const rank = ['info', 'warning', 'error'];
    const found = findAll(everything);
    expect(found.length).toBeGreaterThan(8);
    for (const { code, severity } of found) {
      const check = CHECKS.find((each) => each.code === code);
      expect(check?.code).toBe(code);
      expect(rank.indexOf(severity)).toBeLessThanOrEqual(rank.indexOf(check?.severity ?? 'info'));
    }
  });
});

describe('the table of checks', () => {
  it('has each code once, with a title', () => {
    const all = CHECKS.map(({ code }) => code);
    expect(new Set(all).size).toBe(all.length);
    for (const { code, title } of CHECKS) {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(title.length).toBeGreaterThan(10);
    }
  });
});

describe('suspicious', () => {
  it.each([
    ['a healthy cluster', {}, false],
    ['a silent member: asking again would only take time', { members: { pg3: { agent: null } } }, false],
    ['starting', { members: { pg3: { key: { state: 'starting' }, agent: { state: 'starting' } } } }, true],
    [
      'not streaming',
      { members: { pg3: { key: { replicationState: null }, agent: { replicationState: null } } } },
      true,
    ],
    ['a second primary', { members: { pg3: { agent: { role: 'primary' } } } }, true],
    ['nobody leads', { leader: null }, true],
    ['commits wait', { members: { pg2: { saturation: { syncWaits: 1 } } } }, true],
    ['a pending restart', { members: { pg3: { agent: { pendingRestart: true } } } }, false],
  ] as const)('%s', (_, recipe, expected) => {
    expect(suspicious(anEvidence(recipe))).toBe(expected);
  });
});
