import { Flags } from '@oclif/core';
import { Failure } from '../../errors.js';
import { parseDuration } from '../../formats/durations.js';
import type { RestartRequest } from '../../operations/restart/restart-request.js';
import type { TypedWords } from '../../operations/typed-words.js';
import { actionFlags, actionRequest } from './action.js';
import { globalFlags, groupFlag, type ParsedFlags, sizeFlag } from './flags.js';

const { aliases: _timeout, ...deadline } = globalFlags.deadline;

/** The options of every command; `--timeout` is patronictl's own here. */
export const restartGlobalFlags = { ...globalFlags, deadline };

/** Whole seconds, as Patroni takes them. */
const startTimeoutFlag = Flags.custom<number>({
  helpValue: 'DURATION',
  parse: async (text) => {
    const parsed = parseDuration(text);
    const subject = '--timeout';
    if ('error' in parsed) throw new Failure('usage', 'bad-duration', parsed.error, { subject });
    const seconds = Math.round(parsed.ms / 1000);
    if (seconds > 0) return seconds;
    const message = 'Timeout should be a positive number of seconds';
    throw new Failure('usage', 'bad-duration', message, { subject });
  },
});

const rollOnly = { helpGroup: 'ROLLING', dependsOn: ['rolling'] };

/** The options of `restart` but `--role`; the first ones are patronictl's. */
export const restartFlags = {
  group: groupFlag,
  any: Flags.boolean({
    default: false,
    description: 'Restart only one of them: a replica if there is one, and the one that has run longest',
  }),
  scheduled: Flags.string({
    helpValue: 'TIME',
    description: 'When, in ISO 8601 with a UTC offset; or now',
    exclusive: ['rolling', 'parallel', 'started-before'],
  }),
  'pg-version': Flags.string({
    helpValue: 'VERSION',
    description: 'Only if PostgreSQL is older than this, for example 15.20',
  }),
  pending: Flags.boolean({ default: false, description: 'Only members with a pending restart' }),
  timeout: startTimeoutFlag({
    description:
      'How long PostgreSQL may take to start; a leader that takes longer gives up its lock [default: primary_start_timeout]',
  }),
  ...actionFlags,
  'replace-scheduled': Flags.boolean({
    description: 'Replace a restart that is already scheduled',
    dependsOn: ['scheduled'],
  }),
  'started-before': Flags.string({
    helpValue: 'TIME',
    description:
      'Only members whose PostgreSQL was started before this time or that have a pending restart, to continue a rolling restart',
  }),
  parallel: Flags.integer({
    min: 1,
    helpValue: 'N',
    description: 'Restart up to this many replicas at the same time [default: 1]',
    exclusive: ['rolling'],
  }),
  rolling: Flags.boolean({
    helpGroup: 'ROLLING',
    description:
      'Show the plan, and take the next member only when everything is as it was before; stop at the first doubt',
  }),
  'max-lag': sizeFlag({
    ...rollOnly,
    description:
      'How far behind a replica may be before the next member is taken [default: maximum_lag_on_failover]',
  }),
  switchover: Flags.boolean({
    ...rollOnly,
    description: 'Switch over to a restarted replica instead of restarting the leader in place',
    exclusive: ['skip-leader'],
  }),
  'skip-leader': Flags.boolean({ ...rollOnly, description: 'Leave the leader alone' }),
  exec: Flags.string({
    ...rollOnly,
    helpValue: 'COMMAND',
    description:
      'Shell command for each member before its restart; {member}, {host} and {port} are filled in. If it restarts PostgreSQL itself, ' +
      'that counts',
  }),
  haproxy: Flags.boolean({
    ...rollOnly,
    description:
      'Take each member out of the read pools of HAProxy meanwhile, and wait up to 30 s for its clients to leave',
  }),
  'allow-data-loss': Flags.boolean({
    helpGroup: 'DANGER',
    dependsOn: ['switchover'],
    description: 'Proceed even if only a member that has diverged can take over',
  }),
  'even-if-degraded': Flags.boolean({
    ...rollOnly,
    description: 'Start even if another member is already down',
  }),
};

type RestartFlags = ParsedFlags<typeof restartFlags> & {
  readonly role?: RestartRequest['role'] | undefined;
};

export function restartRequest(
  [scope, ...names]: readonly string[],
  flags: RestartFlags,
  { citus }: { readonly citus: object | null },
  typed: TypedWords,
): RestartRequest {
  return {
    ...actionRequest(flags),
    scope: scope ?? null,
    names,
    group: flags.group ?? null,
    citus: citus !== null,
    role: flags.role ?? 'any',
    action: 'restart',
    command: 'restart',
    typed,
    any: flags.any,
    pending: flags.pending,
    postgresVersion: flags['pg-version'] ?? null,
    scheduled: flags.scheduled ?? null,
    replacesSchedule: flags['replace-scheduled'],
    startedBefore: flags['started-before'] ?? null,
    startTimeout: flags.timeout ?? null,
    deadlineMs: flags.deadline ?? null,
    parallel: flags.parallel ?? 1,
    haproxy: null,
    rolling: flags.rolling ? rollRequest(flags) : null,
  };
}

function rollRequest(flags: RestartFlags): RestartRequest['rolling'] {
  return {
    leader: flags.switchover ? 'switchover' : flags['skip-leader'] ? 'skip' : 'in-place',
    maxLag: flags['max-lag'] ?? null,
    command: flags.exec ?? null,
    allowsDegraded: flags['even-if-degraded'],
    allowsDataLoss: flags['allow-data-loss'],
  };
}
