import { Failure, type Problem } from '../../errors.js';
import { ctl, hint } from '../../formats/hint.js';
import { installScript } from './install-script.js';
import { adviseInstall, type InstallAdvice } from './packages.js';
import type { FoundProgram, ProgramChoices, SandboxPorts } from './ports.js';
import { PROGRAMS, type ProgramName, type Programs } from './sandbox.js';

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
