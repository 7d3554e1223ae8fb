import type { FaultRule } from './fault-rules.js';
import type { FaultyCluster } from './faulty-cluster.js';
import type { GrpcFault } from './grpc-faults.js';
import type { HttpFault } from './http-faults.js';

/** What is held back is applied so long after its arrival: when nobody waits for it any more. */
const LATE_MS = 8000;
/** etcd's own words. */
const NO_LEADER = { code: 14, message: 'etcdserver: no leader' };
const NO_SPACE = { code: 8, message: 'etcdserver: mvcc: database space exceeded' };

/** Something that happens to the write of a command. */
export interface WriteFault {
  readonly name: string;
  commit(cluster: FaultyCluster): void;
}

const ON_GRPC: readonly GrpcFault[] = [
  ...(['before', 'after'] as const).flatMap((at): readonly GrpcFault[] => [
    ...(['cut', 'reset', 'hang', 'goaway'] as const).map((does) => ({ at, does })),
    { at, does: 'error', ...NO_LEADER },
    { at, does: 'status', status: 502 },
  ]),
  { at: 'before', does: 'error', ...NO_SPACE },
  ...(
    [
      'headers-only',
      'half-reply',
      'half-and-well',
      'no-outcome',
      'empty-and-well',
      'doubled-reply',
      'garbage',
      'endless',
    ] as const
  ).map((does): GrpcFault => ({ at: 'after', does })),
  { at: 'after', does: 'drip', everyMs: 300 },
  { at: 'late', does: 'cut', afterMs: LATE_MS },
  { at: 'late', does: 'hang', afterMs: LATE_MS },
  { at: 'twice' },
];

const ON_HTTP: readonly HttpFault[] = [
  ...(['before', 'after'] as const).flatMap((at): readonly HttpFault[] => [
    ...(['reset', 'hang', 'half-close', 'garbage', 'endless'] as const).map((does) => ({ at, does })),
    { at, does: 'status', status: 503, text: 'no' },
    { at, does: 'status', status: 307, location: 'http://127.0.0.1:1/' },
  ]),
  { at: 'meanwhile', does: 'reset' },
  ...(['headers-only', 'half-reply', 'wrong-length'] as const).map(
    (does): HttpFault => ({ at: 'after', does }),
  ),
  { at: 'after', does: 'drip', everyMs: 300 },
  { at: 'late', does: 'reset', afterMs: LATE_MS },
  { at: 'late', does: 'hang', afterMs: LATE_MS },
  { at: 'twice' },
];

/** To a transaction of ctl's own. */
export const ETCD_FAULTS: readonly WriteFault[] = ON_GRPC.map((fault) => ({
  name: nameOf(fault),
  commit: ({ etcd }) => etcd.grpc.set(onFirstWrite(fault)),
}));

/** To an order for an agent. */
export const AGENT_FAULTS: readonly WriteFault[] = ON_HTTP.map((fault) => ({
  name: nameOf(fault),
  commit: ({ agents }) => {
    for (const agent of agents.values()) agent.rules.set(onFirstWrite(fault));
  },
}));

function onFirstWrite<A>(action: A): FaultRule<A> {
  return { on: 'write', nth: 1, action };
}

function nameOf({ at, ...rest }: GrpcFault | HttpFault): string {
  return [at, ...Object.values(rest)].join(' ');
}
