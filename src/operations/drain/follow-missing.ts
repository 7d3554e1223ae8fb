import type { DrainStep, Missing } from '../../cluster/drain/missing.js';
import type { Statuses } from '../../cluster/drain/missing-to-return.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import { ClusterWatch } from '../change-leader/cluster-watch.js';
import { follow } from '../following/follow.js';
import type { ClusterReading } from '../reading/read-cluster.js';
import type { StepEntry, TellDrain } from './drain-report.js';
import type { DrainPorts } from './drain-request.js';

const TICK_MS = 500;

/** What is waited for. */
interface Awaited {
  /** What is still missing as it looks now. */
  readonly look: (cluster: Cluster, statuses: Statuses) => Missing[];
  /** Whose agents are asked. */
  readonly asks: (cluster: Cluster) => readonly string[];
  readonly deadlineMs: number;
}

export interface Followed {
  /** `hopeless`: something is missing that does not come by itself. */
  readonly stop: 'ended' | 'hopeless' | 'deadline' | 'interrupted';
  readonly missing: readonly Missing[];
  readonly steps: readonly StepEntry[];
  /** The last that etcd has said. */
  readonly cluster: Cluster;
  /** It does not answer at the moment. */
  readonly etcdIsSilent: boolean;
  readonly elapsedMs: number;
}

/** Looks until nothing is missing, or the time is over. Writes nothing. */
export async function followMissing(
  { dcs, agents, clock, interruption }: DrainPorts,
  reading: ClusterReading,
  statuses: Statuses,
  { look, asks, deadlineMs }: Awaited,
  tell: TellDrain,
): Promise<Followed> {
  const watch = new ClusterWatch(dcs, agents, reading);
  watch.remember(reading.cluster);
  let { cluster } = reading;
  let missing = look(cluster, statuses);
  let steps: readonly StepEntry[] = [];
  const { end, state, elapsedMs } = await follow({
    clock,
    interruption,
    tickMs: TICK_MS,
    startedMs: clock.monotonicMs(),
    look: (atMs) => {
      const seen = watch.look(atMs);
      cluster = seen.cluster ?? cluster;
      const now = look(cluster, new Map([...statuses, ...seen.statuses]));
      for (const step of stepsDone(missing, now)) {
        const entry = { step, atMs };
        steps = [...steps.filter((each) => each.step !== step), entry];
        tell({ kind: 'step', entry });
      }
      missing = now;
      watch.ask(asks(cluster));
      return { etcdIsSilent: seen.cluster === null };
    },
    endOf: ({ etcdIsSilent }, atMs) =>
      missing.length === 0 && !etcdIsSilent
        ? 'ended'
        : stopFor(missing, atMs >= deadlineMs, interruption.requested),
    tell: ({ etcdIsSilent }, atMs) =>
      tell({
        kind: 'waiting',
        sentence: describeWaiting(missing, etcdIsSilent),
        elapsedMs: atMs,
        limitMs: deadlineMs,
      }),
  });
  return { stop: end, missing, steps, cluster, ...state, elapsedMs };
}

function stopFor(
  missing: readonly Missing[],
  isLate: boolean,
  isInterrupted: boolean,
): Followed['stop'] | null {
  if (missing.some(({ step }) => step === null)) return 'hopeless';
  if (isInterrupted) return 'interrupted';
  return isLate ? 'deadline' : null;
}

function stepsDone(before: readonly Missing[], now: readonly Missing[]): DrainStep[] {
  const left = now.map(({ step }) => step);
  return before.flatMap(({ step }) => (step === null || left.includes(step) ? [] : [step]));
}

/** The sync set follows the tags: nobody waits for it before. */
function describeWaiting(missing: readonly Missing[], etcdIsSilent: boolean): string {
  const silence = etcdIsSilent ? ['etcd does not answer'] : [];
  const isEarly = missing.some(({ step }) => step === 'tags');
  const awaited = missing.filter(({ step }) => !isEarly || !FOLLOWS_TAGS.includes(step));
  return [...silence, ...awaited.map(({ message }) => message)].join('; ');
}

const FOLLOWS_TAGS: readonly (DrainStep | null)[] = ['out-of-sync-set', 'voting', 'sync-set'];
