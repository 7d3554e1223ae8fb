import { afterAllStarts } from '../../cluster/restart/start-time.js';
import { type CommandOptions, ctl, type Hint } from '../../formats/hint.js';
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
): Hint {
  const { names, role, group, pending, rolling, startedBefore, postgresVersion, startTimeout } = request;
  const moment = startedBefore ?? new Date(afterAllStarts(starts) ?? now.getTime()).toISOString();
  return ctl('restart', { scope, group }, names, {
    role: role === 'any' ? null : role,
    ...(rolling === null ? {} : rollOptions(rolling)),
    haproxy: request.haproxy !== null,
    pending,
    'started-before': pending ? null : moment,
    'pg-version': postgresVersion,
    timeout: startTimeout,
    parallel: request.parallel === 1 ? null : request.parallel,
    deadline: request.deadlineMs === null ? null : `${request.deadlineMs}ms`,
  });
}

function rollOptions({
  leader,
  maxLag,
  command,
  allowsDegraded,
  allowsDataLoss,
}: NonNullable<RestartRequest['rolling']>): CommandOptions {
  return {
    rolling: true,
    switchover: leader === 'switchover',
    'skip-leader': leader === 'skip',
    'max-lag': maxLag,
    exec: command,
    'even-if-degraded': allowsDegraded,
    'allow-data-loss': allowsDataLoss,
  };
}
