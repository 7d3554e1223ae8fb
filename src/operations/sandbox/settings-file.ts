import { dumpPyYaml } from '../../formats/pyyaml-dump.js';
import { addressOf, HOST, NAMESPACE, REPLICATOR, type Sandbox, SUPERUSER } from './sandbox.js';

/** The settings of ctl and of patronictl for this sandbox; patronictl before 3.1 reads only `restapi`. */
export function settingsFile(sandbox: Sandbox): string {
  const authentication = { username: 'patroni', password: sandbox.secrets.restapi };
  const { statsSocket, writePort, readPort } = sandbox.haproxy;
  const file = `${sandbox.directory}/haproxy/haproxy.cfg`;
  const balancer = { stats: statsSocket, write: addressOf(writePort), read: addressOf(readPort), file };
  return dumpPyYaml({
    scope: sandbox.name,
    namespace: NAMESPACE,
    etcd3: { hosts: sandbox.etcd.map(({ clientPort }) => addressOf(clientPort)) },
    ctl: { authentication, haproxy: { [sandbox.name]: balancer } },
    restapi: { authentication: { ...authentication } },
    // Without libpq's environment, too, writes can be probed; before a copy the login of replicas is tried.
    postgresql: {
      authentication: {
        superuser: { username: SUPERUSER, password: sandbox.secrets.superuser },
        replication: { username: REPLICATOR, password: sandbox.secrets.replication },
      },
    },
  });
}

/** A libpq password file for the balancer and for every PostgreSQL. */
export function passFile(sandbox: Sandbox): string {
  const { haproxy, members, secrets } = sandbox;
  const ports = [haproxy.writePort, haproxy.readPort, ...members.map(({ port }) => port)];
  return ports.map((port) => `${HOST}:${port}:*:${SUPERUSER}:${secrets.superuser}\n`).join('');
}
