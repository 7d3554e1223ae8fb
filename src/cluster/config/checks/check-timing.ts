import { hint } from '../../../formats/hint.js';
import type { CheckContext } from '../check-context.js';
import type { Fault } from '../config-finding.js';
import { effectiveTiming, storedTiming } from '../effective-timing.js';
import { isOlder } from '../server-parameters.js';

/** `loop_wait + 2 * retry_timeout <= ttl`: since 3.2 agents correct it for themselves, older ones work with what is stored. */
export function checkTiming({ after, members }: CheckContext): readonly Fault[] {
  const stored = storedTiming(after);
  const effective = effectiveTiming(after);
  if (stored === null || effective === null) return [];
  const { ttl, loopWait, retryTimeout } = stored;
  if (loopWait + 2 * retryTimeout <= ttl) return [];
  const sum = `loop_wait + 2 × retry_timeout = ${loopWait + 2 * retryTimeout} is more than ttl = ${ttl}`;
  const values = `loop_wait ${effective.loopWait}, retry_timeout ${effective.retryTimeout}, ttl ${effective.ttl}`;
  const old = members.filter(({ patroniVersion }) => isOlder(patroniVersion, '3.2'));
  const course =
    old.length > 0
      ? `agents before Patroni 3.2 (${old.map(({ name }) => name).join(', ')}) keep these values and may lose the leader key while they retry`
      : `agents work with ${values}`;
  const next = hint`keep loop_wait + 2 × retry_timeout at ${ttl} or less`;
  const involves = [['ttl'], ['loop_wait'], ['retry_timeout']];
  return [{ code: 'timing-rule', path: ['ttl'], message: `${sum}: ${course}`, next, involves }];
}
