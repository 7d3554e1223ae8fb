import { askedAgents } from '../../cluster/wait/asked-agents.js';
import type { Problem } from '../../errors.js';
import { noCluster } from '../reading/unknown-scope.js';
import { ClusterObserver } from './cluster-observer.js';
import { concludeWait, judgeAll } from './conclude-wait.js';
import { OutageTeller } from './outage-teller.js';
import type { TellWait, WaitPorts, WaitReport, WaitRequest } from './wait-report.js';
import { warnAtFirst } from './warn-at-first.js';

const TICK_MS = 100;
const TELL_MS = 1000;

/** Waits until all conditions hold at the same time. Sends nothing, changes nothing. */
export async function waitForConditions(
  ports: WaitPorts,
  request: WaitRequest,
  tell: TellWait,
): Promise<WaitReport> {
  const { clock, interruption } = ports;
  const { scope, group, conditions, deadlineMs } = request;
  if (scope === null) throw noCluster(request);
  interruption.watch();
  const startedAt = clock.monotonicMs();
  const warnings: Problem[] = [];
  const warn = (warning: Problem): void => {
    warnings.push(warning);
    tell({ kind: 'warning', warning });
  };
  const observer = new ClusterObserver(ports, scope, group);
  const outages = new OutageTeller(warn, tell);
  let toldMs = 0;
  let isFirst = true;
  try {
    for (;;) {
      const remainingMs = deadlineMs - (clock.monotonicMs() - startedAt);
      await observer.news(Math.max(0, Math.min(TICK_MS, remainingMs)), interruption.happened);
      const elapsedMs = clock.monotonicMs() - startedAt;
      const { seen, trouble } = observer;
      outages.look(trouble, elapsedMs);
      if (isFirst && seen !== null) {
        isFirst = false;
        (await warnAtFirst(ports.dcs, request, scope, seen.cluster)).forEach(warn);
      }
      const judged = judgeAll(conditions, observer);
      const end =
        seen !== null && trouble === null && judged.every(({ holds }) => holds)
          ? 'hold'
          : interruption.requested
            ? 'interrupted'
            : elapsedMs >= deadlineMs
              ? 'deadline'
              : null;
      if (end !== null) {
        const place = { scope, group };
        return concludeWait(end, { place, judged, seen, trouble, elapsedMs, deadlineMs, warnings });
      }
      if (seen !== null && seen.cluster !== null) observer.ask(askedAgents(conditions, seen.cluster));
      if (elapsedMs - toldMs < TELL_MS) continue;
      toldMs = elapsedMs;
      tell({ kind: 'waiting', conditions: judged, elapsedMs, limitMs: deadlineMs });
    }
  } finally {
    observer.close();
  }
}
