import type { Cluster } from '../../cluster/model/cluster.js';
import { askedAgents, type Condition, comesWithBootstrap } from '../../cluster/wait/condition.js';
import type { Failure, Problem } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import { nearMatches } from '../../formats/near-matches.js';
import type { Dcs } from '../ports/dcs-ports.js';
import { noCluster, unknownScope } from '../reading/unknown-scope.js';
import { ClusterObserver } from './cluster-observer.js';
import { concludeWait, judgeAll } from './conclude-wait.js';
import type { TellWait, WaitPorts, WaitReport, WaitRequest } from './wait-report.js';

const TICK_MS = 100;
const TELL_MS = 1000;

/** These do not heal while somebody waits; before anything could be read they end the wait. */
const WRONG_SETTINGS = ['dcs-auth', 'dcs-tls', 'dcs-refused'];

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

/** Says once that etcd is away, and that it is back. */
class OutageTeller {
  private sinceMs: number | null = null;
  private hasAnswered = false;

  constructor(
    private readonly warn: (warning: Problem) => void,
    private readonly tell: TellWait,
  ) {}

  look(trouble: Failure | null, elapsedMs: number): void {
    if (trouble === null) {
      this.hasAnswered = true;
      if (this.sinceMs === null) return;
      this.tell({ kind: 'etcd-back', awayMs: elapsedMs - this.sinceMs });
      this.sinceMs = null;
      return;
    }
    const { code, message } = trouble.problem;
    if (!this.hasAnswered && WRONG_SETTINGS.includes(code)) throw trouble;
    if (this.sinceMs !== null) return;
    this.sinceMs = elapsedMs;
    this.warn({
      code,
      message: `${message.replace(/\.$/, '')}; waiting on, for etcd to come back`,
      subject: null,
      next: null,
    });
  }
}

/** What may be a mistake and may be what is waited for: a cluster, or a member, that is not there yet. */
async function warnAtFirst(
  dcs: Dcs,
  { command, conditions }: WaitRequest,
  scope: string,
  cluster: Cluster | null,
): Promise<Problem[]> {
  if (cluster !== null) return conditions.flatMap((condition) => unknownName(condition, cluster));
  const failure = await unknownScope(dcs, scope, { command, group: null });
  if (!conditions.every(comesWithBootstrap)) throw failure;
  return [{ ...failure.problem, message: `${failure.problem.message} Waiting for it to come.` }];
}

function unknownName(condition: Condition, { members }: Cluster): Problem[] {
  const name = 'name' in condition ? condition.name : null;
  if (name === null || members.some((member) => member.name === name)) return [];
  const names = members.map((member) => member.name);
  const near = nearMatches(name, names)[0];
  const found = names.length === 0 ? '' : ` Registered: ${names.join(', ')}.`;
  return [
    {
      code: 'unknown-member',
      message: `${condition.text}: no member "${name}" is registered.${found} Waiting for it to come.`,
      subject: name,
      next: near === undefined ? null : hint`did you mean ${condition.text.replace(name, near)}?`,
    },
  ];
}
