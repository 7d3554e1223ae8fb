import { Flags } from '@oclif/core';
import { Failure } from '../../errors.js';
import { parseDuration } from '../../formats/durations.js';
import type { Settings } from '../../operations/settings.js';
import { viaFlag } from './action.js';
import { type ClusterArgument, clusterRequest, groupFlag, type ParsedFlags } from './flags.js';

const LONGEST_REASON = 500;
const LONGEST_PAUSE_MS = 366 * 86_400_000;

export const reasonFlag = Flags.custom<string>({
  helpValue: 'TEXT',
  parse: async (typed) => {
    const text = typed.trim();
    if (text !== '' && text.length <= LONGEST_REASON) return text;
    const message =
      text === '' ? '--reason is empty' : `--reason is longer than ${LONGEST_REASON} characters`;
    throw new Failure('usage', 'bad-reason', message, { subject: '--reason' });
  },
});

/** How long a maintenance mode is meant to last, as milliseconds. */
export const forFlag = Flags.custom<number>({
  helpValue: 'DURATION',
  parse: async (text) => {
    const parsed = parseDuration(text);
    const error = 'error' in parsed ? parsed.error : refuseLength(text, parsed.ms);
    if ('ms' in parsed && error === null) return parsed.ms;
    throw new Failure('usage', 'bad-duration', `--for: ${error}`, { subject: '--for' });
  },
});

function refuseLength(text: string, ms: number): string | null {
  if (ms > LONGEST_PAUSE_MS) return `"${text}" is more than a year`;
  return ms === 0 ? `"${text}" is no time at all` : null;
}

/** The options that pause and resume share; the first two are patronictl's. */
export const pauseFlags = {
  group: groupFlag,
  wait: Flags.boolean({
    default: false,
    description: 'Wait until every registered member has acknowledged it',
  }),
  via: viaFlag,
};

export function pauseRequest(
  args: ClusterArgument,
  flags: ParsedFlags<typeof pauseFlags>,
  settings: Settings,
  command: string,
) {
  return {
    ...clusterRequest(args, flags, settings, command),
    wait: flags.wait,
    via: flags.via ?? null,
    deadlineMs: flags.deadline ?? null,
  };
}
