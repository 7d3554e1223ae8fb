import { Failure } from '../../errors.js';
import { ctl, hint } from '../../formats/hint.js';
import { damagedSandbox } from './find-sandbox.js';
import { obtainPrograms } from './obtain-programs.js';
import { MAX_ETCD, MAX_MEMBERS, PORT_BLOCKS, planSandbox, portsOf } from './plan.js';
import { plannedFilesOf, serverDirectoriesOf } from './planned-files.js';
import type { ProgramChoices, SandboxPorts } from './ports.js';
import type { Programs, Sandbox, Secrets } from './sandbox.js';

export interface ObtainRequest {
  readonly name: string;
  /** Null for the number that the sandbox has, or 3. */
  readonly members: number | null;
  readonly etcd: number | null;
  readonly choices: ProgramChoices;
  readonly install: boolean;
}

const DEFAULT_COUNT = 3;

/** The recorded sandbox, or null if there is none; a shape other than the recorded one is refused. */
export async function readMatching(request: ObtainRequest, ports: SandboxPorts): Promise<Sandbox | null> {
  const { name, members, etcd } = request;
  checkCount('--members', members, MAX_MEMBERS);
  checkCount('--etcd', etcd, MAX_ETCD);
  const sandbox = await ports.store.read(name);
  if (sandbox === 'damaged') throw damagedSandbox(name, ports);
  if (sandbox === null) return null;
  const differs = [
    ...(members === null || members === sandbox.members.length ? [] : [`${sandbox.members.length} members`]),
    ...(etcd === null || etcd === sandbox.etcd.length ? [] : [`${sandbox.etcd.length} members of etcd`]),
  ];
  if (differs.length === 0) return sandbox;
  throw new Failure('refused', 'other-shape', `Sandbox ${name} exists with ${differs.join(' and ')}`, {
    subject: name,
    next: hint`${ctl('sandbox down', null, [name], { destroy: true })}, or choose another name`,
  });
}

/** Writes down a new sandbox, with ports that nobody else has. */
export async function makeSandbox(
  request: ObtainRequest,
  programs: Programs,
  ports: SandboxPorts,
): Promise<Sandbox> {
  const { name, members, etcd } = request;
  const { store } = ports;
  return store.whileChoosingPorts(async () => {
    const plan = {
      name,
      directory: store.directoryOf(name),
      members: members ?? DEFAULT_COUNT,
      etcd: etcd ?? DEFAULT_COUNT,
      programs,
      secrets: newSecrets(ports),
      socketDirectory: await store.socketDirectoryFor(name),
    };
    const taken = await readTakenPorts(ports);
    for (const block of PORT_BLOCKS) {
      const sandbox = planSandbox(plan, block);
      const wanted = portsOf(sandbox).map(({ port }) => port);
      if (wanted.some((port) => taken.has(port)) || !(await areFree(wanted, ports))) continue;
      await store.write(sandbox);
      return sandbox;
    }
    throw new Failure('refused', 'no-free-ports', 'No free block of ports between 15000 and 20000');
  });
}

/** The sandbox with the programs as they are now; remembers them if they have changed. */
export async function refreshPrograms(
  sandbox: Sandbox,
  request: ObtainRequest,
  ports: SandboxPorts,
): Promise<Sandbox> {
  const { programs } = sandbox;
  const recorded = {
    etcd: programs.etcd.path,
    patroni: programs.patroni.path,
    postgres: programs.postgres.path,
    haproxy: programs.haproxy.path,
  };
  const found = await obtainPrograms(ports, mergeChoices(recorded, request.choices), request);
  if (JSON.stringify(found) === JSON.stringify(programs)) return sandbox;
  const refreshed = { ...sandbox, programs: found };
  await ports.store.write(refreshed);
  if (found.postgres.path !== programs.postgres.path) await writeFiles(refreshed, ports, { overwrite: true });
  return refreshed;
}

/** The directories and files of the servers; what is there already stays as it is, with the user's changes. */
export async function writeFiles(
  sandbox: Sandbox,
  ports: SandboxPorts,
  options: { readonly overwrite: boolean },
): Promise<void> {
  await ports.store.makeDirectories(sandbox, serverDirectoriesOf(sandbox));
  for (const file of plannedFilesOf(sandbox)) await ports.store.writeFile(sandbox, file, options);
}

function mergeChoices(recorded: ProgramChoices, chosen: ProgramChoices): ProgramChoices {
  const given = Object.entries(chosen).filter(([, path]) => path !== undefined);
  return { ...recorded, ...Object.fromEntries(given) };
}

async function readTakenPorts({ store }: SandboxPorts): Promise<Set<number>> {
  const others = await Promise.all((await store.names()).map((name) => store.read(name)));
  return new Set(
    others.flatMap((other) =>
      other === null || other === 'damaged' ? [] : portsOf(other).map(({ port }) => port),
    ),
  );
}

async function areFree(wanted: readonly number[], { probes }: SandboxPorts): Promise<boolean> {
  return (await Promise.all(wanted.map((port) => probes.isPortFree(port)))).every((free) => free);
}

function newSecrets({ store }: SandboxPorts): Secrets {
  return {
    superuser: store.newSecret(),
    replication: store.newSecret(),
    rewind: store.newSecret(),
    restapi: store.newSecret(),
  };
}

function checkCount(option: string, count: number | null, max: number): void {
  if (count === null || (count >= 1 && count <= max)) return;
  throw new Failure('usage', 'bad-count', `${option} ${count}: between 1 and ${max}`, { subject: option });
}
