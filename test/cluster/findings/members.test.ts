import { describe, expect, it } from 'vitest';
import type { MemberTrace, ObservedMember } from '../../../src/cluster/evidence/evidence.js';
import { agentIsSomeoneElse } from '../../../src/cluster/findings/agent-is-someone-else.js';
import { duplicateName } from '../../../src/cluster/findings/duplicate-name.js';
import { loopbackAddress } from '../../../src/cluster/findings/loopback-address.js';
import { memberKeyMissing } from '../../../src/cluster/findings/member-key-missing.js';
import { memberSilent } from '../../../src/cluster/findings/member-silent.js';
import { memberVanished, orphanMember } from '../../../src/cluster/findings/member-vanished.js';
import { notRunning } from '../../../src/cluster/findings/not-running.js';
import { reinitLooping } from '../../../src/cluster/findings/reinit-looping.js';
import { starting } from '../../../src/cluster/findings/starting.js';
import { wrongSystemId } from '../../../src/cluster/findings/wrong-system-id.js';
import { aMember } from '../../support/clusters.js';
import {
  AT,
  anEvidence,
  type EvidenceRecipe,
  type ObservedRecipe,
  seenTwice,
  unanswered,
} from '../../support/evidence.js';
import { findsIn, messagesOf } from './rows.js';

const DOWN = {
  serverVersion: null,
  receivePosition: null,
  replayPosition: null,
  replicationState: null,
};

function pg3(recipe: ObservedRecipe): EvidenceRecipe {
  return { members: { pg3: recipe } };
}

function inState(state: string): EvidenceRecipe {
  return pg3({ key: { state, replicationState: null }, agent: { ...DOWN, state } });
}

describe('member-silent', () => {
  findsIn(memberSilent, [
    { name: 'all answer', evidence: anEvidence(), found: [] },
    { name: 'a replica', evidence: anEvidence(pg3({ agent: null })), found: ['error pg3'] },
    { name: 'the leader', evidence: anEvidence({ members: { pg2: { agent: null } } }), found: ['error pg2'] },
    {
      name: 'its login is refused',
      evidence: anEvidence(pg3({ agent: unanswered('agent-auth') })),
      found: [],
    },
    { name: 'it has no key', evidence: anEvidence(pg3({ key: null, agent: null })), found: [] },
    { name: 'it was not asked', evidence: anEvidence(pg3({ rest: { agent: null } })), found: [] },
    {
      name: 'without quorum nobody is registered for sure',
      evidence: anEvidence({ ...pg3({ key: null, agent: null }), look: { kind: 'absent', revision: 1 } }),
      found: [],
    },
  ]);

  it('tells until when its key stays, and what SQL says', () => {
    const evidence = anEvidence(
      pg3({ agent: null, facts: {}, rest: { lease: { granted: 30, remaining: 11 } } }),
    );
    expect(messagesOf(memberSilent, evidence)).toEqual([
      'the agent of pg3 does not answer (no answer in 2 s): it cannot take over, its key goes in 11 s unless it is renewed; its PostgreSQL answers read-only',
    ]);
    expect(memberSilent.find(evidence)[0]?.evidence[1]).toEqual({
      source: 'dcs',
      seen: 'its key said running',
      age: 19,
    });
  });
});

describe('agent-is-someone-else', () => {
  findsIn(agentIsSomeoneElse, [
    { name: 'no', evidence: anEvidence(), found: [] },
    { name: 'silence is something else', evidence: anEvidence(pg3({ agent: null })), found: [] },
    {
      name: 'another member answers',
      evidence: anEvidence(
        pg3({ agent: unanswered('agent-is-someone-else', 'it says that it is pg1 of demo') }),
      ),
      found: ['error pg3'],
    },
  ]);
});

describe('member-key-missing', () => {
  findsIn(memberKeyMissing, [
    { name: 'all have theirs', evidence: anEvidence(), found: [] },
    { name: 'it answers and has none', evidence: anEvidence(pg3({ key: null })), found: ['error pg3'] },
    { name: 'it has come back meanwhile', evidence: seenTwice({}, pg3({ key: null })), found: [] },
    {
      name: 'neither the one nor the other',
      evidence: anEvidence(pg3({ key: null, agent: null })),
      found: [],
    },
    {
      name: 'etcd cannot be read',
      evidence: anEvidence({
        ...pg3({ key: null }),
        look: { kind: 'unread', code: 'dcs-unreachable', message: '', next: null },
      }),
      found: [],
    },
  ]);

  it('tells what the agent itself knows of etcd', () => {
    const seen = Date.parse(AT) / 1000 - 65;
    expect(
      messagesOf(memberKeyMissing, anEvidence(pg3({ key: null, agent: { dcsLastSeen: seen } })))[0],
    ).toContain('it reached etcd 65 s ago by its own account');
  });
});

describe('member-vanished and orphan-member', () => {
  const gone = (
    sources: readonly MemberTrace[],
    last: Partial<NonNullable<ObservedMember['trace']>> = {},
    recipe: EvidenceRecipe = {},
  ) =>
    anEvidence({
      ...recipe,
      ...pg3({
        key: null,
        agent: null,
        rest: { trace: { sources, lastKey: aMember('pg3'), lastRevision: 48_100, ...last } },
      }),
    });
  const reign = (at: string): EvidenceRecipe => ({
    changes: {
      leader: { name: 'pg2', revision: 48_200 },
      history: [{ timeline: 3, switchPoint: 1, reason: null, at, newLeader: 'pg2' }],
    },
  });
  const stopped = { lastKey: aMember('pg3', { state: 'stopped' }) };
  const ROWS = [
    { name: 'all are there', evidence: anEvidence(), vanished: false, orphan: false },
    { name: 'the leader keeps its slot', evidence: gone(['leader-slot']), vanished: true, orphan: false },
    {
      name: 'that, and it was stopped in order',
      evidence: gone(['leader-slot'], stopped),
      vanished: true,
      orphan: false,
    },
    {
      name: 'the failsafe list names it',
      evidence: gone(['failsafe'], {}, { config: { failsafe_mode: true } }),
      vanished: true,
      orphan: false,
    },
    {
      name: 'a list that failsafe mode has left behind',
      evidence: gone(['failsafe']),
      vanished: false,
      orphan: true,
    },
    {
      name: 'it had a key and was running',
      evidence: gone(['older-revision']),
      vanished: true,
      orphan: false,
    },
    {
      name: 'it had a key and was stopped in order',
      evidence: gone(['older-revision'], stopped),
      vanished: false,
      orphan: true,
    },
    {
      name: 'it was gone before a reign of two hours',
      evidence: gone(['older-revision'], {}, reign('2026-11-22T10:00:00Z')),
      vanished: true,
      orphan: false,
    },
    {
      name: 'it was gone before a reign of two days',
      evidence: gone(['older-revision'], {}, reign('2026-11-20T10:00:00Z')),
      vanished: false,
      orphan: true,
    },
    {
      name: 'it went in a reign of two days',
      evidence: gone(['older-revision'], { lastRevision: 48_205 }, reign('2026-11-20T10:00:00Z')),
      vanished: true,
      orphan: false,
    },
    { name: 'it led once', evidence: gone(['history']), vanished: false, orphan: false },
    { name: 'only ctl itself remembers it', evidence: gone(['settings']), vanished: false, orphan: true },
    {
      name: 'its PostgreSQL still answers',
      evidence: anEvidence(
        pg3({
          key: null,
          agent: null,
          facts: {},
          rest: { trace: { sources: ['history'], lastKey: null, lastRevision: null } },
        }),
      ),
      vanished: true,
      orphan: false,
    },
    {
      name: 'its agent answers: that is its key that is missing',
      evidence: anEvidence(
        pg3({ key: null, rest: { trace: { sources: ['leader-slot'], lastKey: null, lastRevision: null } } }),
      ),
      vanished: false,
      orphan: false,
    },
    {
      name: 'it holds the lock',
      evidence: anEvidence({ members: { pg2: { key: null, agent: null } } }),
      vanished: true,
      orphan: false,
      who: 'pg2',
    },
  ];
  const subjectOf = ({ who }: { readonly who?: string }): string => who ?? 'pg3';
  findsIn(
    memberVanished,
    ROWS.map((row) => ({ ...row, found: row.vanished ? [`error ${subjectOf(row)}`] : [] })),
  );
  findsIn(orphanMember, [
    ...ROWS.map((row) => ({ ...row, found: row.orphan ? [`info ${subjectOf(row)}`] : [] })),
    {
      name: 'a key without a lease',
      evidence: anEvidence(pg3({ rest: { lease: 'none' } })),
      found: ['info pg3'],
    },
  ]);

  it('tells how it is known if nobody remembers its key', () => {
    const slot = gone(['leader-slot'], { lastKey: null, lastRevision: null });
    expect(messagesOf(memberVanished, slot)[0]).toMatch(/ \(the leader keeps its slot\)$/);
  });

  it('tells where it was seen last', () => {
    expect(messagesOf(memberVanished, gone(['leader-slot']))).toEqual([
      'pg3 no longer has a key in etcd, its agent does not answer (no answer in 2 s); last seen at revision 48100, running, at 127.0.0.1:15403',
    ]);
  });
});

describe('not-running', () => {
  findsIn(notRunning, [
    { name: 'all run', evidence: anEvidence(), found: [] },
    { name: 'start failed', evidence: seenTwice(inState('start failed')), found: ['error pg3'] },
    { name: 'crashed', evidence: anEvidence(inState('crashed')), found: ['error pg3'] },
    {
      name: 'as before 4.1',
      evidence: anEvidence(inState('restart failed (running)')),
      found: ['error pg3'],
    },
    { name: 'stopped', evidence: anEvidence(inState('stopped')), found: ['error pg3'] },
    {
      name: 'stopped in maintenance mode',
      evidence: anEvidence({ ...inState('stopped'), config: { pause: true } }),
      found: [],
    },
    { name: 'for a moment', evidence: seenTwice({}, inState('crashed')), found: [] },
    { name: 'on its way', evidence: anEvidence(inState('starting')), found: [] },
    { name: 'it does not answer its agent', evidence: anEvidence(inState('unknown')), found: ['error pg3'] },
    {
      name: 'it does not answer its agent, but us',
      evidence: anEvidence(pg3({ agent: { ...DOWN, state: 'unknown' }, facts: {} })),
      found: [],
    },
    {
      name: 'the leader is another finding',
      evidence: anEvidence({ members: { pg2: { key: { state: 'crashed' }, agent: { state: 'crashed' } } } }),
      found: [],
    },
  ]);
});

describe('starting', () => {
  findsIn(starting, [
    { name: 'all run', evidence: anEvidence(), found: [] },
    { name: 'starting', evidence: seenTwice(inState('starting')), found: ['info pg3'] },
    { name: 'being copied', evidence: anEvidence(inState('creating replica')), found: ['info pg3'] },
    { name: 'dead is something else', evidence: anEvidence(inState('crashed')), found: [] },
  ]);

  it('tells for how long, and whether its replay goes on', () => {
    const at = (position: number) =>
      pg3({
        key: { state: 'starting', position },
        agent: { state: 'starting', receivePosition: null, replayPosition: position },
      });
    expect(messagesOf(starting, seenTwice(at(0x2000), at(0x1000)))).toEqual([
      'pg3 starts: it replays until it is consistent (for at least 1 s), and goes on: 0/1000 to 0/2000 in a second',
    ]);
    expect(messagesOf(starting, seenTwice(at(0x1000), at(0x1000)))[0]).toContain(', and stands at 0/1000');
  });
});

describe('reinit-looping', () => {
  const keys = (...states: string[]) =>
    states.map((state, index) => aMember('pg3', { state, revision: 200 + index }));
  const copying = (...states: string[]) =>
    anEvidence(pg3({ key: { state: 'creating replica' }, rest: { earlierKeys: keys(...states) } }));
  findsIn(reinitLooping, [
    { name: 'nobody is copied', evidence: anEvidence(), found: [] },
    { name: 'the first copy', evidence: copying('running', 'stopped'), found: [] },
    {
      name: 'the first copy, its key written twice',
      evidence: copying('running', 'creating replica'),
      found: [],
    },
    { name: 'the second one', evidence: copying('creating replica', 'stopped'), found: ['error pg3'] },
    {
      name: 'one long after another that came to its end',
      evidence: copying('creating replica', 'running', 'stopped'),
      found: [],
    },
    {
      name: 'it is over',
      evidence: anEvidence(
        pg3({ rest: { earlierKeys: keys('creating replica', 'stopped', 'creating replica') } }),
      ),
      found: [],
    },
  ]);

  it('counts', () => {
    const third = copying('creating replica', 'stopped', 'creating replica', 'stopped');
    expect(messagesOf(reinitLooping, third)[0]).toContain('pg3 is being copied for the third time at least');
    expect(starting.find(third)).toEqual([]);
  });
});

describe('duplicate-name', () => {
  const at = (...addresses: string[]) =>
    anEvidence(
      pg3({
        key: { connUrl: addresses.at(-1) ?? null },
        rest: { earlierKeys: addresses.slice(0, -1).map((connUrl) => aMember('pg3', { connUrl })) },
      }),
    );
  findsIn(duplicateName, [
    { name: 'one address', evidence: at('a', 'a', 'a'), found: [] },
    { name: 'it has moved', evidence: at('a', 'a', 'b', 'b'), found: [] },
    { name: 'it has moved and come back', evidence: at('a', 'b', 'a'), found: [] },
    { name: 'to and fro', evidence: at('a', 'b', 'a', 'b'), found: ['error pg3'] },
    { name: 'nobody has read older keys', evidence: anEvidence(), found: [] },
  ]);
});

describe('wrong-system-id', () => {
  findsIn(wrongSystemId, [
    { name: 'all the same', evidence: anEvidence(), found: [] },
    {
      name: 'another one',
      evidence: anEvidence(pg3({ agent: { systemIdentifier: '42' } })),
      found: ['error pg3'],
    },
    { name: 'it does not know', evidence: anEvidence(pg3({ agent: { systemIdentifier: null } })), found: [] },
    {
      name: 'a bootstrap is under way',
      evidence: anEvidence({
        ...pg3({ agent: { systemIdentifier: '42' } }),
        changes: { initialization: { state: 'initializing' } },
      }),
      found: [],
    },
  ]);
});

describe('loopback-address', () => {
  const published = (host: string, apiUrl: string) => anEvidence(pg3({ key: { host, apiUrl } }));
  findsIn(loopbackAddress, [
    { name: 'all on this machine', evidence: anEvidence(), found: [] },
    { name: 'a name', evidence: published('10.0.0.3', 'http://pg3:8008/patroni'), found: [] },
    {
      name: '127.0.0.1',
      evidence: published('10.0.0.3', 'http://127.0.0.1:8008/patroni'),
      found: ['warning pg3'],
    },
    {
      name: 'localhost',
      evidence: published('10.0.0.3', 'https://localhost:8008/patroni'),
      found: ['warning pg3'],
    },
    { name: '::1', evidence: published('10.0.0.3', 'http://[::1]:8008/patroni'), found: ['warning pg3'] },
    { name: 'both ::1', evidence: published('::1', 'http://[::1]:8008/patroni'), found: [] },
    {
      name: 'two hosts with one agent',
      evidence: anEvidence({
        members: {
          pg1: { key: { host: '10.0.0.1', apiUrl: 'http://patroni:8008/patroni' } },
          pg3: { key: { host: '10.0.0.3', apiUrl: 'http://patroni:8008/patroni' } },
        },
      }),
      found: ['warning pg1', 'warning pg3'],
    },
  ]);
});
