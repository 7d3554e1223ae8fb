import { addressOf, type EtcdMember, type Sandbox } from './sandbox.js';

/** How a server is started: without secrets, because everybody can read the arguments of a process. */
export interface ServerCommand {
  readonly component: string;
  /** Its working directory, with the file of its process id. */
  readonly directory: string;
  readonly log: string;
  readonly program: string;
  readonly args: readonly string[];
}

/** The command of etcd member, agent or balancer; an agent starts its PostgreSQL itself. */
export function serverCommand(sandbox: Sandbox, component: string): ServerCommand {
  const directory = `${sandbox.directory}/${component}`;
  const etcd = sandbox.etcd.find(({ name }) => name === component);
  if (etcd !== undefined) {
    const program = sandbox.programs.etcd.path;
    return { component, directory, log: `${directory}/etcd.log`, program, args: etcdArgs(sandbox, etcd) };
  }
  if (component === 'haproxy') {
    const args = ['-db', '-f', `${directory}/haproxy.cfg`];
    return {
      component,
      directory,
      log: `${directory}/haproxy.log`,
      program: sandbox.programs.haproxy.path,
      args,
    };
  }
  const args = [`${directory}/patroni.yml`];
  return {
    component,
    directory,
    log: `${directory}/patroni.log`,
    program: sandbox.programs.patroni.path,
    args,
  };
}

function etcdArgs(sandbox: Sandbox, member: EtcdMember): readonly string[] {
  const url = (port: number) => `http://${addressOf(port)}`;
  const cluster = sandbox.etcd.map(({ name, peerPort }) => `${name}=${url(peerPort)}`);
  return [
    `--name=${member.name}`,
    `--data-dir=${sandbox.directory}/${member.name}/data`,
    `--listen-client-urls=${url(member.clientPort)}`,
    `--advertise-client-urls=${url(member.clientPort)}`,
    `--listen-peer-urls=${url(member.peerPort)}`,
    `--initial-advertise-peer-urls=${url(member.peerPort)}`,
    `--initial-cluster=${cluster.join(',')}`,
    `--initial-cluster-token=${sandbox.name}`,
    '--initial-cluster-state=new',
    '--logger=zap',
    '--log-level=warn',
  ];
}

/** The logs of a component; a member has one of the agent and one of PostgreSQL. */
export function logsOf(
  sandbox: Sandbox,
  component: string,
): readonly { readonly label: string; readonly path: string }[] {
  const { log, directory } = serverCommand(sandbox, component);
  const isMember = sandbox.members.some(({ name }) => name === component);
  if (!isMember) return [{ label: component, path: log }];
  return [
    { label: `${component}.agent`, path: log },
    { label: `${component}.postgres`, path: `${directory}/postgres.log` },
  ];
}
