import { inOrder } from '../maintenance/select-members.js';
import { concludeFollowed, concludeUnfollowed } from './conclude-member.js';
import { followReinit } from './follow-reinit.js';
import type { PlannedPlace } from './plan-places.js';
import type { ReinitializedMember, ReinitState, TellReinit } from './reinit-report.js';
import type { ReinitializeRequest, ReinitPorts } from './reinit-request.js';
import { ReinitWatch } from './reinit-watch.js';
import type { AskedReinit } from './send-reinit.js';

const DAY_MS = 86_400_000;
const TELL_MS = 1000;

/** Follows all members that may have been reached, at the same time, and tells of them together. */
export async function followAll(
  ports: ReinitPorts,
  scope: string,
  places: readonly PlannedPlace[],
  asked: readonly AskedReinit[],
  { deadlineMs, fromLeader }: ReinitializeRequest,
  tell: TellReinit,
): Promise<ReinitializedMember[]> {
  const { clock, interruption } = ports;
  interruption.watch();
  const waiting = new Map<string, ReinitState | null>();
  let toldMs = 0;
  const tellWaitingOn = (): void => {
    if (waiting.size > 0) tell({ kind: 'waiting-on', members: [...waiting.keys()] });
  };
  const tellState = (state: ReinitState): void => {
    waiting.set(state.member, state);
    const now = clock.monotonicMs();
    if (now - toldMs < TELL_MS) return;
    toldMs = now;
    tell({ kind: 'progress', states: [...waiting.values()].filter((each) => each !== null) });
  };
  const running = places.flatMap((place) => {
    const own = asked.filter(({ selected }) => selected.cluster === place.cluster);
    const followed = own.filter(({ outcome }) => ['accepted', 'unknown'].includes(outcome.outcome));
    const receivers = new Map(followed.map((each) => [each.selected.member.name, each]));
    for (const name of receivers.keys()) waiting.set(name, null);
    const watch = new ReinitWatch(
      ports,
      { scope, group: place.group },
      place.cluster,
      [...receivers.keys()],
      fromLeader,
    );
    const following = { ports, scope, watch, receivers, limitMs: deadlineMs ?? DAY_MS, tell: tellState };
    return own.map(async (each): Promise<ReinitializedMember> => {
      if (!followed.includes(each)) return concludeUnfollowed(each, clock.monotonicMs());
      const member = concludeFollowed(each, await followReinit(following, each));
      waiting.delete(member.member);
      tell({ kind: 'end', member });
      tellWaitingOn();
      return member;
    });
  });
  tellWaitingOn();
  return inOrder(running, () => {});
}
