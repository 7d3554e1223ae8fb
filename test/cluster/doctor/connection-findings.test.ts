import { describe, expect, it } from 'vitest';
import { connectionFindings } from '../../../src/cluster/doctor/connection-findings.js';
import {
  type ConnectionLook,
  failed,
  type LayerLook,
  passed,
  warned,
} from '../../../src/cluster/evidence/connection-look.js';
import type { Finding } from '../../../src/cluster/evidence/finding.js';
import { hint } from '../../../src/formats/hint.js';

function look(target: ConnectionLook['target'], subject: string, ...layers: LayerLook[]): ConnectionLook {
  return {
    target,
    subject,
    address: '10.0.0.1:1',
    layers: [passed('resolve'), ...layers],
    certificateEnds: null,
  };
}

function told(code: string, subject: string | null): Finding {
  return { code, severity: 'error', subject, message: '', evidence: [], remedies: [] };
}

function codes(looks: readonly ConnectionLook[], findings: readonly Finding[] = []): string[] {
  return connectionFindings(looks, findings).map(
    ({ code, severity, subject }) => `${severity} ${code} ${subject}`,
  );
}

const REFUSED = failed('login', 'agent-auth', 'refuses the login', hint`ctl.authentication in settings.yml`);
const SILENT = failed('tcp', 'agent-unreachable', 'no answer', null);
const DENIED = failed('write', 'dcs-auth', 'permission denied to write /service/demo/', hint`grant it`);

describe('what is wrong with a connection', () => {
  it('is told with the way that it got and the key to change', () => {
    expect(connectionFindings([look('agent', 'pg1', REFUSED)], [])).toEqual([
      {
        code: 'agent-auth',
        severity: 'error',
        subject: 'pg1',
        message: 'the agent of pg1: refuses the login',
        evidence: [{ source: 'network', seen: '10.0.0.1:1: resolve ok, login failed', age: 0 }],
        remedies: [{ sentence: 'ctl.authentication in settings.yml', command: null }],
      },
    ]);
  });

  it('is a warning where the cluster does without', () => {
    const sql = look('sql', 'pg1', failed('login', 'sql-auth', 'password authentication failed', null));
    const soon = look('etcd', 'e1:2379', warned('tls', 'certificate-ends-soon', 'ends', hint`renew`));
    expect(codes([sql, soon])).toEqual(['warning sql-auth pg1', 'warning certificate-ends-soon e1:2379']);
  });

  it('of an agent that does not answer is a reason to look at its service', () => {
    const silent = look('agent', 'pg1', failed('answer', 'agent-unreachable', 'no answer', null));
    expect(connectionFindings([silent], [])[0]?.remedies).toEqual([
      { sentence: 'on pg1: is Patroni running?', command: 'systemctl status patroni' },
    ]);
  });

  it('is nothing if all is right', () => {
    expect(codes([look('agent', 'pg1', passed('login'))])).toEqual([]);
  });
});

describe('what the checks of the cluster have told already', () => {
  it.each<[string, ConnectionLook, Finding]>([
    ['the same code of the same member', look('agent', 'pg1', REFUSED), told('agent-auth', 'pg1')],
    ['a silent member by another word', look('agent', 'pg1', SILENT), told('member-silent', 'pg1')],
    [
      'that etcd has no quorum',
      look('etcd', 'e2:2379', failed('tcp', 'dcs-unreachable', 'no answer', null)),
      told('dcs-no-quorum', null),
    ],
    ['etcd as a whole', look('etcd', 'e1:2379', DENIED), told('dcs-auth', null)],
    [
      'an endpoint with its scheme',
      look('etcd', '10.0.0.1:1', failed('tcp', 'dcs-unreachable', 'no answer', null)),
      told('dcs-endpoint-silent', 'http://10.0.0.1:1'),
    ],
  ])('%s is not told again', (_, connection, finding) => {
    expect(codes([connection], [finding])).toEqual([]);
  });

  it('does not hide what is wrong with another one, or something else', () => {
    expect(codes([look('agent', 'pg1', REFUSED)], [told('agent-auth', 'pg2')])).toHaveLength(1);
    expect(codes([look('agent', 'pg1', REFUSED)], [told('not-streaming', 'pg1')])).toHaveLength(1);
  });
});

it('permissions are told once, whatever the number of endpoints; what is below them for each', () => {
  expect(codes(['e1:1', 'e2:1', 'e3:1'].map((name) => look('etcd', name, DENIED)))).toEqual([
    'error dcs-auth e1:1',
  ]);
  const expired = failed('tls', 'dcs-tls', 'its certificate has expired', null);
  expect(codes(['e1:1', 'e2:1'].map((name) => look('etcd', name, expired)))).toHaveLength(2);
});
