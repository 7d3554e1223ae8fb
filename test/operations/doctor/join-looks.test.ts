import { describe, expect, it } from 'vitest';
import {
  type ConnectionLook,
  failed,
  type LayerLook,
  passed,
} from '../../../src/cluster/evidence/connection-look.js';
import type { Evidence } from '../../../src/cluster/evidence/evidence.js';
import { joinLooks } from '../../../src/operations/doctor/join-looks.js';
import { anEvidence, someFacts, unanswered } from '../../support/evidence.js';

const SETTINGS = { placeOf: (key: string) => `settings.yml, line ${key.length}` };
const UP = [passed('resolve'), passed('tcp'), passed('answer'), passed('login')];
const NOT_UP = [passed('resolve'), failed('tcp', 'agent-unreachable', 'no answer', null)];

function look(
  target: ConnectionLook['target'],
  subject: string,
  layers: readonly LayerLook[],
): ConnectionLook {
  return { target, subject, address: subject, layers, certificateEnds: null };
}

function agentOf(evidence: Evidence, layers: readonly LayerLook[]): ConnectionLook {
  const agents = new Map([['pg1', look('agent', 'pg1', layers)]]);
  const [joined = expect.unreachable()] = joinLooks(
    { etcd: [], agents, servers: new Map() },
    evidence,
    SETTINGS,
  );
  return joined;
}

function layer({ layers }: ConnectionLook, name: string): LayerLook | undefined {
  return layers.find((each) => each.layer === name);
}

describe('an agent', () => {
  it('tells what it is', () => {
    expect(layer(agentOf(anEvidence(), UP), 'answer')).toMatchObject({ state: 'ok', seen: 'Patroni 4.1.5' });
  });

  it.each(['agent-is-someone-else', 'agent-answer'])('%s: who answers is not who is meant', (code) => {
    const evidence = anEvidence({ members: { pg1: { agent: unanswered(code, 'is another one') } } });
    const joined = agentOf(evidence, UP);
    expect(layer(joined, 'answer')).toMatchObject({ state: 'failed', code, seen: 'is another one' });
    // Who it is that has accepted the login does not matter then.
    expect(layer(joined, 'login')).toMatchObject({ state: 'unchecked' });
  });

  it('that publishes no address was not asked, and is told of', () => {
    const evidence = anEvidence({ members: { pg1: { key: { apiUrl: null }, rest: { agent: null } } } });
    const looks = joinLooks({ etcd: [], agents: new Map(), servers: new Map() }, evidence, SETTINGS);
    expect(looks.map(({ subject, layers }) => [subject, layers[0]?.seen])).toEqual([
      ['pg1', 'publishes no address of its REST API'],
    ]);
  });

  it('that answered the diagnosis is not called silent because of a second connection', () => {
    expect(layer(agentOf(anEvidence(), NOT_UP), 'tcp')).toMatchObject({
      state: 'unchecked',
      seen: 'no answer, and it answered another connection meanwhile',
    });
    const silent = anEvidence({ members: { pg1: { agent: unanswered() } } });
    expect(layer(agentOf(silent, NOT_UP), 'tcp')).toMatchObject({ state: 'failed' });
  });
});

describe('an endpoint of etcd', () => {
  const address = '127.0.0.1:2379';
  const readable = [...UP, passed('read', '/service/demo/')];
  const etcdLook = (evidence: Evidence, layers: readonly LayerLook[] = readable) => {
    const looks = { etcd: [look('etcd', address, layers)], agents: new Map(), servers: new Map() };
    return joinLooks(looks, evidence, SETTINGS)[0] ?? expect.unreachable();
  };

  it('tells its version, and that the cluster is there', () => {
    const joined = etcdLook(anEvidence());
    expect(layer(joined, 'answer')?.seen).toMatch(/^etcd \d/);
    expect(layer(joined, 'cluster')).toMatchObject({ state: 'ok', seen: 'revision 48211' });
  });

  it('names the keys for a cluster that is not there', () => {
    const evidence = anEvidence({
      look: { kind: 'absent', revision: 3 },
      rest: { otherScopes: ['prod', 'test'] },
    });
    expect(layer(etcdLook(evidence), 'cluster')).toMatchObject({
      state: 'failed',
      code: 'wrong-namespace',
      seen: 'no cluster "demo" under /service/; found instead: prod, test',
      next: 'namespace in settings.yml, line 9; scope in settings.yml, line 5',
    });
  });

  it('says nothing of the cluster if it may not be read', () => {
    const denied = [...UP, failed('read', 'dcs-auth', 'permission denied', null)];
    expect(layer(etcdLook(anEvidence(), denied), 'cluster')).toMatchObject({ state: 'unchecked' });
  });
});

it('names servers by their members, behind etcd and the agents', () => {
  const evidence = anEvidence({ each: { facts: someFacts() } });
  const servers = new Map([
    ['127.0.0.1:15401', look('sql', '127.0.0.1:15401', UP)],
    ['127.0.0.1:15403', look('sql', '127.0.0.1:15403', UP)],
  ]);
  const agents = new Map([['pg2', look('agent', 'pg2', UP)]]);
  const joined = joinLooks({ etcd: [look('etcd', 'e1:2379', UP)], agents, servers }, evidence, SETTINGS);
  expect(joined.map(({ target, subject }) => `${target} ${subject}`)).toEqual([
    'etcd e1:2379',
    'agent pg2',
    'sql pg1',
    'sql pg3',
  ]);
});
