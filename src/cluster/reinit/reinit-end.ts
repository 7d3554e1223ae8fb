import { entryOf } from '../../formats/json.js';
import type { MemberStatus } from '../model/member-status.js';
import type { SentBackup } from './match-backup.js';

/** The stages through which a member goes while it is copied afresh. */
export type ReinitPhase = 'requested' | 'stopping' | 'copying' | 'starting' | 'following' | 'back';

/** How the member ran before, as far as it tells when it is done. */
export interface ReinitSubject {
  readonly member: string;
  /** When its PostgreSQL was started; null if it did not run. */
  readonly startedAt: string | null;
  /** It replays an archive and never streams, because it did so before or has the tag `nostream`. */
  readonly neverStreams: boolean;
  /** How long a bad state may last before it counts as a failure: by then Patroni has tried again. */
  readonly patienceMs: number;
}

/** What is seen of the member at one moment. */
export interface ReinitLook {
  readonly atMs: number;
  /** Null while its agent is silent. */
  readonly status: MemberStatus | null;
  /** Of the leader, as the DCS tells it; null if unknown. */
  readonly leaderTimeline: number | null;
  /** The leader sees it stream; null if the leader does not tell. */
  readonly isFed: boolean | null;
  readonly backup: SentBackup | null;
}

type BadState = 'start-failed' | 'initdb-failed' | 'crashed';

export type ReinitEnd =
  | { readonly kind: 'back'; readonly timeline: number | null }
  | {
      readonly kind: 'failed';
      readonly code: BadState | 'reinit-looping' | 'not-begun';
      readonly reason: string;
    }
  /** Its agent has not answered for a long time. */
  | { readonly kind: 'silent' };

/** A bad state that Patroni tries to get out of. */
export interface BadSpell {
  readonly state: string;
  readonly sinceMs: number;
}

/** Patroni copies again and again, each time from nothing. */
const ATTEMPTS = 3;
const SILENT_MS = 300_000;
/** It begins at once. */
const NOT_BEGUN_MS = 60_000;

const BAD_STATES: Readonly<Record<string, BadState>> = {
  'start failed': 'start-failed',
  'restart failed': 'start-failed',
  'stop failed': 'start-failed',
  'initdb failed': 'initdb-failed',
  crashed: 'crashed',
};

/** Patroni tries again, so that such a state comes and goes; only one that runs or copies is past it. */
export function badSpell(former: BadSpell | null, state: string, atMs: number): BadSpell | null {
  if (entryOf(BAD_STATES, state) !== undefined) return { state, sinceMs: former?.sinceMs ?? atMs };
  return ['starting', 'stopped', 'stopping'].includes(state) ? former : null;
}

export function endOfSilence(silentMs: number): ReinitEnd | null {
  return silentMs >= SILENT_MS ? { kind: 'silent' } : null;
}

/** How it has ended, if it has. */
export function endOf(
  {
    phase,
    attempts,
    bad,
  }: { readonly phase: ReinitPhase; readonly attempts: number; readonly bad: BadSpell | null },
  subject: ReinitSubject,
  status: MemberStatus,
  look: ReinitLook,
): ReinitEnd | null {
  if (phase === 'following' && isBack(subject, status, look))
    return { kind: 'back', timeline: status.timeline };
  if (attempts >= ATTEMPTS) {
    const reason = `the copy has begun from nothing ${attempts} times`;
    return { kind: 'failed', code: 'reinit-looping', reason };
  }
  if (phase === 'requested' && look.atMs >= NOT_BEGUN_MS) {
    return { kind: 'failed', code: 'not-begun', reason: 'nothing has happened to its PostgreSQL' };
  }
  if (bad === null || look.atMs - bad.sinceMs < subject.patienceMs) return null;
  const reason = `its PostgreSQL is "${bad.state}", and Patroni tries in vain`;
  return { kind: 'failed', code: entryOf(BAD_STATES, bad.state) ?? 'crashed', reason };
}

/** Streaming on the leader's timeline, or as it ran before. */
function isBack(
  subject: ReinitSubject,
  status: MemberStatus,
  { leaderTimeline, isFed }: ReinitLook,
): boolean {
  if (status.serverVersion === null) return false;
  if (leaderTimeline !== null && status.timeline !== null && status.timeline !== leaderTimeline) return false;
  if (status.replicationState === 'streaming' || isFed === true) return true;
  return (
    subject.neverStreams && (status.replicationState === 'in archive recovery' || status.timeline !== null)
  );
}
