import { loopWait } from '../../cluster/model/dynamic-config.js';
import { isTrue } from '../../cluster/model/value.js';
import { addSample, type CopySample, estimateCopy } from '../../cluster/reinit/copy-rate.js';
import { matchBackup, type Receiver } from '../../cluster/reinit/match-backup.js';
import type { ReinitLook, ReinitSubject } from '../../cluster/reinit/reinit-end.js';
import {
  advance,
  currentPhase,
  REQUESTED,
  type ReinitProgress,
} from '../../cluster/reinit/reinit-progress.js';
import { follow } from '../following/follow.js';
import type { ReinitState } from './reinit-report.js';
import type { ReinitPorts } from './reinit-request.js';
import type { PlaceLook, ReinitWatch } from './reinit-watch.js';
import type { AskedReinit } from './send-reinit.js';

const TICK_MS = 500;

/** Why the following ended; `ended`: `progress.end` tells which. */
type ReinitStop = 'ended' | 'deadline' | 'interrupted';

export interface FollowedReinit {
  readonly stop: ReinitStop;
  readonly progress: ReinitProgress;
  readonly elapsedMs: number;
}

interface Following {
  readonly ports: ReinitPorts;
  readonly scope: string;
  readonly watch: ReinitWatch;
  /** All that are being copied in this place; those that are done are taken out. */
  readonly receivers: Map<string, AskedReinit>;
  readonly limitMs: number;
  readonly tell: (state: ReinitState) => void;
}

/** Looks until the member is back, or will not be, or the time is over. Writes nothing. */
export async function followReinit(following: Following, asked: AskedReinit): Promise<FollowedReinit> {
  const { ports, scope, watch, receivers, limitMs, tell } = following;
  const { clock, interruption, agents } = ports;
  const { name, apiUrl } = asked.selected.member;
  const subject = subjectOf(asked);
  let progress = REQUESTED;
  let samples: readonly CopySample[] = [];
  const { end, elapsedMs } = await follow({
    clock,
    interruption,
    tickMs: TICK_MS,
    startedMs: asked.startedAt,
    look: async () => {
      const [status, place] = await Promise.all([agents.readStatus({ scope, name, apiUrl }), watch.look()]);
      const nowMs = clock.monotonicMs();
      const atMs = nowMs - asked.startedAt;
      const look = lookOf(status.ok ? status.value : null, place, atMs, name, receiversOf(receivers, nowMs));
      progress = advance(progress, subject, look);
      const { backup } = look;
      if (backup !== null) samples = addSample(samples, { atMs, sentBytes: backup.sentBytes });
      tell(stateOf(name, progress, samples, look));
      return progress;
    },
    endOf: (now, atMs) => stopFor(now, atMs >= limitMs, interruption.requested),
  });
  receivers.delete(name);
  return { stop: end, progress, elapsedMs };
}

function subjectOf({ selected, before }: AskedReinit): ReinitSubject {
  const { member, cluster } = selected;
  return {
    member: member.name,
    startedAt: before?.startedAt ?? null,
    neverStreams:
      isTrue(member.tags.nostream) ||
      (before?.state === 'running' && before.replicationState === 'in archive recovery'),
    patienceMs: 2000 * loopWait(cluster.config) + 5000,
  };
}

function receiversOf(receivers: ReadonlyMap<string, AskedReinit>, nowMs: number): Receiver[] {
  return [...receivers.values()].map(({ selected: { member }, startedAt }) => ({
    member: member.name,
    host: member.host,
    age: (nowMs - startedAt) / 1000,
  }));
}

function lookOf(
  status: ReinitLook['status'],
  { leaderTimeline, fed, backups }: PlaceLook,
  atMs: number,
  name: string,
  receivers: readonly Receiver[],
): ReinitLook {
  const backup = status?.state === 'creating replica' ? matchBackup(backups, receivers, name) : null;
  return { atMs, status, leaderTimeline, isFed: fed?.includes(name) ?? null, backup };
}

function stopFor(progress: ReinitProgress, isLate: boolean, isInterrupted: boolean): ReinitStop | null {
  if (progress.end !== null) return 'ended';
  if (isInterrupted) return 'interrupted';
  return isLate ? 'deadline' : null;
}

function stateOf(
  member: string,
  progress: ReinitProgress,
  samples: readonly CopySample[],
  { atMs, backup, status }: ReinitLook,
): ReinitState {
  const isCopying = currentPhase(progress) === 'copying' && backup !== null;
  return {
    member,
    phase: currentPhase(progress),
    state: status?.state ?? null,
    attempts: progress.attempts,
    source: isCopying ? backup.source : null,
    step: isCopying ? backup.phase : null,
    sentBytes: isCopying ? backup.sentBytes : null,
    totalBytes: isCopying ? backup.totalBytes : null,
    ...estimateCopy(isCopying ? samples : [], isCopying ? backup.totalBytes : null),
    elapsedMs: atMs,
  };
}
