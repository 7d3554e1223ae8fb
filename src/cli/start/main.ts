import { run } from '@oclif/core';
import { meaningOf } from '../../errors.js';
import { lostResultView } from '../../views/parts/failure.js';
import { lazyOpener } from '../open/opener.js';
import { leaveClosedTerminal } from '../output/closed-terminal.js';
import { ERROR_DOCUMENT, exitOf, exitWithoutResult } from '../output/document.js';
import { notedEnding, noteEnding } from '../output/ending.js';
import { failureFrom } from '../output/failure-from.js';
import { outputStreams, writeDocument, writeFailure } from '../output/output.js';
import { endUnexpectedly } from '../output/unexpected-end.js';
import { findCommand } from './find-command.js';
import { OwnPlugin, type Surroundings } from './own-plugin.js';
import { PACKAGE } from './package.js';

/** One invocation from argv to exit code. */
export async function main(
  argv: readonly string[],
  surroundings: Pick<Surroundings, 'root' | 'loadCommand'>,
): Promise<void> {
  // From here on, whoever writes: a reader that goes away ends nothing.
  outputStreams();
  // Remarks of libraries to their developers are none of the operator's business.
  process.noDeprecation = !argv.includes('--debug');
  endUnexpectedly((thrown) => tellFailure(thrown, argv), end);
  await runCommand(argv, { ...surroundings, opener: lazyOpener });
  await end();
}

/** The only way in which ctl ends by itself. */
async function end(): Promise<void> {
  const { stdout, stderr } = outputStreams();
  const { shape, outcome, code } = notedEnding();
  const exit = () => {
    leaveClosedTerminal();
    // Nothing that is still open, such as a connection attempt to a dead endpoint, may delay the end.
    process.exit((stdout.lost === null ? exitOf : exitWithoutResult)(shape, outcome, code));
  };
  // The work is done. What is left is a reader that takes its time, and who does not want to wait for it has that code, too.
  for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal).on(signal, exit);
  await stdout.taken();
  if (stdout.lost !== null) {
    const own = { outcome, exit: exitOf(shape, outcome, code), meaning: meaningOf(outcome) };
    stderr.write(lostResultView(stdout.lost, own));
  }
  await stderr.taken();
  exit();
}

/** Lets oclif find and run the command, and notes how it ends; what no command could report is reported here. */
export async function runCommand(argv: readonly string[], surroundings: Surroundings): Promise<void> {
  try {
    const { root } = surroundings;
    const plugin = new OwnPlugin(surroundings);
    const plugins = new Map([[plugin.name, plugin]]);
    const config = { root, pjson: PACKAGE, plugins, devPlugins: false, userPlugins: false };
    await run([...findCommand(argv, plugin)], config);
  } catch (thrown) {
    tellFailure(thrown, argv);
  }
}

/** What happens outside of every command. */
function tellFailure(thrown: unknown, argv: readonly string[]): void {
  const failure = failureFrom(thrown);
  writeFailure(failure, {
    json: argv.includes('--json') ? writeDocument : null,
    debug: argv.includes('--debug'),
    shape: ERROR_DOCUMENT,
    warnings: [],
  });
  noteEnding({ shape: ERROR_DOCUMENT, outcome: failure.outcome, code: failure.problem.code });
}
