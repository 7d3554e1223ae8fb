import { haproxyConfig } from './haproxy-config.js';
import { patroniYaml } from './patroni-yaml.js';
import { passFileOf, type Sandbox, settingsFileOf } from './sandbox.js';
import { passFile, settingsFile } from './settings-file.js';

/** A file of the sandbox; it is private to its owner. */
export interface PlannedFile {
  readonly path: string;
  /** `servers`: the unprivileged user that the servers run as, when ctl runs as root. */
  readonly owner: 'user' | 'servers';
  readonly text: string;
}

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
