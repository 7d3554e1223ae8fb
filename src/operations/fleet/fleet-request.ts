import { Failure, type Problem } from '../../errors.js';
import { ctl, hint } from '../../formats/hint.js';
import type { ClusterSelection } from '../reading/select-clusters.js';

/** All clusters of the namespace; of a Citus cluster the groups that are asked for. */
export interface FleetRequest extends ClusterSelection {
  /** The command, for hints. */
  readonly command: string;
}

/** `-A` leaves no room for names. */
export function fleetRequest(
  names: readonly unknown[],
  flags: { readonly group?: number | undefined },
  settings: { readonly citus: unknown },
  command: string,
): FleetRequest {
  if (names.length > 0) {
    throw new Failure('usage', 'all-and-names', '--all is every cluster: name none beside it.', {
      subject: '--all',
      next: hint`${ctl(command, null, [], { group: flags.group, all: true })}, or ${ctl(command, null, names.map(String), { group: flags.group })}`,
    });
  }
  return { group: flags.group ?? null, citus: settings.citus !== null, command };
}

/** An empty namespace is more often a wrong one. */
export function noClusters(namespace: string): Problem {
  return {
    code: 'no-clusters',
    message: `there is no cluster under ${namespace}`,
    subject: namespace,
    next: hint`if there should be one, see namespace in the configuration`,
  };
}

/** Works on what comes, on at most `limit` at the same time, and gives the results in the order in which it came. */
export async function* inParallel<S, T>(
  source: AsyncIterable<S>,
  limit: number,
  work: (each: S) => Promise<T>,
): AsyncGenerator<T> {
  const running: Promise<T>[] = [];
  for await (const each of source) {
    const result = work(each);
    // Whoever fails while another one is waited for is heard of when it is its turn.
    result.catch(() => {});
    running.push(result);
    if (running.length < limit) continue;
    const first = running.shift();
    if (first !== undefined) yield await first;
  }
  for (const result of running) yield await result;
}
