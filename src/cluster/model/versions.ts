import type { Evidence } from '../evidence/evidence.js';

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

/** PostgreSQL's `server_version_num` for people: `150020` is `15.20`; before 10 it has three parts, `90624` is `9.6.24`. */
export function formatPostgresVersion(serverVersion: number): string {
  const major = Math.floor(serverVersion / 10_000);
  const patch = serverVersion % 100;
  return major < 10 ? `${major}.${Math.floor(serverVersion / 100) % 100}.${patch}` : `${major}.${patch}`;
}
