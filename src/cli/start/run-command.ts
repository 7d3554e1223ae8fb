import { run } from '@oclif/core';
import { ERROR_DOCUMENT } from '../output/document.js';
import { noteEnding } from '../output/ending.js';
import { failureFrom } from '../output/failure-from.js';
import { writeDocument, writeFailure } from '../output/output.js';
import { findCommand } from './find-command.js';
import { type LoadCommand, ownPlugin } from './own-plugin.js';
import { PACKAGE } from './package.js';

/** Lets oclif find and run the command; what no command could report is reported here. */
export async function runCommand(
  argv: readonly string[],
  root: string,
  loadCommand: LoadCommand,
): Promise<void> {
  try {
    const plugin = ownPlugin(root, loadCommand);
    const plugins = new Map([[plugin.name, plugin]]);
    const config = { root, pjson: PACKAGE, plugins, devPlugins: false, userPlugins: false };
    await run([...findCommand(argv, plugin)], config);
  } catch (thrown) {
    tellFailure(thrown, argv);
  }
}

/** What happens outside of every command. */
export function tellFailure(thrown: unknown, argv: readonly string[]): void {
  const failure = failureFrom(thrown);
  writeFailure(failure, {
    json: argv.includes('--json') ? writeDocument : null,
    debug: argv.includes('--debug'),
    shape: ERROR_DOCUMENT,
    warnings: [],
  });
  noteEnding({ shape: ERROR_DOCUMENT, outcome: failure.outcome, code: failure.problem.code });
}
