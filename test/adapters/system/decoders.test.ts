import { describe, expect, it } from 'vitest';
import { decodeControlData } from '../../../src/adapters/system/control-data.js';
import { decodeSandbox } from '../../../src/adapters/system/decode-sandbox.js';
import { decodeOsRelease, decodeVersion } from '../../../src/adapters/system/find-programs.js';
import { decodeStat } from '../../../src/adapters/system/proc.js';
import { decodePidFile, isAbandoned } from '../../../src/adapters/system/shared-memory.js';
import { aSandbox } from '../../operations/sandbox/fake-machine.js';

describe('/proc/PID/stat', () => {
  it('is read although the name of the program holds anything', () => {
    const rest = 'T 7 5 5 0 -1 4194304 100 0 0 0 1 1 0 0 20 0 1 0 987654 1000 10';
    expect(decodeStat(`42 (a) b (c) ${rest}`)).toEqual({
      pid: 42,
      state: 'T',
      parent: 7,
      startTime: '987654',
    });
    expect(decodeStat('')).toBeNull();
  });
});

describe('pg_controldata', () => {
  const text = (state: string) =>
    `pg_control version number:            1300\nDatabase cluster state:               ${state}\n` +
    `Latest checkpoint's TimeLineID:       4\nLatest checkpoint's PrevTimeLineID:   3\n`;

  it.each([
    ['in production', true],
    ['shut down', true],
    ['shut down in recovery', false],
    ['in archive recovery', false],
  ])('"%s"', (state, wasPrimary) => {
    expect(decodeControlData(text(state))).toEqual({ wasPrimary, timeline: 4 });
  });

  it('is null for anything else', () => {
    expect(decodeControlData('pg_controldata: error')).toBeNull();
  });
});

it.each([
  ['etcd Version: 3.4.23\nGit SHA: Not provided', '3.4.23'],
  ['patroni 4.1.5', '4.1.5'],
  ['postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)', '15.18'],
  ['postgres (PostgreSQL) 19beta1', '19'],
  ['HAProxy version 2.6.12-1+deb12u4 2026/10/17 - https://haproxy.org/', '2.6.12'],
])('the version in "%s"', (text, version) => {
  expect(decodeVersion(text)).toBe(version);
});

it('the distribution', () => {
  expect(decodeOsRelease('NAME="Rocky Linux"\nID="rocky"\nID_LIKE="rhel centos fedora"\n')).toEqual({
    id: 'rocky',
    like: ['rhel', 'centos', 'fedora'],
  });
  expect(decodeOsRelease('ID=debian\n')).toEqual({ id: 'debian', like: [] });
});

describe('the record of a sandbox', () => {
  const sandbox = aSandbox();

  it('is read as it was written, at the place where it is now', () => {
    expect(decodeSandbox(JSON.stringify(sandbox), '/elsewhere')).toEqual({
      ...sandbox,
      directory: '/elsewhere',
    });
  });

  it.each([
    '',
    '{',
    '[]',
    '{}',
    JSON.stringify({ ...sandbox, members: [] }),
    JSON.stringify({ ...sandbox, secrets: 1 }),
  ])('is not %s', (text) => {
    expect(decodeSandbox(text, '/s')).toBeNull();
  });
});

describe('the memory of a killed PostgreSQL', () => {
  const pidFile = '28603\n/s/pg1/data\n1795377066\n15131\n\n127.0.0.1\n  2155023     65537\nready   \n';
  const row = (cpid: number, users: number) =>
    `   2155023      65537   600    56 ${cpid} 28616      ${users}   101\n`;

  it('is named by postmaster.pid', () => {
    expect(decodePidFile(pidFile)).toEqual({ id: '65537', pid: '28603' });
    expect(decodePidFile('')).toBeNull();
  });

  it('is left if its maker made it and nobody uses it', () => {
    const segment = { id: '65537', pid: '28603' };
    expect(isAbandoned(segment, row(28_603, 0))).toBe(true);
    expect(isAbandoned(segment, row(28_603, 3))).toBe(false);
    expect(isAbandoned(segment, row(1, 0))).toBe(false);
  });
});
