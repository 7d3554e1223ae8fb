import type { Programs, Sandbox, Secrets } from './sandbox.js';

interface SandboxRequest {
  readonly name: string;
  readonly directory: string;
  readonly members: number;
  readonly etcd: number;
  readonly programs: Programs;
  readonly secrets: Secrets;
  /** Where the statistics socket of HAProxy goes. */
  readonly socketDirectory: string;
}

/** The first ports of the blocks that sandboxes take; below the range of ephemeral ports. */
export const PORT_BLOCKS: readonly number[] = Array.from({ length: 50 }, (_, index) => 15_000 + index * 100);

/** Offsets within a block. */
const WRITE = 0;
const READ = 1;
const ETCD_CLIENT = 10;
const ETCD_PEER = 20;
const POSTGRES = 30;
const API = 60;

export const MAX_ETCD = 9;
export const MAX_MEMBERS = 29;

/** Everything about a sandbox that has to be decided before anything is started. */
export function planSandbox(request: SandboxRequest, firstPort: number): Sandbox {
  const { name, directory, programs, secrets } = request;
  return {
    format: 1,
    name,
    directory,
    programs,
    etcd: numbered(request.etcd).map((number) => ({
      name: `e${number}`,
      clientPort: firstPort + ETCD_CLIENT + number,
      peerPort: firstPort + ETCD_PEER + number,
    })),
    members: numbered(request.members).map((number) => ({
      name: `pg${number}`,
      port: firstPort + POSTGRES + number,
      apiPort: firstPort + API + number,
    })),
    haproxy: {
      writePort: firstPort + WRITE,
      readPort: firstPort + READ,
      statsSocket: `${request.socketDirectory}/stats.sock`,
    },
    secrets,
  };
}

/** A port and the component that listens on it. */
interface PlannedPort {
  readonly component: string;
  readonly port: number;
}

/** Every port of the sandbox; a member's PostgreSQL and agent are named apart, as components are. */
export function portsOf(sandbox: Sandbox): readonly PlannedPort[] {
  return [
    { component: 'haproxy', port: sandbox.haproxy.writePort },
    { component: 'haproxy', port: sandbox.haproxy.readPort },
    ...sandbox.etcd.flatMap(({ name, clientPort, peerPort }) => [
      { component: name, port: clientPort },
      { component: name, port: peerPort },
    ]),
    ...sandbox.members.flatMap(({ name, port, apiPort }) => [
      { component: `${name}.postgres`, port },
      { component: `${name}.agent`, port: apiPort },
    ]),
  ];
}

function numbered(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
