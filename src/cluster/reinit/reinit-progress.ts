import { entryOf } from '../../formats/json.js';
import type { MemberStatus } from '../model/member-status.js';
import type { SentBackup } from './match-backup.js';
import {
  type BadSpell,
  badSpell,
  endOf,
  endOfSilence,
  type ReinitEnd,
  type ReinitLook,
  type ReinitPhase,
  type ReinitSubject,
} from './reinit-end.js';

export interface ReinitPhaseEntry {
  readonly phase: ReinitPhase;
  /** Since the request. */
  readonly atMs: number;
}

export interface ReinitProgress {
  readonly phases: readonly ReinitPhaseEntry[];
  /** Of the process, as the agent last told it. */
  readonly state: string | null;
  /** Copies that were begun from nothing. */
  readonly attempts: number;
  readonly backup: SentBackup | null;
  readonly bad: BadSpell | null;
  readonly heardMs: number;
  readonly end: ReinitEnd | null;
}

export const REQUESTED: ReinitProgress = {
  phases: [{ phase: 'requested', atMs: 0 }],
  state: null,
  attempts: 0,
  backup: null,
  bad: null,
  heardMs: 0,
  end: null,
};

const COPYING = 'creating replica';

const PHASES: Readonly<Record<string, ReinitPhase>> = {
  stopping: 'stopping',
  stopped: 'stopping',
  [COPYING]: 'copying',
  starting: 'starting',
  running: 'following',
};

/** Where it stands after one more look. */
export function advance(progress: ReinitProgress, subject: ReinitSubject, look: ReinitLook): ReinitProgress {
  const { status, atMs } = look;
  if (status === null) return { ...progress, end: endOfSilence(atMs - progress.heardMs) };
  const former = currentPhase(progress);
  const phase = phaseAfter(progress, subject, status);
  const counted = { ...progress, ...countCopies(progress, status.state, look.backup), heardMs: atMs };
  const moved = phase === former ? counted : { ...counted, phases: [...counted.phases, { phase, atMs }] };
  const bad = phase === 'requested' ? null : badSpell(progress.bad, status.state, atMs);
  const judged = { ...moved, state: status.state, bad };
  const end = endOf({ phase, attempts: judged.attempts, bad }, subject, status, look);
  if (end?.kind !== 'back') return { ...judged, end };
  return { ...judged, end, phases: [...judged.phases, { phase: 'back', atMs }] };
}

export function currentPhase({ phases }: ReinitProgress): ReinitPhase {
  return phases.at(-1)?.phase ?? 'requested';
}

/** Until its PostgreSQL is another one than before, running means that nothing has happened yet. */
function phaseAfter(progress: ReinitProgress, subject: ReinitSubject, status: MemberStatus): ReinitPhase {
  const former = currentPhase(progress);
  const next = entryOf(PHASES, status.state);
  if (next === undefined) return former;
  if (former !== 'requested') {
    // Between the copy and the start it is stopped for a moment.
    return next === 'stopping' && former !== 'stopping' && status.state === 'stopped' ? former : next;
  }
  const isBefore =
    status.state === 'running'
      ? status.startedAt === subject.startedAt
      : status.state === 'stopped' && subject.startedAt === null;
  return isBefore ? 'requested' : next;
}

/** A copy begins when the member begins to make one, and when meanwhile another connection takes the place of the one before. */
function countCopies(
  progress: ReinitProgress,
  state: string,
  seen: SentBackup | null,
): Pick<ReinitProgress, 'attempts' | 'backup'> {
  const { attempts, backup } = progress;
  if (state !== COPYING) return { attempts, backup };
  if (progress.state !== COPYING) return { attempts: attempts + 1, backup: seen };
  const isAnother = seen !== null && backup !== null && seen.pid !== backup.pid;
  return { attempts: isAnother ? attempts + 1 : attempts, backup: seen ?? backup };
}
