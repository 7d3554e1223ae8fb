import { Failure } from '../../errors.js';
import type { ScopeLook, ScopeLooks, SettledLook } from '../../operations/diagnose/diagnose-ports.js';
import type { ScopeReading } from '../../operations/ports/dcs-ports.js';
import { formationFromKeys } from './cluster-from-keys.js';
import { scopePrefix } from './keys.js';
import type { Reader } from './reader.js';

/** Enough for etcd to elect a leader. */
const CERTAIN_MS = 2400;
/** While a quorum answers, nobody is asked for less. */
const REMEMBERED_AFTER_MS = 200;
const REMEMBERED_MS = 800;

/** Looks that end in time, whatever etcd is like. */
export class EtcdScopeLooks implements ScopeLooks {
  private readonly certain: Reader;

  constructor(
    reader: Reader,
    private readonly namespace: string,
  ) {
    this.certain = reader.strict(CERTAIN_MS);
  }

  look(scope: string): ScopeLook {
    const prefix = scopePrefix(this.namespace, scope);
    const settled = this.readCertain(prefix);
    const certain = settled.then((look) => (look.kind === 'certain' ? look.reading : null));
    // Once it has failed, what is remembered is no worse.
    const soonest = Promise.race([certain, later(REMEMBERED_AFTER_MS)]).then((reading) =>
      reading === null ? firstOf(certain, this.readRemembered(prefix)) : reading,
    );
    return { soonest, settled };
  }

  private async readCertain(prefix: string): Promise<SettledLook> {
    try {
      const { read } = await this.certain.read(prefix, (endpoint, timeoutMs) =>
        endpoint.range(prefix, timeoutMs),
      );
      const { keys, revision } = read;
      const reading = { ...formationFromKeys(keys, prefix), revision, consistency: 'linearizable' } as const;
      return { kind: 'certain', reading };
    } catch (thrown) {
      if (thrown instanceof Failure) return { kind: 'uncertain', problem: problemOf(thrown) };
      throw thrown;
    }
  }

  /** Of several answers the newest. */
  private async readRemembered(prefix: string): Promise<ScopeReading | null> {
    const answers = await Promise.allSettled(
      this.certain.endpoints.map((each) => each.range(prefix, REMEMBERED_MS, { serializable: true })),
    );
    const reads = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    const [newest] = reads.sort((a, b) => b.revision - a.revision);
    if (newest === undefined) return null;
    const { keys, revision } = newest;
    return { ...formationFromKeys(keys, prefix), revision, consistency: 'serializable' };
  }
}

/** What was wrong with each endpoint stands in etcd's own evidence. */
function problemOf({ problem, parts }: Failure): Failure['problem'] {
  const [only] = parts.length === 1 ? parts : [];
  const sentence = problem.message.replace(/\.$/, '');
  const message = only === undefined ? sentence : `${sentence}; ${only.subject}: ${only.message}`;
  return { ...problem, message, next: only?.next ?? problem.next };
}

/** Whatever comes first; that nothing is remembered ends it as well. */
function firstOf(
  certain: Promise<ScopeReading | null>,
  remembered: Promise<ScopeReading | null>,
): Promise<ScopeReading | null> {
  return new Promise((resolve, reject) => {
    certain.then((reading) => reading !== null && resolve(reading), reject);
    remembered.then(resolve, reject);
  });
}

function later(ms: number): Promise<null> {
  return new Promise((resolve) => setTimeout(() => resolve(null), ms).unref());
}
