import { Failure } from '../../errors.js';
import type { Clock } from '../ports/ports.js';
import { type ListPorts, type ListReport, type ListRequest, listMembers } from './list-members.js';

export interface WatchRequest extends ListRequest {
  /** Time between two rounds; null for one round only. */
  readonly everyMs: number | null;
}

/** Lists once, or again and again; once the first list was there, an etcd that is away for a while does not end it. */
export async function* watchMembers(ports: ListPorts, request: WatchRequest): AsyncGenerator<ListReport> {
  const { clock } = ports;
  yield await listMembers(ports, request);
  while (request.everyMs !== null) {
    await clock.sleep(request.everyMs);
    yield await listMembers(ports, request).catch((thrown: unknown) => missedRound(thrown, clock));
  }
}

function missedRound(thrown: unknown, clock: Clock): ListReport {
  if (!(thrown instanceof Failure)) throw thrown;
  const { outcome, problem, parts } = thrown;
  const at = clock.now().toISOString();
  return { outcome, code: problem.code, warnings: [], errors: [problem, ...parts], at, clusters: null };
}
