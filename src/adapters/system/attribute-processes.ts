import { basename } from 'node:path';
import type { SandboxProcess } from '../../operations/sandbox/processes.js';
import type { ProcessFacts } from './proc.js';

/** Set in the environment of every server, and inherited by all that it starts. */
export const MARKER = 'CTL_SANDBOX_COMPONENT';

/** A server that ctl started and recorded. */
export interface RecordedServer {
  readonly component: string;
  readonly pid: number;
  readonly startTime: string;
}

type Place = Pick<SandboxProcess, 'component' | 'isPostgres'>;

/**
 * Which processes belong to the sandbox in `directory`: the recorded ones, those with our mark in their environment,
 * PostgreSQL servers of its data directories (whoever started them), and all their descendants.
 */
export function attributeProcesses(
  directory: string,
  recorded: readonly RecordedServer[],
  processes: readonly ProcessFacts[],
): readonly SandboxProcess[] {
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  const places = new Map<number, Place | null>();
  const placeOf = (process: ProcessFacts): Place | null => {
    const known = places.get(process.pid);
    if (known !== undefined) return known;
    places.set(process.pid, null);
    const parent = byPid.get(process.parent);
    const inherited = parent === undefined ? null : placeOf(parent);
    const place = ownPlace(directory, recorded, process) ?? inherited;
    const isPostgres =
      place !== null && (place.isPostgres || inherited?.isPostgres === true || runsPostgres(process));
    const result = place === null ? null : { component: place.component, isPostgres };
    places.set(process.pid, result);
    return result;
  };
  return processes.flatMap((process) => {
    const place = placeOf(process);
    if (place === null) return [];
    const { pid, startTime, parent, state } = process;
    return [{ pid, startTime, parent, frozen: state === 'T', ...place }];
  });
}

function ownPlace(
  directory: string,
  recorded: readonly RecordedServer[],
  process: ProcessFacts,
): Place | null {
  const server = recorded.find(
    ({ pid, startTime }) => pid === process.pid && startTime === process.startTime,
  );
  if (server !== undefined) return { component: server.component, isPostgres: false };
  const mark = process.environment.find((entry) => entry.startsWith(`${MARKER}=${directory}/`));
  if (mark !== undefined) return placeBelow(directory, mark.slice(MARKER.length + 1), false);
  const dataDirectory = dataDirectoryOf(process);
  return dataDirectory?.startsWith(`${directory}/`) ? placeBelow(directory, dataDirectory, true) : null;
}

function placeBelow(directory: string, path: string, isPostgres: boolean): Place | null {
  const [component] = path.slice(directory.length + 1).split('/');
  return component === undefined || component === '' ? null : { component, isPostgres };
}

/** From the arguments of a postmaster, or the working directory of any PostgreSQL process. */
function dataDirectoryOf(process: ProcessFacts): string | null {
  if (!runsPostgres(process)) return null;
  const option = process.argv.indexOf('-D');
  return (option === -1 ? null : process.argv[option + 1]) ?? process.cwd;
}

/** Its other processes show a title such as `postgres: demo: checkpointer`. */
function runsPostgres({ argv: [program = ''], executable }: ProcessFacts): boolean {
  return basename(program) === 'postgres' || basename(executable ?? '') === 'postgres';
}
