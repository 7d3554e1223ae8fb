import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { packagedPatroni } from '../test/support/packaged-patroni.js';
import { type Comparison, comparePairs, type Program } from './pairs.js';
import { BARE_NODE, ctl, patronictlOf } from './programs.js';

/** The settings of the shared sandbox. */
export function sharedSettings(): string {
  return join(inject('sandboxHome'), 'shared', 'patronictl.yml');
}

/** What everybody waits for every day, against the program that ctl replaces and against what Node.js costs by itself. */
export async function compareStarts(pairs: number): Promise<readonly Comparison[]> {
  const settings = sharedSettings();
  const { patronictl } = await packagedPatroni('sid');
  const list = ctl(['list'], settings);
  const theirs = patronictlOf(patronictl, settings);
  return [
    comparePairs(list, theirs('list'), { pairs }),
    comparePairs(list, BARE_NODE, { pairs }),
    comparePairs(ctl(['--version']), BARE_NODE, { pairs }),
    comparePairs(ctl(['--help']), BARE_NODE, { pairs }),
    comparePairs(ctl(['list', '--help']), BARE_NODE, { pairs }),
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
    comparePairs(ours, cold(BARE_NODE), { pairs, before: forgetFiles }),
  ];
}

function forgetFiles(): void {
  execFileSync('sync');
  writeFileSync('/proc/sys/vm/drop_caches', '3');
}
