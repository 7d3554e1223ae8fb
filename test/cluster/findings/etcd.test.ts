import { describe, expect, it } from 'vitest';
import type { ClusterLook, EtcdEvidence } from '../../../src/cluster/evidence/evidence.js';
import { connectionRefused } from '../../../src/cluster/findings/connection-refused.js';
import { dcsAlarm } from '../../../src/cluster/findings/dcs-alarm.js';
import { dcsEndpointSilent, dcsNoQuorum } from '../../../src/cluster/findings/dcs-endpoints.js';
import { dcsUnreachable } from '../../../src/cluster/findings/dcs-unreachable.js';
import { findAll } from '../../../src/cluster/findings/index.js';
import { wrongNamespace } from '../../../src/cluster/findings/wrong-namespace.js';
import { hint } from '../../../src/formats/hint.js';
import { aCluster } from '../../support/clusters.js';
import { AT, anEndpoint, anEvidence, unanswered } from '../../support/evidence.js';
import { findsIn, messagesOf } from './rows.js';

const SILENT: Partial<EtcdEvidence> = {
  endpoints: [1, 2, 3].map((number) =>
    anEndpoint(number, unanswered('dcs-unreachable', 'connection refused')),
  ),
  alarms: null,
  members: null,
};
const HALF: Partial<EtcdEvidence> = {
  endpoints: [
    anEndpoint(1),
    anEndpoint(2, unanswered('dcs-unreachable', 'connection refused')),
    anEndpoint(3),
  ],
};
const SECONDS = Date.parse(AT) / 1000;
const LONG_AGO = { dcsLastSeen: SECONDS - 60 };

function unread(code: string, message = 'no endpoint answered'): ClusterLook {
  return { kind: 'unread', code, message, next: null };
}

const STALE: ClusterLook = {
  kind: 'stale',
  cluster: aCluster(),
  revision: 48_000,
  code: 'dcs-no-quorum',
  message: 'etcd has no quorum',
};

describe('dcs-unreachable', () => {
  findsIn(dcsUnreachable, [
    { name: 'etcd answers', evidence: anEvidence(), found: [] },
    { name: 'one endpoint is silent', evidence: anEvidence({ etcd: HALF }), found: [] },
    {
      name: 'none answers',
      evidence: anEvidence({ look: unread('dcs-unreachable'), etcd: SILENT }),
      found: ['error'],
    },
    { name: 'there is no quorum', evidence: anEvidence({ look: unread('dcs-no-quorum') }), found: [] },
    { name: 'the login is refused', evidence: anEvidence({ look: unread('dcs-auth') }), found: [] },
  ]);

  it('tells each endpoint, and what the members say as their word', () => {
    const evidence = anEvidence({
      look: unread('dcs-unreachable'),
      etcd: SILENT,
      each: { agent: LONG_AGO },
    });
    expect(messagesOf(dcsUnreachable, evidence)).toEqual([
      'etcd cannot be read: no endpoint answered. Not from etcd: pg2 runs as primary, until its lease is over',
    ]);
    expect(dcsUnreachable.find(evidence)[0]?.evidence.map(({ seen }) => seen)).toEqual([
      'http://127.0.0.1:2379: connection refused',
      'http://127.0.0.1:2380: connection refused',
      'http://127.0.0.1:2381: connection refused',
    ]);
  });

  it('says that only this machine may be cut off, if the agents have just seen etcd', () => {
    const evidence = anEvidence({
      look: unread('dcs-unreachable'),
      each: { agent: { dcsLastSeen: SECONDS - 3 } },
    });
    expect(messagesOf(dcsUnreachable, evidence)[0]).toContain(
      'pg2 runs as primary; the agents reached etcd 3 s ago: perhaps only this machine cannot',
    );
  });

  it.each([
    ['they saw it too long ago', { dcsLastSeen: SECONDS - 6 }],
    ['failsafe mode is active', { dcsLastSeen: SECONDS - 1, failsafeActive: true }],
    ['they have no view of it', { dcsLastSeen: SECONDS - 1, clusterUnlocked: true }],
  ])('does not say so if %s', (_, agent) => {
    const evidence = anEvidence({ look: unread('dcs-unreachable'), each: { agent } });
    expect(messagesOf(dcsUnreachable, evidence)[0]).not.toContain('only this machine');
  });

  it('says that nobody takes writes, or that nobody answers', () => {
    const replicas = anEvidence({ leader: null, look: unread('dcs-unreachable'), each: { agent: LONG_AGO } });
    expect(messagesOf(dcsUnreachable, replicas)[0]).toContain(
      'pg1, pg2 and pg3 answer, no primary among them: without etcd Patroni stops taking writes',
    );
    const silent = anEvidence({ look: unread('dcs-unreachable'), each: { agent: null } });
    expect(messagesOf(dcsUnreachable, silent)[0]).toContain('No member answers, either');
  });
});

describe('dcs-endpoint-silent', () => {
  findsIn(dcsEndpointSilent, [
    { name: 'all answer', evidence: anEvidence(), found: [] },
    { name: 'one of three', evidence: anEvidence({ etcd: HALF }), found: ['warning http://127.0.0.1:2380'] },
    {
      name: 'all: etcd itself is the finding',
      evidence: anEvidence({ look: unread('dcs-unreachable'), etcd: SILENT }),
      found: [],
    },
    {
      name: 'a refused login is a finding of its own',
      evidence: anEvidence({ etcd: { endpoints: [anEndpoint(1), anEndpoint(2, unanswered('dcs-auth'))] } }),
      found: [],
    },
  ]);
});

describe('dcs-no-quorum', () => {
  findsIn(dcsNoQuorum, [
    { name: 'etcd answers', evidence: anEvidence(), found: [] },
    { name: 'stale reads only', evidence: anEvidence({ look: STALE }), found: ['error'] },
    { name: 'not even those', evidence: anEvidence({ look: unread('dcs-no-quorum') }), found: ['error'] },
  ]);

  it('tells nothing of a stale cluster in the present tense', () => {
    const evidence = anEvidence({ look: STALE, etcd: HALF, members: { pg3: { key: { timeline: 1 } } } });
    expect(findAll(evidence).map(({ code }) => code)).toEqual(['dcs-no-quorum']);
    expect(messagesOf(dcsNoQuorum, evidence)[0]).toContain('(2 of 3 voting members answer)');
  });
});

describe('dcs-alarm', () => {
  const raised = (alarm: 'NOSPACE' | 'CORRUPT') =>
    anEvidence({ etcd: { alarms: [{ memberId: 'e2', alarm }] } });
  findsIn(dcsAlarm, [
    { name: 'none', evidence: anEvidence(), found: [] },
    { name: 'nobody could be asked', evidence: anEvidence({ etcd: { alarms: null } }), found: [] },
    { name: 'no space', evidence: raised('NOSPACE'), found: ['error e2'] },
    { name: 'corrupt', evidence: raised('CORRUPT'), found: ['error e2'] },
  ]);

  it('names member and size, and says what does not work', () => {
    expect(messagesOf(dcsAlarm, raised('NOSPACE'))).toEqual([
      'etcd member e2 raised the alarm NOSPACE (its database has 24 MB): etcd refuses writes. A running primary goes on, but no failover is possible, and positions in etcd are frozen (a lag of 0 means nothing)',
    ]);
  });
});

describe('dcs-auth, dcs-tls, agent-auth, agent-tls', () => {
  const [dcsAuth, dcsTls, agentAuth, agentTls] = connectionRefused;
  if (!dcsAuth || !dcsTls || !agentAuth || !agentTls) throw new Error('there are four layers');
  const next = hint`etcd3.password in /etc/patroni/patroni.yml`;
  const refused = { ok: false, code: 'dcs-auth', message: 'wrong password', next, tookMs: 4 } as const;

  findsIn(dcsAuth, [
    { name: 'no', evidence: anEvidence(), found: [] },
    {
      name: 'one endpoint',
      evidence: anEvidence({ etcd: { endpoints: [anEndpoint(1, refused), anEndpoint(2)] } }),
      found: ['error http://127.0.0.1:2379'],
    },
    { name: 'reading', evidence: anEvidence({ look: unread('dcs-auth') }), found: ['error'] },
  ]);
  findsIn(dcsTls, [
    { name: 'a certificate', evidence: anEvidence({ look: unread('dcs-tls') }), found: ['error'] },
    { name: 'a login is another layer', evidence: anEvidence({ look: unread('dcs-auth') }), found: [] },
  ]);
  findsIn(agentAuth, [
    {
      name: 'one agent',
      evidence: anEvidence({ members: { pg3: { agent: unanswered('agent-auth', '401') } } }),
      found: ['error pg3'],
    },
  ]);
  findsIn(agentTls, [
    {
      name: 'one agent',
      evidence: anEvidence({ members: { pg3: { agent: unanswered('agent-tls', 'handshake failed') } } }),
      found: ['error pg3'],
    },
    {
      name: 'a silent agent is no TLS',
      evidence: anEvidence({ members: { pg3: { agent: null } } }),
      found: [],
    },
  ]);

  it('gives the key to change as the remedy', () => {
    const evidence = anEvidence({ etcd: { endpoints: [anEndpoint(1, refused)] } });
    expect(dcsAuth.find(evidence)[0]?.remedies).toEqual([{ sentence: next, command: null }]);
  });
});

describe('wrong-namespace', () => {
  const absent: ClusterLook = { kind: 'absent', revision: 10 };
  findsIn(wrongNamespace, [
    { name: 'the cluster is there', evidence: anEvidence(), found: [] },
    { name: 'nothing is', evidence: anEvidence({ look: absent }), found: ['error demo'] },
    { name: 'etcd is not', evidence: anEvidence({ look: unread('dcs-unreachable') }), found: [] },
  ]);

  it('tells what was found instead', () => {
    const found = { otherScopes: ['prod', 'test'], otherNamespaces: ['/db/'] };
    expect(messagesOf(wrongNamespace, anEvidence({ look: absent, rest: found }))).toEqual([
      'there is no cluster demo below /service/; there is /db/demo; below /service/ there are prod and test',
    ]);
    expect(messagesOf(wrongNamespace, anEvidence({ look: absent }))[0]).toContain('the v2 protocol');
  });
});
