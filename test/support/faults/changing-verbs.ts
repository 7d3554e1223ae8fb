import type { FaultyCluster } from './faulty-cluster.js';
import type { Evidence } from './oracle.js';

/** A command that changes something in a `FaultyCluster`, and how to see what has become of it. */
export interface ChangingVerb {
  readonly args: readonly string[];
  readonly prepare?: (cluster: FaultyCluster) => Promise<void>;
  readonly look: (cluster: FaultyCluster) => Promise<Evidence>;
}

const PAUSED = { ttl: 20, loop_wait: 1, retry_timeout: 3, pause: true };
const OTHER = { ttl: 25, loop_wait: 1, retry_timeout: 3 };

/** Commands that write to etcd themselves. */
export const BY_ETCD: Readonly<Record<string, ChangingVerb>> = {
  'edit-config': {
    args: ['edit-config', '-s', 'ttl=33', '--yes'],
    look: (cluster) => lookAtConfig(cluster, 1, ({ ttl }) => ttl === 33),
  },
  'config undo': {
    args: ['config', 'undo', '--yes'],
    prepare: (cluster) => cluster.direct.put('/service/demo/config', JSON.stringify(OTHER)),
    look: (cluster) => lookAtConfig(cluster, 2, ({ ttl }) => ttl === 20),
  },
  remove: {
    args: ['remove', 'demo', '--confirm', 'demo', '--even-if-running'],
    look: async ({ direct }) => {
      const isDone = Object.keys(await direct.keys('/service/demo/')).length === 0;
      return { isDone, times: isDone ? 1 : 0 };
    },
  },
};

/** Commands that ask an agent. */
export const BY_AGENT: Readonly<Record<string, ChangingVerb>> = {
  pause: {
    args: ['pause'],
    look: async (cluster) => ({
      ...(await lookAtConfig(cluster, 1, ({ pause }) => pause === true)),
      times: cluster.orders,
    }),
  },
  resume: {
    args: ['resume', '--yes'],
    prepare: (cluster) => cluster.direct.put('/service/demo/config', JSON.stringify(PAUSED)),
    look: async (cluster) => ({
      ...(await lookAtConfig(cluster, 2, ({ pause }) => pause !== true)),
      times: cluster.orders,
    }),
  },
  switchover: {
    args: ['switchover', '--candidate', 'pg2', '--yes', '--no-probe'],
    look: async (cluster) => {
      const { leader } = await cluster.direct.keys('/service/demo/');
      return { isDone: leader?.value === 'pg2', times: cluster.orders };
    },
  },
  restart: {
    args: ['restart', 'demo', 'pg3', '--yes'],
    look: async (cluster) => ({
      isDone: cluster.patroni.orders.some(({ order }) => order === 'POST /restart'),
      times: cluster.orders,
    }),
  },
};

async function lookAtConfig(
  { direct }: FaultyCluster,
  versionBefore: number,
  isDone: (config: Readonly<Record<string, unknown>>) => boolean,
): Promise<Evidence> {
  const { config } = await direct.keys('/service/demo/');
  if (config === undefined) throw new Error('there is no configuration');
  return { isDone: isDone(JSON.parse(config.value)), times: config.version - versionBefore };
}
