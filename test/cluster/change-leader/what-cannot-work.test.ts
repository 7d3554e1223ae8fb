import { describe, expect, it } from 'vitest';
import {
  refuseSilentLeader,
  refuseWithoutWrites,
  warnOfSilentLeader,
} from '../../../src/cluster/change-leader/what-cannot-work.js';
import type { EtcdAlarm } from '../../../src/cluster/evidence/evidence.js';
import type { MemberStatus } from '../../../src/cluster/model/member-status.js';
import { NOSPACE } from '../../support/fake-etcd-health.js';
import { NO_POSTGRES, RUNNING_PRIMARY, someEvidence } from './some-evidence.js';

const PLACE = { scope: 'demo', group: null };

describe('an etcd that refuses writes', () => {
  it.each<[readonly EtcdAlarm[], string]>([
    [[NOSPACE], 'NOSPACE'],
    [[{ memberId: '2', alarm: 'CORRUPT' }], 'CORRUPT'],
  ])('refuses either change with %j', (alarms, named) => {
    for (const kind of ['switchover', 'failover'] as const) {
      const refusal = refuseWithoutWrites(kind, PLACE, alarms);
      expect(refusal).toMatchObject({ code: 'dcs-alarm', next: 'see what etcd says: ctl doctor demo' });
      expect(refusal?.message).toContain(`alarm ${named}): a ${kind} could neither be stored nor completed`);
    }
  });

  it.each([[[]], [null]])('is not presumed from %j', (alarms) => {
    expect(refuseWithoutWrites('switchover', PLACE, alarms)).toBeNull();
  });
});

describe('a leader whose PostgreSQL is silent', () => {
  it.each<[string, Partial<MemberStatus> | null, boolean]>([
    ['answers', RUNNING_PRIMARY, false],
    ['runs and tells nothing', { ...RUNNING_PRIMARY, ...NO_POSTGRES, position: null }, true],
    [
      'is in an unknown state',
      { ...RUNNING_PRIMARY, ...NO_POSTGRES, position: null, state: 'unknown' },
      true,
    ],
    ['stops already', { ...RUNNING_PRIMARY, ...NO_POSTGRES, position: null, state: 'stopping' }, false],
    ['has a silent agent', null, false],
  ])('that %s', (_, leader, isSilent) => {
    const evidence = someEvidence({ agents: { pg2: leader } });
    expect(refuseSilentLeader(PLACE, evidence)?.code ?? null).toBe(isSilent ? 'leader-silent' : null);
    expect(warnOfSilentLeader(evidence)?.code ?? null).toBe(isSilent ? 'leader-silent' : null);
  });

  it('is nobody without a leader', () => {
    const evidence = someEvidence({ leader: null });
    expect(refuseSilentLeader(PLACE, evidence)).toBeNull();
  });
});
