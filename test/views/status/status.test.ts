import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/cluster/evidence/finding.js';
import type {
  BalancerEvidence,
  BalancerServerEvidence,
} from '../../../src/cluster/haproxy/balancer-evidence.js';
import { diagnosisOf } from '../../../src/operations/diagnose/diagnose.js';
import { describeThen, reportOf } from '../../../src/operations/status/status.js';
import { textWidth } from '../../../src/views/parts/text-width.js';
import { statusView } from '../../../src/views/status/status.js';
import { aMember } from '../../support/clusters.js';
import { anEvidence, answered, type EvidenceRecipe, unanswered } from '../../support/evidence.js';
import { A_PIPE } from '../../support/screens.js';

function view(recipe: EvidenceRecipe, columns = 80, findings: readonly Finding[] = []): string {
  const diagnosis = diagnosisOf(anEvidence(recipe));
  const told = describeThen({ ...diagnosis, findings: [...diagnosis.findings, ...findings] });
  return statusView(reportOf([told], 'degraded', null), { ...A_PIPE, isTerminal: true, columns });
}

const history = [
  { timeline: 3, switchPoint: 1, reason: null, at: '2026-11-22T11:22:00+00:00', newLeader: 'pg2' },
];

const busy: EvidenceRecipe = {
  changes: { history },
  each: { facts: {}, rest: { replayDelay: 0 } },
  members: {
    pg2: {
      facts: { inRecovery: false },
      rest: { replayDelay: null },
      saturation: {
        connections: 43,
        oldestTransactionAge: 4,
        archiver: 'ok',
        walHeldBySlots: 2.4 * 1024 ** 3,
        slots: [{ name: 'debezium', heldBytes: 2.4 * 1024 ** 3, active: true }],
      },
    },
    pg3: {
      key: null,
      agent: unanswered('agent-unreachable', '127.0.0.1:8010: no answer'),
      facts: {},
      rest: { trace: { sources: ['older-revision'], lastKey: aMember('pg3'), lastRevision: 48_100 } },
    },
  },
};

describe('the first screen', () => {
  it('of a healthy cluster', () => {
    expect(view({ changes: { history } })).toMatchInlineSnapshot(`
      "demo   7711056618934199894   timeline 4   etcd revision 48211

      WRITES UP     via pg2, leader for 38 min (1 change in 24 h), not paused
      IF pg2 FAILS  pg1 or pg3 take over in about 22-35 s, at least 0 B lost (they are
                    equally far; the first to act wins)
      ETCD 3 of 3   leader e2, 24 MB, no alarm, 3 ms

        MEMBER  ETCD / AGENT / SQL     STATE      TL  RECEIVE  REPLAY  HEARTBEAT
        pg1     replica / replica / –  streaming   4      0 B     0 B        6 s
      ● pg2     leader / primary / –   running     4                         6 s
        pg3     replica / replica / –  streaming   4      0 B     0 B        6 s

      healthy
      "
    `);
  });

  it('of one with a member that has vanished', () => {
    expect(view(busy)).toMatchInlineSnapshot(`
      "demo   7711056618934199894   timeline 4   etcd revision 48211

      WRITES UP     via pg2, leader for 38 min (1 change in 24 h), not paused
      IF pg2 FAILS  pg1 takes over in about 22-35 s, at least 0 B lost (nobody else
                    can)
      ETCD 3 of 3   leader e2, 24 MB, no alarm, 3 ms

        MEMBER  ETCD / AGENT / SQL      STATE      TL  RECEIVE      REPLAY  HEARTBEAT
        pg1     replica / replica / ro  streaming   4      0 B  0 B, 0.0 s        6 s
      ● pg2     leader / primary / rw   running     4                             6 s
        pg3     – / silent / ro         ?                            0.0 s     no key
            known from older revisions; its key was there at revision 48100

      pg2: 43 of 100 connections, 0 waiting for sync, oldest transaction 4.0 s,
        archiving ok, slots hold 2.4 GB of WAL (debezium most)

      degraded
        member-vanished  pg3 no longer has a key in etcd, its agent does not answer
                         (127.0.0.1:8010: no answer), its PostgreSQL answers
                         read-only; last seen at revision 48100, running, at
                         127.0.0.1:15403
                         next: on pg3: is Patroni running?
                               systemctl status patroni
      "
    `);
  });

  it('of a narrow terminal', () => {
    expect(view(busy, 60)).toMatchInlineSnapshot(`
      "demo   7711056618934199894   timeline 4
      etcd revision 48211

      WRITES UP     via pg2, leader for 38 min (1 change in 24 h),
                    not paused
      IF pg2 FAILS  pg1 takes over in about 22-35 s, at least 0 B
                    lost (nobody else can)
      ETCD 3 of 3   leader e2, 24 MB, no alarm, 3 ms

        MEMBER  ETCD / AGENT / SQL      STATE      RECEIVE
        pg1     replica / replica / ro  streaming      0 B
      ● pg2     leader / primary / rw   running
        pg3     – / silent / ro         ?
            known from older revisions; its key was there at
            revision 48100
        too narrow for heartbeat, TL, replay (--json has
        everything)

      pg2: 43 of 100 connections, 0 waiting for sync, oldest
        transaction 4.0 s, archiving ok, slots hold 2.4 GB of WAL
        (debezium most)

      degraded
        member-vanished  pg3 no longer has a key in etcd, its
                         agent does not answer (127.0.0.1:8010: no
                         answer), its PostgreSQL answers
                         read-only; last seen at revision 48100,
                         running, at 127.0.0.1:15403
                         next: on pg3: is Patroni running?
                               systemctl status patroni
      "
    `);
  });

  it('without etcd tells nothing as present', () => {
    const { cluster } = anEvidence({ leader: 'pg2' });
    if (cluster.kind !== 'present') throw new Error('no cluster');
    const look = { ...cluster, kind: 'stale', code: 'dcs-no-quorum', message: 'no quorum' } as const;
    const etcd = {
      endpoints: [
        { address: '10.0.0.1:2379', status: unanswered<never>('dcs-unreachable', 'connection refused') },
      ],
      alarms: null,
      members: null,
    };
    const text = view({ look, etcd, members: { pg3: { agent: null } } });
    expect(text).not.toMatch(/^. pg2 +leader|not paused/m);
    expect(text).toMatchInlineSnapshot(`
      "demo   7711056618934199894   timeline 4   etcd revision 48211

      WRITES UP    via pg2 (asked directly, not from etcd)
      ETCD 0 of 1  no leader
                   NO QUORUM: what etcd tells below is of revision 48211 and may be
                   old
                   10.0.0.1:2379: connection refused

        MEMBER  ETCD / AGENT / SQL         STATE        TL  RECEIVE  REPLAY  HEARTBEAT
        pg1     was replica / replica / –  streaming     4      0 B     0 B        6 s
      ● pg2     was leader / primary / –   running       4                         6 s
        pg3     was replica / silent / –   (streaming)   4      0 B     0 B        6 s
        in brackets: as etcd last heard it, not from the member itself

      degraded
        dcs-no-quorum  etcd has no quorum (0 of 1 endpoint answer): nothing can be
                       written, nobody can take the lead. Not from etcd: pg2 runs as
                       primary; the agents reached etcd 0 s ago: perhaps only this
                       machine cannot
                       next: on the hosts whose etcd does not answer: is it running?
                             systemctl status etcd
        member-silent  the agent of pg3 does not answer (no answer in 2 s): it cannot
                       take over, its key goes in 24 s unless it is renewed
                       next: on pg3: is Patroni running?
                             systemctl status patroni
      "
    `);
  });

  it.each([60, 80, 160])('fits %i columns', (columns) => {
    const widths = view(busy, columns)
      .split('\n')
      .map((line) => textWidth(stripVTControlCharacters(line)));
    expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
  });

  it('shows escape sequences instead of obeying them', () => {
    const text = view({ names: ['pg1', 'pg2', 'p\u001b[31m3'] });
    expect(text).toContain('p\\x1b[31m3');
    expect(text).not.toContain('\u001b');
  });
});

describe('who takes writes', () => {
  const promoted = { agent: { role: 'primary', state: 'running' } } as const;
  it.each<{ name: string; recipe: EvidenceRecipe; line: string }>([
    {
      name: 'nobody has the lock',
      recipe: { leader: null, members: { pg1: promoted } },
      line: 'NO LEADER    pg1 takes writes without the lock, not paused',
    },
    { name: 'nobody at all', recipe: { leader: null }, line: 'WRITES DOWN  nobody has the lock, not paused' },
    {
      name: 'two',
      recipe: { members: { pg1: promoted } },
      line: 'TWO PRIMARIES  pg2 has the lock, pg1 takes writes, too, not paused',
    },
    {
      name: 'the wrong one',
      recipe: { members: { pg1: promoted, pg2: { agent: { role: 'replica' } } } },
      line: 'WRONG PRIMARY  pg2 has the lock, pg1 takes writes, not paused',
    },
    {
      name: 'nobody knows',
      recipe: { members: { pg2: { agent: null } } },
      line: 'WRITES UNKNOWN  pg2 has the lock, not paused',
    },
    {
      name: 'the leader of a paused cluster',
      recipe: { config: { pause: true } },
      line: 'WRITES UP     via pg2, no change in its history, PAUSED',
    },
  ])('$name', ({ recipe, line }) => {
    expect(view(recipe).split('\n')[2]).toBe(line);
  });
});

describe('the colour of the headline', () => {
  const writer = (name: string, isUp: boolean): BalancerServerEvidence => ({
    pool: 'demo_write',
    purpose: 'write',
    server: name,
    member: name,
    address: null,
    status: isUp ? 'UP' : 'DOWN',
    isUp,
    isBackup: false,
    admin: 'ready',
    checkStatus: null,
    checkPort: null,
    check: null,
    since: null,
    sessions: null,
  });
  const through = (servers: BalancerEvidence['servers']): BalancerEvidence => ({
    address: 'lb1:9999',
    servers,
    version: null,
    isForWrites: true,
    file: null,
    notes: [],
  });
  const taking: EvidenceRecipe['members'] = { pg2: { facts: { inRecovery: false } } };
  const [GREEN, YELLOW] = ['\u001b[32mWRITES UP', '\u001b[33mWRITES UP'];

  it.each<[string, readonly BalancerEvidence[], string]>([
    ['without a HAProxy', [], GREEN],
    ['sent to the leader', [through(answered([writer('pg1', false), writer('pg2', true)]))], GREEN],
    ['sent to nobody', [through(answered([writer('pg1', false), writer('pg2', false)]))], YELLOW],
    ['sent to another one, too', [through(answered([writer('pg1', true), writer('pg2', true)]))], YELLOW],
    ['by a HAProxy that is silent', [through(unanswered('haproxy-unreachable', 'no answer'))], YELLOW],
  ])('%s', (_, balancers, label) => {
    expectLabel({ members: taking, rest: { balancers } }, label);
  });

  it('of a leader that lets no client in', () => {
    const full = { facts: { inRecovery: false }, saturation: { connections: 99 } };
    expectLabel({ members: { pg2: full } }, YELLOW);
    expectLabel({ members: { ...taking, pg3: { facts: {}, saturation: { connections: 99 } } } }, GREEN);
  });

  function expectLabel(recipe: EvidenceRecipe, label: string): void {
    const told = describeThen(diagnosisOf(anEvidence(recipe)));
    const screen = { ...A_PIPE, isTerminal: true, columns: 100, color: true };
    expect(statusView(reportOf([told], 'degraded', null), screen)).toContain(label);
  }
});
