import { expect, it } from 'vitest';
import { hint } from '../../../src/formats/hint.js';
import { done } from '../../../src/operations/report.js';
import type { MemberVersions, VersionsReport } from '../../../src/operations/version/read-versions.js';
import { versionView } from '../../../src/views/version/version.js';

function aMemberVersions(name: string, changes: Partial<MemberVersions> = {}): MemberVersions {
  return {
    group: null,
    name,
    apiUrl: `http://${name}:8008/patroni`,
    reachable: true,
    patroniVersion: '4.1.5',
    postgresVersion: '15.20',
    serverVersion: 150020,
    problem: null,
    source: 'agent',
    age: 0,
    ...changes,
  };
}

function show(members: VersionsReport['members']): string {
  return versionView({ ...done(), ctl: '0.1.0', node: 'v20.20.2', scope: null, namespace: null, members });
}

it('is one line without a cluster', () => {
  expect(show(null)).toBe('ctl version 0.1.0\n');
});

it('has a line for each member', () => {
  const problem = {
    code: 'agent-tls',
    message: 'pg3:8008: its certificate is of an unknown authority',
    subject: 'pg3',
    next: hint`ctl.cacert in /etc/patroni.yml`,
  };
  const members = [
    aMemberVersions('pg1'),
    aMemberVersions('pg2', { postgresVersion: null, serverVersion: null }),
    aMemberVersions('pg3', { reachable: false, problem }),
    aMemberVersions('pg4', {
      reachable: false,
      problem: { ...problem, message: 'says \x1b[31m', next: null },
    }),
    aMemberVersions('pg5', { patroniVersion: null }),
  ];
  expect(show(members)).toMatchInlineSnapshot(`
    "ctl version 0.1.0

    pg1: Patroni 4.1.5 PostgreSQL 15.20
    pg2: Patroni 4.1.5
    pg3: failed to get version: pg3:8008: its certificate is of an unknown authority (ctl.cacert in /etc/patroni.yml)
    pg4: failed to get version: says \\x1b[31m
    pg5: Patroni unknown PostgreSQL 15.20
    "
  `);
});

it('has no line without members', () => {
  expect(show([])).toBe('ctl version 0.1.0\n\n');
});
