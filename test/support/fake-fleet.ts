import type { Cluster, Formation } from '../../src/cluster/model/cluster.js';
import type { ScopeLooks } from '../../src/operations/diagnose/diagnose-ports.js';
import type { Fleet, FoundCluster, ScopeReading } from '../../src/operations/ports/dcs-ports.js';

/** All clusters of a namespace in memory; a failure comes after what is there. */
export class FakeFleet implements Fleet {
  readonly namespace = '/service/';

  constructor(
    private readonly scopes: Readonly<Record<string, Cluster | Formation>>,
    private readonly options: {
      readonly reading?: Partial<ScopeReading>;
      readonly failure?: Error;
    } = {},
  ) {}

  async *readAll(): AsyncGenerator<FoundCluster> {
    for (const [scope, found] of Object.entries(this.scopes)) {
      const formation = 'groups' in found ? found : { cluster: found, groups: new Map() };
      const { reading } = this.options;
      yield {
        scope,
        reading: { formation, revision: 48_211, consistency: 'linearizable', warnings: [], ...reading },
      };
    }
    if (this.options.failure !== undefined) throw this.options.failure;
  }
}

/** Second looks at the clusters of a fleet, which find what was there before. */
export function sameLooks(scopes: Readonly<Record<string, Cluster>>): ScopeLooks {
  return {
    look: (scope) => {
      const cluster = scopes[scope];
      const formation = cluster === undefined ? null : { cluster, groups: new Map() };
      const reading = { formation, revision: 48_211, consistency: 'linearizable', warnings: [] } as const;
      return { soonest: Promise.resolve(reading), settled: Promise.resolve({ kind: 'certain', reading }) };
    },
  };
}
