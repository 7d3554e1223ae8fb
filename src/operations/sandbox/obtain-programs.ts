import { Failure, type Problem } from '../../errors.js';
import { ctl, hint } from '../../formats/hint.js';
import { installScript } from './install-script.js';
import type { Distribution, FoundProgram, ProgramChoices, SandboxPorts } from './ports.js';
import { PROGRAMS, type ProgramName, type Programs } from './sandbox.js';

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

interface InstallAdvice {
  /** A command to paste; null if the distribution is unknown. */
  readonly command: string | null;
  readonly packages: readonly string[];
  /** Whether `--install` can run it. */
  readonly usesApt: boolean;
}

/** The programs of a sandbox, installed first if that was asked for. */
export async function obtainPrograms(
  ports: SandboxPorts,
  choices: ProgramChoices,
  options: { readonly install: boolean },
): Promise<Programs> {
  const found = await ports.programs.find(choices);
  if (isComplete(found)) return programsOf(found);
  const missing = found.filter(({ trouble }) => trouble !== null);
  const chosen = missing.filter(({ program }) => choices[program] !== undefined);
  if (chosen.length > 0 && !options.install) throw badChoice(chosen, choices);
  const advice = adviseInstall(await ports.programs.readDistribution(), missing.map(requirementOf));
  if (!options.install) throw missingPrograms(missing, advice);
  await install(ports, advice, missing);
  const again = await ports.programs.find(choices);
  if (isComplete(again)) return programsOf(again);
  throw missingPrograms(
    again.filter(({ trouble }) => trouble !== null),
    advice,
  );
}

function requirementOf({ program, trouble }: FoundProgram) {
  return trouble === 'python3-etcd is missing' ? 'python3-etcd' : program;
}

async function install(
  ports: SandboxPorts,
  advice: InstallAdvice,
  missing: readonly FoundProgram[],
): Promise<void> {
  if (!advice.usesApt) throw missingPrograms(missing, advice);
  const { clock, progress } = ports;
  const begun = clock.monotonicMs();
  const step = { server: 'packages', what: advice.packages.join(', '), state: 'installed' };
  progress.begin(step);
  const result = await ports.programs.runAsRoot(
    installScript(advice.packages),
    `${ports.store.home}/install.log`,
  );
  if (!result.ok) {
    throw new Failure(
      'refused',
      'install-failed',
      `Installing ${advice.packages.join(', ')} failed: ${result.reason}`,
      {
        ...(advice.command === null ? {} : { next: hint`${advice.command}` }),
      },
    );
  }
  progress.end({ ...step, elapsedMs: clock.monotonicMs() - begun });
}

function isComplete(found: readonly FoundProgram[]): boolean {
  return PROGRAMS.every((name) => found.some(({ program, trouble }) => program === name && trouble === null));
}

function programsOf(found: readonly FoundProgram[]): Programs {
  const of = (name: ProgramName) => {
    const program = found.find((candidate) => candidate.program === name);
    return { path: program?.path ?? '', version: program?.version ?? 'unknown' };
  };
  return { etcd: of('etcd'), patroni: of('patroni'), postgres: of('postgres'), haproxy: of('haproxy') };
}

function missingPrograms(missing: readonly FoundProgram[], advice: InstallAdvice): Failure {
  const names = missing.map(({ program }) => program).join(', ');
  const next =
    advice.command === null
      ? hint`install them (Debian calls the packages ${advice.packages.join(', ')}), or name their paths`
      : advice.usesApt
        ? hint`${advice.command}, or: ${ctl('sandbox up', null, [], { install: true })}`
        : hint`${advice.command}`;
  return new Failure('refused', 'missing-programs', `Programs are missing: ${names}`, {
    subject: names,
    next,
    parts: missing.map(troubleOf),
  });
}

function badChoice(chosen: readonly FoundProgram[], choices: ProgramChoices): Failure {
  const texts = chosen.map(({ program, trouble }) => `${choices[program]}: ${trouble}`);
  return new Failure('usage', 'bad-program', `Not usable: ${texts.join('; ')}`, {
    subject: chosen.map(({ program }) => program).join(', '),
    parts: chosen.map(troubleOf),
  });
}

function troubleOf({ program, trouble }: FoundProgram): Problem {
  return { code: 'missing-program', subject: program, message: trouble ?? 'not found', next: null };
}

/** How this distribution installs what is missing, and nothing else. */
export function adviseInstall(distribution: Distribution, missing: readonly Requirement[]): InstallAdvice {
  const ids = [distribution.id, ...distribution.like];
  const family = [DEBIAN, ...OTHERS].find((candidate) => candidate.ids.some((id) => ids.includes(id)));
  const packages = [...new Set(missing.flatMap((requirement) => (family ?? DEBIAN).packages[requirement]))];
  if (family === undefined) return { command: null, packages, usesApt: false };
  return { command: `${family.command} ${packages.join(' ')}`, packages, usesApt: family === DEBIAN };
}
