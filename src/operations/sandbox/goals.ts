import { ctl, hint } from '../../formats/hint.js';
import type { Attempt, Goal } from './await-ready.js';
import type { AgentStatus } from './ports.js';
import type { SandboxMember } from './sandbox.js';

const advice = hint`allow more time with --deadline; --keep leaves everything as it is, for ${ctl('sandbox logs', null)}, ${ctl('sandbox status', null)}`;

/** Every member of etcd answers that it is healthy, which takes a leader and a quorum. */
export function etcdReady({ ports, sandbox }: Attempt): Goal<true> {
  const { etcd } = sandbox;
  return {
    server: 'etcd',
    what: etcd.length === 1 ? '1 member' : `${etcd.length} members`,
    state: 'ready',
    advice,
    look: async () => {
      const healthy = await Promise.all(etcd.map(({ clientPort }) => ports.probes.isEtcdHealthy(clientPort)));
      const pending = etcd.filter((_, index) => healthy[index] !== true).map(({ name }) => name);
      return pending.length === 0 ? { value: true } : { pending };
    },
  };
}

/** The agent answers, whatever the state of its PostgreSQL. */
export async function answers({ ports }: Attempt, member: SandboxMember): Promise<boolean> {
  return (await ports.probes.readAgent(member.apiPort)) !== null;
}

/** Some member is the primary. */
export function leaderReady(attempt: Attempt, expected: SandboxMember): Goal<SandboxMember> {
  return {
    server: 'patroni',
    what: expected.name,
    state: 'leader',
    advice,
    look: async () => {
      const leader = leaderOf(await readMembers(attempt));
      return leader === null ? { pending: [expected.name] } : { value: leader.member };
    },
    shownAs: (leader) => ({ what: leader.name }),
  };
}

/** Every other member runs and streams from the leader. */
export function replicasReady(attempt: Attempt): Goal<readonly string[]> {
  const names = attempt.sandbox.members.map(({ name }) => name);
  return {
    server: 'patroni',
    what: listed(names.slice(1)),
    state: 'streaming',
    advice,
    look: async () => {
      const members = await readMembers(attempt);
      const leader = leaderOf(members);
      if (leader === null) return { pending: names };
      const pending = members
        .filter(({ member }) => member !== leader.member)
        .filter(
          ({ member, status }) =>
            status?.state !== 'running' || !leader.status.streaming.includes(member.name),
        )
        .map(({ member }) => member.name);
      return pending.length > 0
        ? { pending }
        : { value: names.filter((name) => name !== leader.member.name) };
    },
    shownAs: (replicas) => ({ what: listed(replicas) }),
  };
}

/** HAProxy sends writes to the leader alone, and reads to a replica (if there is one). */
export function balancerReady(attempt: Attempt): Goal<true> {
  const { ports, sandbox } = attempt;
  const { writePort, readPort, statsSocket } = sandbox.haproxy;
  const needsReplica = sandbox.members.length > 1;
  return {
    server: 'haproxy',
    what: `writer :${writePort}, reader :${readPort}`,
    state: 'routing',
    advice,
    look: async () => {
      const pending = { pending: ['haproxy'] };
      const servers = (await ports.probes.readBalancer(statsSocket))?.filter(({ isUp }) => isUp);
      const leader = leaderOf(await readMembers(attempt))?.member.name;
      if (servers === undefined || leader === undefined) return pending;
      const writers = servers.filter(({ pool }) => pool.endsWith('write')).map(({ server }) => server);
      const readers = servers.filter(({ pool }) => pool.endsWith('read')).map(({ server }) => server);
      const writesToLeader = writers.length === 1 && writers[0] === leader;
      const readsFromReplica = readers.length > 0 && !readers.includes(leader);
      return writesToLeader && (readsFromReplica || !needsReplica) ? { value: true } : pending;
    },
  };
}

interface MemberReading<S = AgentStatus | null> {
  readonly member: SandboxMember;
  readonly status: S;
}

export async function readMembers({ ports, sandbox }: Attempt): Promise<readonly MemberReading[]> {
  const statuses = await Promise.all(sandbox.members.map(({ apiPort }) => ports.probes.readAgent(apiPort)));
  return sandbox.members.map((member, index) => ({ member, status: statuses[index] ?? null }));
}

/** The running primary; of several (one has not noticed yet) the one on the highest timeline. */
export function leaderOf(members: readonly MemberReading[]): MemberReading<AgentStatus> | null {
  const primaries = members.flatMap(({ member, status }) =>
    status?.isPrimary === true && status.state === 'running' ? [{ member, status }] : [],
  );
  const timeline = ({ status }: MemberReading<AgentStatus>) => status.timeline ?? 0;
  return primaries.sort((a, b) => timeline(b) - timeline(a))[0] ?? null;
}

/** `pg2, pg3`, or `pg2 to pg9` when that would be long. */
function listed(names: readonly string[]): string {
  return names.length <= 4 ? names.join(', ') : `${names[0]} to ${names.at(-1)}`;
}
