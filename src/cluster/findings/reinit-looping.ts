import { ctl } from '../../formats/hint.js';
import type { ObservedMember } from '../evidence/evidence.js';
import type { Check } from './check.js';
import { heartbeatAge, registeredMembers } from './known.js';
import { finding, lookAtLog, remedy, seen } from './tell.js';

const COPYING = 'creating replica';

/** A copy that fails and begins again, so that the member never comes up. */
export const reinitLooping: Check = {
  code: 'reinit-looping',
  severity: 'error',
  title: 'no copy fails and starts over again and again',
  find: (evidence) =>
    registeredMembers(evidence)
      .filter(isLooping)
      .map((member) => {
        const { name } = member;
        const attempts = attemptsOf(member);
        return finding('reinit-looping', 'error', name, {
          message: `${name} is being copied for the ${ordinal(attempts)} time at least, and was not seen running in between: each copy fails and begins again. Do not start another one`,
          evidence: [
            seen('dcs', `its key says ${COPYING}`, heartbeatAge(member)),
            seen(
              'dcs',
              `at least ${attempts} attempts in its earlier keys, since revision ${firstRevision(member)}`,
              null,
            ),
          ],
          remedies: [
            lookAtLog(name),
            remedy('look at the space on its disk, and at WAL senders and slots of the one it copies from'),
            remedy('see what a copy would need', ctl('reinit', evidence, [name], { 'dry-run': true })),
          ],
        });
      }),
};

/** Copied now, and once before since it last ran. */
export function isLooping(member: ObservedMember): boolean {
  return attemptsOf(member) > 1;
}

/** How often a copy has begun since the member last ran; Patroni says `stopped` in between (bootstrap.py, create_replica). */
function attemptsOf({ key, earlierKeys }: ObservedMember): number {
  const states = [...earlierKeys.map(({ state }) => state), key?.state ?? null];
  if (states.at(-1) !== COPYING) return 0;
  const sinceRun = states.slice(states.lastIndexOf('running') + 1);
  return sinceRun.filter((state, index) => state === COPYING && sinceRun[index - 1] !== COPYING).length;
}

function firstRevision({ earlierKeys }: ObservedMember): string {
  return String(earlierKeys.find(({ state }) => state === COPYING)?.revision ?? '?');
}

function ordinal(count: number): string {
  return count === 2 ? 'second' : count === 3 ? 'third' : `${count}th`;
}
