import { describe, expect, it } from 'vitest';
import { formationFromKeys } from '../../../src/adapters/etcd/cluster-from-keys.js';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import { isPaused } from '../../../src/cluster/model/dynamic-config.js';
import { displayedRole, displayedState } from '../../../src/cluster/model/role.js';
import { RECORDINGS, type Recording } from '../../support/recordings.js';

describe.each(RECORDINGS.filter(({ name }) => name.startsWith('patroni-')))('$name ($note)', (recording) => {
  it('is understood without a warning', () => {
    expect(formationFromKeys(recording.keys, '/service/demo/').warnings).toEqual([]);
  });

  it('has a host, a position, a version and a known state for every member', () => {
    for (const member of decode(recording).members) {
      expect(member).toMatchObject({
        host: '127.0.0.1',
        port: expect.any(Number),
        apiUrl: expect.stringContaining('/patroni'),
        state: 'running',
        timeline: expect.any(Number),
        position: expect.any(Number),
        patroniVersion: recording.name.split('/')[0]?.replace('patroni-', ''),
      });
    }
  });
});

describe.each(['3.0.2', '4.0.7', '4.1.5'])('Patroni %s', (version) => {
  const has41 = version.startsWith('4.1');
  const streaming = version === '3.0.2' ? 'running' : 'streaming';

  it('plain: one primary leads, two replicas', () => {
    const cluster = decode(recordingOf(`patroni-${version}/plain`));
    expect(roles(cluster)).toEqual([
      'leader running primary',
      `replica ${streaming} replica`,
      `replica ${streaming} replica`,
    ]);
    const replicas = cluster.members.filter(({ name }) => name !== cluster.leader?.name);
    expect(replicas.map(({ receivePosition }) => receivePosition !== null)).toEqual([has41, has41]);
  });

  it('busy: paused, synchronous, a switchover behind it, schedules before it', () => {
    const cluster = decode(recordingOf(`patroni-${version}/busy`));
    expect(isPaused(cluster.config)).toBe(true);
    expect(cluster.members.every(({ paused }) => paused)).toBe(true);
    expect(cluster.sync?.leader).toBe(cluster.leader?.name);
    expect(cluster.sync?.standbys.length).toBeGreaterThan(0);
    expect(cluster.failover).toMatchObject({ leader: cluster.leader?.name, candidate: null });
    expect(cluster.failover?.scheduledAt).toMatch(/^\d{4}-.*\+00:00$/);
    expect(cluster.history).toMatchObject([{ timeline: 1, newLeader: cluster.leader?.name }]);
    expect([...(cluster.failsafe?.keys() ?? [])].sort()).toEqual(['pg1', 'pg2', 'pg3']);
    const scheduled = cluster.members.flatMap(
      ({ scheduledRestart }) => scheduledRestart?.postgresVersion ?? [],
    );
    expect(scheduled).toEqual(['15.99']);
    expect(cluster.members.some(({ pendingRestart }) => pendingRestart)).toBe(true);
    const reasons = cluster.members.flatMap(({ pendingRestartReasons }) => pendingRestartReasons);
    if (version === '3.0.2') expect(reasons).toEqual([]);
    else expect(reasons[0]).toEqual({ parameter: 'max_connections', oldValue: '50', newValue: '60' });
  });

  it('no leader: two members left, the position of the last leader is still known', () => {
    const cluster = decode(recordingOf(`patroni-${version}/no-leader`));
    expect(cluster.leader).toBeNull();
    expect(cluster.members).toHaveLength(2);
    expect(cluster.status.position).toBeGreaterThan(0);
  });
});

function decode(recording: Recording): Cluster {
  const { formation } = formationFromKeys(recording.keys, '/service/demo/');
  if (!formation?.cluster) throw new Error(`${recording.name} holds no cluster`);
  return formation.cluster;
}

function recordingOf(name: string): Recording {
  const found = RECORDINGS.find((recording) => recording.name === name);
  if (found === undefined) throw new Error(`there is no recording ${name}`);
  return found;
}

function roles(cluster: Cluster): string[] {
  return cluster.members
    .map((member) => {
      const role = displayedRole(cluster, member.name);
      return `${role} ${displayedState(member, role)} ${member.role}`;
    })
    .sort();
}
