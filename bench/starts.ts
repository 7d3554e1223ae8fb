import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { packagedPatroni } from '../test/support/packaged-patroni.js';
import { type Comparison, comparePairs, measure, type Program } from './pairs.js';
import { bareNode, ctl, patronictlOf } from './programs.js';

/** The settings of the shared sandbox. */
export function sharedSettings(): string {
  return join(inject('sandboxHome'), 'shared', 'patronictl.yml');
}

/** What everybody waits for every day, against the program that ctl replaces and against what Node.js costs by itself. */
export async function compareStarts(pairs: number, node = process.execPath): Promise<readonly Comparison[]> {
  const settings = sharedSettings();
  const { patronictl } = await packagedPatroni('sid');
  const list = ctl(['list'], settings, node);
  const theirs = patronictlOf(patronictl, settings);
  const bare = bareNode(node);
  const ours = (...args: string[]): Program => ctl(args, null, node);
  // The caches grow with the first five starts.
  for (const each of [list, ours('--help'), ours('list', '--help'), list, list]) measure(each);
  return [
    comparePairs(list, theirs('list'), { pairs }),
    comparePairs(list, bare, { pairs }),
    comparePairs(ours('--version'), bare, { pairs }),
    comparePairs(ours('--help'), bare, { pairs }),
    comparePairs(ours('list', '--help'), bare, { pairs }),
  ];
}

/** The first start after a boot, as far as files go: the kernel forgets all that it has read. Only root may ask for that. */
export async function compareColdStarts(pairs: number): Promise<readonly Comparison[]> {
  const settings = sharedSettings();
  const { patronictl } = await packagedPatroni('sid');
  const cold = (program: Program): Program => ({ ...program, name: `cold ${program.name}` });
  const ours = cold(ctl(['list'], settings));
  return [
    comparePairs(ours, cold(patronictlOf(patronictl, settings)('list')), { pairs, before: forgetFiles }),
    comparePairs(ours, cold(bareNode()), { pairs, before: forgetFiles }),
  ];
}

function forgetFiles(): void {
  execFileSync('sync');
  writeFileSync('/proc/sys/vm/drop_caches', '3');
}
