import { afterAllStarts } from '../../cluster/restart/start-time.js';
import { clusterWords, shellWord } from '../../formats/command-words.js';
import type { RestartRequest } from './restart-request.js';

/**
 * The command that goes on where this one has ended. With `--pending` the flags of the members tell who is left, else the start
 * time of each PostgreSQL: whoever was started after all of them had been is done.
 */
export function resumeCommand(
  request: RestartRequest,
  scope: string,
  starts: readonly (string | null)[],
  now: Date,
): string {
  const { names, role, group, pending, rolling, startedBefore, postgresVersion, startTimeout } = request;
  const moment = startedBefore ?? new Date(afterAllStarts(starts) ?? now.getTime()).toISOString();
  const words = [
    'ctl restart',
    clusterWords({ scope, group }),
    ...names.map(shellWord),
    ...(role === 'any' ? [] : [`--role ${role}`]),
    ...(rolling === null ? [] : rollWords(rolling)),
    ...(request.haproxy === null ? [] : ['--haproxy']),
    pending ? '--pending' : `--started-before ${shellWord(moment)}`,
    ...(postgresVersion === null ? [] : [`--pg-version ${shellWord(postgresVersion)}`]),
    ...(startTimeout === null ? [] : [`--timeout ${startTimeout}`]),
    ...(request.parallel === 1 ? [] : [`--parallel ${request.parallel}`]),
    ...(request.deadlineMs === null ? [] : [`--deadline ${request.deadlineMs}ms`]),
  ];
  return words.join(' ');
}

function rollWords({
  leader,
  maxLag,
  command,
  allowsDegraded,
}: NonNullable<RestartRequest['rolling']>): string[] {
  return [
    '--rolling',
    ...(leader === 'switchover' ? ['--switchover'] : []),
    ...(leader === 'skip' ? ['--skip-leader'] : []),
    ...(maxLag === null ? [] : [`--max-lag ${maxLag}`]),
    ...(command === null ? [] : [`--exec ${shellWord(command)}`]),
    ...(allowsDegraded ? ['--even-if-degraded'] : []),
  ];
}
