import type { JsonObject } from '../../formats/json.js';
import type { Settings } from '../settings.js';

/** The settings by which a cluster was reached: whose logins, which files, and no password. What is not named here is not in it. */
export function settingsDocument(settings: Settings): JsonObject {
  const { scope, namespace, citus, ownMember, origin, etcd, agent, sql, balancers, routes } = settings;
  return {
    scope,
    namespace,
    citus: citus === null ? null : { group: citus.group, database: citus.database },
    ownMember: ownMember?.name ?? null,
    origin: origin(),
    etcd: {
      endpoints: [...etcd.endpoints],
      srv: etcd.srv === null ? null : { domain: etcd.srv.domain, suffix: etcd.srv.suffix },
      tls: { cacert: etcd.tls.cacert, cert: etcd.tls.cert, key: etcd.tls.key },
      username: etcd.login?.username ?? null,
    },
    agent: {
      username: agent.login?.username ?? null,
      cacert: agent.cacert,
      certfile: agent.certfile,
      keyfile: agent.keyfile,
      insecure: agent.insecure,
    },
    sql: { username: sql.username },
    haproxy: balancers.map((balancer) => ({
      scope: balancer.scope,
      stats: balancer.stats,
      write: addressOf(balancer.write),
      read: addressOf(balancer.read),
    })),
    routes: routes.map((route) => ({ scope: route.scope, address: addressOf(route.address) })),
  };
}

function addressOf(address: { readonly host: string; readonly port: number } | null): string | null {
  return address === null ? null : `${address.host}:${address.port}`;
}
