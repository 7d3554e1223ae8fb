import { timingFor } from '../../cluster/haproxy/check-timing.js';
import { poolName } from '../../cluster/haproxy/plan-haproxy.js';
import { renderHaproxy } from '../../cluster/haproxy/render-haproxy.js';
import { dumpPyYaml } from '../../formats/pyyaml-dump.js';
import { patroniYaml } from './patroni-yaml.js';
import {
  addressOf,
  HOST,
  NAMESPACE,
  passFileOf,
  REPLICATOR,
  type Sandbox,
  SUPERUSER,
  settingsFileOf,
} from './sandbox.js';

/** A file of the sandbox; it is private to its owner. */
export interface PlannedFile {
  readonly path: string;
  /** `servers`: the unprivileged user that the servers run as, when ctl runs as root. */
  readonly owner: 'user' | 'servers';
  readonly text: string;
}

/** How fast the sandbox's HAProxy follows. */
const REACTION_MS = 1000;
const MAX_CONNECTIONS = 500;

/** The directories that the servers write to. */
export function serverDirectoriesOf(sandbox: Sandbox): readonly string[] {
  const components = [...sandbox.etcd, ...sandbox.members].map(({ name }) => `${sandbox.directory}/${name}`);
  const socketDirectory = sandbox.haproxy.statsSocket.replace(/\/[^/]*$/, '');
  return [...new Set([...components, `${sandbox.directory}/haproxy`, socketDirectory])];
}

export function plannedFilesOf(sandbox: Sandbox): readonly PlannedFile[] {
  const { directory } = sandbox;
  return [
    { path: settingsFileOf(directory), owner: 'user', text: settingsFile(sandbox) },
    { path: passFileOf(directory), owner: 'user', text: passFile(sandbox) },
    { path: `${directory}/haproxy/haproxy.cfg`, owner: 'servers', text: haproxyConfig(sandbox) },
    ...sandbox.members.map(
      (member): PlannedFile => ({
        path: `${directory}/${member.name}/patroni.yml`,
        owner: 'servers',
        text: patroniYaml(sandbox, member),
      }),
    ),
  ];
}

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

/** HAProxy's configuration as `haproxy config` writes it: writes go to the leader, reads to the replicas. */
export function haproxyConfig(sandbox: Sandbox): string {
  const { writePort, readPort, statsSocket } = sandbox.haproxy;
  return renderHaproxy({
    scope: sandbox.name,
    group: null,
    pools: [
      {
        purpose: 'write',
        name: poolName(sandbox.name, null, 'write'),
        bind: addressOf(writePort),
        path: '/primary',
      },
      {
        purpose: 'read',
        name: poolName(sandbox.name, null, 'read'),
        bind: addressOf(readPort),
        path: '/replica',
      },
    ],
    servers: sandbox.members.map(({ name, port, apiPort }) => ({
      name,
      host: HOST,
      port,
      agent: { isTls: false, host: HOST, port: apiPort },
      isReader: true,
    })),
    timing: timingFor(REACTION_MS),
    tls: null,
    global: { statsSocket, account: null, maxConnections: MAX_CONNECTIONS, statsPage: null },
  });
}
