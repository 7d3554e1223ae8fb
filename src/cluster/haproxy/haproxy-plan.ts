import type { AgentAddress } from './agent-address.js';
import type { CheckTiming } from './check-timing.js';

/** A member as HAProxy reaches it. */
export interface PlannedServer {
  /** Of HAProxy's characters. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly agent: AgentAddress;
  /** Whether it may be read from: not if it has diverged, which no check of HAProxy notices. */
  readonly isReader: boolean;
}

export interface PlannedPool {
  readonly purpose: 'write' | 'read' | 'sync';
  readonly name: string;
  /** Such as `*:5000`. */
  readonly bind: string;
  /** What the agents are asked, with its parameters. */
  readonly path: string;
}

/** What is not about one cluster. */
export interface GlobalSection {
  /** Path of the stats socket, which takes orders; null for none. */
  readonly statsSocket: string | null;
  /** `user` and `group` of the process, if it is started by root. */
  readonly account: string | null;
  readonly maxConnections: number | null;
  readonly statsPage: {
    readonly bind: string;
    /** Its password is taken from the environment variable `HAPROXY_STATS_PASSWORD`; null for a page without a login. */
    readonly user: string | null;
  } | null;
}

/** All that a configuration says. */
export interface HaproxyPlan {
  readonly scope: string;
  readonly group: number | null;
  readonly pools: readonly PlannedPool[];
  readonly servers: readonly PlannedServer[];
  readonly timing: CheckTiming;
  /** Paths of PEM files; null if no agent speaks https. */
  readonly tls: { readonly caFile: string | null; readonly certFile: string | null } | null;
  /** Null for the sections of the cluster only. */
  readonly global: GlobalSection | null;
}
