import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.js';
import { bundleText, decodeBundle, doctorFrom } from '../../../src/operations/doctor/doctor.js';
import type { Settings } from '../../../src/operations/settings.js';
import { anEvidence } from '../../support/evidence.js';
import { agentLook, etcdLook, someReport } from './some-examination.js';

const SECRET = 'not-to-be-told';
const LOGIN = { username: 'patroni', password: `${SECRET}-1` };
const SETTINGS: Settings = {
  scope: 'demo',
  namespace: '/service/',
  citus: null,
  etcd: {
    endpoints: ['https://10.0.0.1:2379'],
    srv: null,
    tls: { cacert: '/etc/ca.pem', cert: null, key: null },
    login: LOGIN,
  },
  agent: {
    login: LOGIN,
    cacert: null,
    certfile: '/etc/client.pem',
    keyfile: '/etc/client.key',
    keyfilePassword: `${SECRET}-2`,
    insecure: false,
  },
  sql: { username: 'postgres', password: `${SECRET}-3` },
  replication: { username: 'replicator', password: `${SECRET}-9` },
  balancers: [
    {
      scope: 'demo',
      stats: 'http://10.0.0.9:7000/',
      login: { username: 'admin', password: `${SECRET}-4` },
      cacert: null,
      file: null,
      pools: { write: null, read: null },
      write: { host: '10.0.0.9', port: 5000 },
      read: null,
    },
  ],
  routes: [],
  ownMember: null,
  origin: () => 'etcd3.hosts (settings.yml, line 3)',
  placeOf: () => 'settings.yml',
};

const EVIDENCE = anEvidence({
  config: { postgresql: { parameters: { primary_conninfo: `host=a password=${SECRET}-5` } } },
});
const LOOKS = [etcdLook('10.0.0.1:2379'), agentLook('pg1')];
const REPORT = someReport(EVIDENCE, LOOKS);
const TEXT = bundleText(REPORT, EVIDENCE, SETTINGS);

describe('a bundle', () => {
  it('has whose logins and which files were used, and no password', () => {
    expect(TEXT).not.toContain(SECRET);
    expect(JSON.parse(TEXT).settings).toEqual({
      scope: 'demo',
      namespace: '/service/',
      citus: null,
      ownMember: null,
      origin: 'etcd3.hosts (settings.yml, line 3)',
      etcd: {
        endpoints: ['https://10.0.0.1:2379'],
        srv: null,
        tls: { cacert: '/etc/ca.pem', cert: null, key: null },
        username: 'patroni',
      },
      agent: {
        username: 'patroni',
        cacert: null,
        certfile: '/etc/client.pem',
        keyfile: '/etc/client.key',
        insecure: false,
      },
      sql: { username: 'postgres' },
      haproxy: [{ scope: 'demo', stats: 'http://10.0.0.9:7000/', write: '10.0.0.9:5000', read: null }],
      routes: [],
    });
  });

  it('tells people what was found without another program', () => {
    const { schema, versions, findings, checks, verdict } = JSON.parse(TEXT);
    expect({ schema, verdict }).toEqual({ schema: 'ctl.bundle/1', verdict: REPORT.verdict });
    expect(versions).toEqual(REPORT.versions);
    expect([findings.length, checks.length]).toEqual([REPORT.findings.length, REPORT.checks.length]);
  });

  it('tells doctor what it told before', async () => {
    const told = await doctorFrom({ readText: async () => TEXT }, 'demo.json');
    const { connections, findings, checks, timing, versions } = REPORT;
    expect(told).toMatchObject({ connections, findings, checks, timing, versions, from: 'demo.json' });
  });

  it.each<{ name: string; text: string; reason: string }>([
    { name: 'no JSON', text: 'nonsense', reason: 'it is not JSON' },
    {
      name: 'no evidence',
      text: TEXT.replace(/"evidence": \[[\s\S]*\]\n\}/, '"evidence": []}'),
      reason: 'evidence is not evidence of a cluster',
    },
    {
      name: 'another state of a layer',
      text: TEXT.replace('"state": "ok"', '"state": "fine"'),
      reason: 'connections[0].layers[0].state is not one of ok',
    },
    {
      name: 'no versions',
      text: TEXT.replace('"ctl": "0.1.0"', '"ctl": 1'),
      reason: 'versions.ctl is not a text',
    },
  ])('$name is refused', ({ text, reason }) => {
    const read = (): unknown => decodeBundle(text, 'demo.json');
    expect(read).toThrow(Failure);
    expect(read).toThrow(`demo.json is no bundle of ctl: ${reason}`);
  });
});
