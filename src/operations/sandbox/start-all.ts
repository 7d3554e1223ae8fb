import { type Attempt, awaitReady, type Goal } from './await-ready.js';
import {
  answers,
  balancerReady,
  etcdReady,
  leaderOf,
  leaderReady,
  readMembers,
  replicasReady,
} from './goals.js';
import { dataDirectoryOf } from './patroni-yaml.js';
import type { Step } from './ports.js';
import type { SandboxMember } from './sandbox.js';
import { findGaps, requireFreePorts, startServers } from './start.js';

export interface Started {
  /** Components that were frozen. */
  readonly thawed: readonly string[];
  readonly steps: readonly Step[];
  readonly leader: string;
  readonly replicas: readonly string[];
}

/** How long a member that led before is waited for, before the others may take its place. */
const FORMER_LEADER_MS = 15_000;

/**
 * Starts whatever does not run and waits until the cluster is whole. What is started is noted in `started` at once, so
 * that it can be undone.
 */
export async function startAll(attempt: Attempt, started: string[]): Promise<Started> {
  const { sandbox, ports } = attempt;
  const steps: Step[] = [];
  const reach = async <T>(goal: Goal<T>, since?: number): Promise<T> => {
    const { value, step } = await awaitReady(attempt, goal, since);
    steps.push(step);
    return value;
  };
  const { missing, frozen } = await findGaps(attempt);
  await requireFreePorts(attempt, missing);
  await ports.processes.signal(frozen, 'CONT');
  const start = async (components: readonly string[]) => {
    const wanted = components.filter((component) => missing.includes(component));
    started.push(...wanted);
    await startServers(attempt, wanted);
  };

  await start(sandbox.etcd.map(({ name }) => name));
  await reach(etcdReady(attempt));

  const since = ports.clock.monotonicMs();
  const { first, isNew } = await chooseFirst(attempt);
  ports.progress.begin(leaderReady(attempt, first));
  await startFirstMember(attempt, { first, isNew }, missing, start);
  await start(sandbox.members.filter((member) => member !== first).map(({ name }) => name));
  const leader = await reach(leaderReady(attempt, first), since);
  await start(['haproxy']);
  const replicas = sandbox.members.length > 1 ? await reach(replicasReady(attempt)) : [];
  await reach(balancerReady(attempt));
  const thawed = [...new Set(frozen.map(({ component }) => component))];
  return { thawed, steps, leader: leader.name, replicas };
}

/**
 * If no agent runs, one member goes first: on a new cluster so that it is the one that initialises it, later the former
 * leader, because another one could take over with less data.
 */
async function startFirstMember(
  attempt: Attempt,
  { first, isNew }: FirstMember,
  missing: readonly string[],
  start: (components: readonly string[]) => Promise<void>,
): Promise<void> {
  const { sandbox, ports } = attempt;
  if (sandbox.members.some(({ name }) => !missing.includes(name))) return;
  await start([first.name]);
  const limit = Math.min(attempt.deadline, ports.clock.monotonicMs() + FORMER_LEADER_MS);
  const isThere = isNew
    ? () => answers(attempt, first)
    : async () => leaderOf(await readMembers(attempt))?.member === first;
  while (ports.clock.monotonicMs() < limit && !ports.interruption.requested && !(await isThere())) {
    if (!(await ports.processes.lives(sandbox.directory, first.name))) break;
    await ports.clock.sleep(100);
  }
}

interface FirstMember {
  readonly first: SandboxMember;
  /** No member has data yet. */
  readonly isNew: boolean;
}

async function chooseFirst(attempt: Attempt): Promise<FirstMember> {
  const { sandbox, ports } = attempt;
  const candidates = await Promise.all(
    sandbox.members.map(async (member) => ({
      member,
      control: await ports.probes.readControlData(
        sandbox.programs.postgres.path,
        dataDirectoryOf(sandbox.directory, member.name),
      ),
    })),
  );
  const primaries = candidates
    .flatMap(({ member, control }) =>
      control?.wasPrimary === true ? [{ member, timeline: control.timeline }] : [],
    )
    .sort((a, b) => b.timeline - a.timeline);
  const [firstMember] = sandbox.members;
  const first = primaries[0]?.member ?? firstMember;
  if (first === undefined) throw new Error('a sandbox without members');
  return { first, isNew: candidates.every(({ control }) => control === null) };
}
