import { Flags, type Interfaces } from '@oclif/core';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import { nearMatches } from '../../formats/near-matches.js';
import { type ParsedRange, parseRange } from '../../formats/parse-range.js';
import { parseSize } from '../../formats/sizes.js';
import type { CheckRequest } from '../../operations/check/check-report.js';

const countRange = Flags.custom<ParsedRange>({
  helpValue: 'RANGE',
  helpGroup: 'THRESHOLD',
  parse: async (text) => rangeOf(text, (each) => wholeNumber(each)),
});

const sizeRange = Flags.custom<ParsedRange>({
  helpValue: 'SIZE',
  helpGroup: 'THRESHOLD',
  parse: async (text) =>
    rangeOf(text, (each) => {
      const parsed = parseSize(each);
      return 'error' in parsed ? parsed : { value: parsed.bytes };
    }),
});

function rangeOf(text: string, parse: Parameters<typeof parseRange>[1]): ParsedRange {
  const parsed = parseRange(text, parse);
  if ('error' in parsed) throw new Failure('usage', 'bad-range', parsed.error);
  return parsed.range;
}

function wholeNumber(text: string): { readonly value: number } | { readonly error: string } {
  return /^\d{1,9}$/.test(text) ? { value: Number(text) } : { error: `"${text}" is not a whole number` };
}

/** Ranges in the convention of the monitoring plugins; the checks they belong to run as well. */
export const thresholdFlags = {
  'warning-replicas': countRange({
    description: 'Range for replicas that are up, for example 2: for at least 2',
  }),
  'critical-replicas': countRange({
    description: 'Range for replicas that are up [default: 1: with --only replicas]',
  }),
  'warning-members': countRange({ description: 'Range for registered members' }),
  'critical-members': countRange({ description: 'Range for registered members' }),
  'warning-sync': countRange({ description: 'Range for synchronous standbys' }),
  'critical-sync': countRange({
    description: 'Range for synchronous standbys [default: 1: in synchronous mode]',
  }),
  'warning-lag': sizeRange({
    description: 'Range for the lag of any replica, for example 16MB [default: maximum_lag_on_failover]',
  }),
  'critical-lag': sizeRange({ description: 'Range for the lag of any replica, for example 1GB' }),
  'patroni-version': Flags.string({
    helpValue: 'VERSION',
    helpGroup: 'THRESHOLD',
    description: 'The version every member should run; 4.1 stands for every 4.1.x',
  }),
  timeline: Flags.integer({
    min: 1,
    helpValue: 'N',
    helpGroup: 'THRESHOLD',
    description: 'The timeline the cluster should be on; any other is critical',
  }),
  'state-file': Flags.string({
    helpValue: 'FILE',
    helpGroup: 'THRESHOLD',
    description: 'File that remembers timeline and configuration; a change is critical until it is saved',
  }),
  save: Flags.boolean({
    helpGroup: 'THRESHOLD',
    dependsOn: ['state-file'],
    description: 'Save what is seen now as what to expect from now on',
  }),
};

export function expectationsOf(
  flags: Interfaces.InferredFlags<typeof thresholdFlags>,
): Pick<CheckRequest, 'expected' | 'memory'> {
  const pair = (name: 'replicas' | 'members' | 'sync' | 'lag') => {
    const warning = flags[`warning-${name}`] ?? null;
    const critical = flags[`critical-${name}`] ?? null;
    return warning === null && critical === null ? null : { warning, critical };
  };
  const path = flags['state-file'];
  return {
    expected: {
      thresholds: {
        replicas: pair('replicas'),
        members: pair('members'),
        sync: pair('sync'),
        lag: pair('lag'),
      },
      timeline: flags.timeline ?? null,
      patroniVersion: flags['patroni-version'] ?? null,
    },
    memory: path === undefined ? null : { path, save: flags.save },
  };
}

/** `leader,lag` and several options are the same. */
export function namesOf<N extends string>(typed: readonly string[], known: readonly N[]): N[] {
  return typed
    .flatMap((text) => text.split(','))
    .map((text) => text.trim())
    .map((text) => {
      const found = known.find((name) => name === text);
      if (found !== undefined) return found;
      const near = nearMatches(text, known);
      throw new Failure('usage', 'unknown-check', `there is no check "${text}"`, {
        subject: text,
        next: hint`--only ${(near.length === 0 ? known : near).join(', ')}`,
      });
    });
}
