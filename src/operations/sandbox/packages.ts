import type { Distribution } from './ports.js';
import type { ProgramName } from './sandbox.js';

/** What has to be there: a program, or the module that lets Debian's Patroni speak to etcd. */
type Requirement = ProgramName | 'python3-etcd';

interface Family {
  /** ID or ID_LIKE in /etc/os-release. */
  readonly ids: readonly string[];
  readonly command: string;
  readonly packages: Readonly<Record<Requirement, readonly string[]>>;
}

const DEBIAN: Family = {
  ids: ['debian', 'ubuntu'],
  command: 'apt-get install --no-install-recommends',
  packages: {
    patroni: ['patroni', 'python3-etcd'],
    'python3-etcd': ['python3-etcd'],
    etcd: ['etcd-server'],
    haproxy: ['haproxy'],
    postgres: ['postgresql'],
  },
};

/** Best effort: some of these need an additional repository such as PGDG. */
const OTHERS: readonly Family[] = [
  {
    ids: ['fedora', 'rhel', 'centos', 'rocky', 'almalinux'],
    command: 'dnf install',
    packages: {
      patroni: ['patroni', 'patroni-etcd'],
      'python3-etcd': ['patroni-etcd'],
      etcd: ['etcd'],
      haproxy: ['haproxy'],
      postgres: ['postgresql-server', 'postgresql-contrib'],
    },
  },
  {
    ids: ['suse', 'opensuse', 'sles'],
    command: 'zypper install',
    packages: {
      patroni: ['patroni'],
      'python3-etcd': ['python3-python-etcd'],
      etcd: ['etcd'],
      haproxy: ['haproxy'],
      postgres: ['postgresql-server', 'postgresql-contrib'],
    },
  },
];

export interface InstallAdvice {
  /** A command to paste; null if the distribution is unknown. */
  readonly command: string | null;
  readonly packages: readonly string[];
  /** Whether `--install` can run it. */
  readonly usesApt: boolean;
}

/** How this distribution installs what is missing, and nothing else. */
export function adviseInstall(distribution: Distribution, missing: readonly Requirement[]): InstallAdvice {
  const ids = [distribution.id, ...distribution.like];
  const family = [DEBIAN, ...OTHERS].find((candidate) => candidate.ids.some((id) => ids.includes(id)));
  const packages = [...new Set(missing.flatMap((requirement) => (family ?? DEBIAN).packages[requirement]))];
  if (family === undefined) return { command: null, packages, usesApt: false };
  return { command: `${family.command} ${packages.join(' ')}`, packages, usesApt: family === DEBIAN };
}
