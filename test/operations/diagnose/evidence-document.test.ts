import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.js';
import { bundleDocument, readBundle } from '../../../src/operations/diagnose/evidence-bundle.js';
import { decodeEvidence, evidenceDocument } from '../../../src/operations/diagnose/evidence-document.js';
import { anEvidence, aSaturation, seenTwice, someFacts, unanswered } from '../../support/evidence.js';

const rich = seenTwice({
  config: { ttl: 30, postgresql: { parameters: { work_mem: '8MB' } } },
  changes: {
    status: { position: 7, slots: new Map([['pg1', 5]]), retainSlots: ['pg1'] },
    failsafe: new Map([['pg1', 'http://127.0.0.1:8008/patroni']]),
    history: [{ timeline: 1, switchPoint: 5, reason: 'no recovery target', at: null, newLeader: 'pg2' }],
  },
  each: {
    facts: someFacts(),
    saturation: aSaturation({ slots: [{ name: 'a', heldBytes: null, active: true }] }),
  },
  members: {
    pg3: {
      key: null,
      agent: unanswered(),
      rest: { trace: { sources: ['older-revision', 'failsafe'], lastKey: null, lastRevision: 12 } },
    },
  },
});

describe('evidence in a file', () => {
  it('comes back as it was, both looks of it', () => {
    const text = JSON.stringify(bundleDocument([rich]));
    expect(readBundle(text, 'file.json').evidence).toEqual([rich]);
  });

  it('also of a cluster that could not be read', () => {
    const look = { kind: 'unread', code: 'dcs-unreachable', message: 'nobody', next: null } as const;
    const dark = anEvidence({ look, rest: { members: [] } });
    expect(decodeEvidence(evidenceDocument(dark))).toEqual(dark);
  });

  it('has no passwords', () => {
    const config = {
      postgresql: { parameters: { primary_conninfo: 'host=a password=geheim1', archive_command: 'x' } },
      standby_cluster: { url: 'postgres://u:geheim2@host/db', password: 'geheim3' },
    };
    const balancers = [
      {
        address: 'stats.sock',
        version: null,
        isForWrites: true,
        notes: [],
        servers: unanswered<never>(),
        file: { ok: true, value: 'stats auth admin:geheim4\n', tookMs: 1 } as const,
      },
    ];
    const text = JSON.stringify(evidenceDocument(anEvidence({ config, rest: { balancers } })));
    expect(text).not.toContain('geheim');
    expect(text).toContain('stats auth admin:***');
  });

  it.each([
    { name: 'no JSON', text: 'nonsense', reason: 'it is not JSON' },
    { name: 'another document', text: '{"schema":"ctl.list/1"}', reason: 'schema is not "ctl.bundle/1"' },
    {
      name: 'a part of a wrong type',
      text: JSON.stringify(bundleDocument([rich])).replace('"scope":"demo"', '"scope":7'),
      reason: 'scope is not a text',
    },
    {
      name: 'a part of a wrong type further below',
      text: JSON.stringify(bundleDocument([rich])).replaceAll('"clients":1', '"clients":"1"'),
      reason: 'members[0].facts.value.clients is not a number',
    },
  ])('$name is refused', ({ text, reason }) => {
    const read = (): unknown => readBundle(text, 'file.json');
    expect(read).toThrow(Failure);
    expect(read).toThrow(reason);
  });
});
