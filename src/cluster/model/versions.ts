import type { Evidence } from '../evidence/evidence.js';
import { formatPostgresVersion } from './postgres-version.js';

/** What runs, as far as it told. */
export interface Versions {
  readonly etcd: readonly { readonly address: string; readonly version: string }[];
  readonly members: readonly {
    readonly name: string;
    readonly patroni: string | null;
    readonly postgres: string | null;
  }[];
}

export function versionsOf({ etcd, members }: Evidence): Versions {
  return {
    etcd: etcd.endpoints.flatMap(({ address, status }) =>
      status.ok ? [{ address, version: status.value.version }] : [],
    ),
    members: members.map(({ name, key, agent }) => {
      const status = agent?.ok === true ? agent.value : null;
      const server = status?.serverVersion ?? null;
      return {
        name,
        patroni: status?.patroniVersion ?? key?.patroniVersion ?? null,
        postgres: server === null ? null : formatPostgresVersion(server),
      };
    }),
  };
}
