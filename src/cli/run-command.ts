import { type Interfaces, run } from '@oclif/core';
import { Failure } from '../errors.js';
import { ctl, hint } from '../formats/hint.js';
import { nearMatches } from '../formats/near-matches.js';
import { moveGlobalOptions } from './argv.js';
import { ERROR_DOCUMENT } from './document.js';
import { noteEnding } from './ending.js';
import { failureFrom } from './failure-from.js';
import { writeDocument, writeFailure } from './output.js';
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
    await run([...rewrite(argv, plugin)], config);
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

function rewrite(argv: readonly string[], { commandIDs, topics }: Interfaces.Plugin): readonly string[] {
  const rewritten = moveGlobalOptions(argv);
  if ('error' in rewritten) {
    throw new Failure('usage', 'usage', rewritten.error, {
      next: hint`ctl --help`,
    });
  }
  const [word] = rewritten.argv;
  const known = [...commandIDs, ...topics.map((topic) => topic.name)].map((id) => id.split(':')[0] ?? id);
  if (word !== undefined && !word.startsWith('-') && !known.includes(word)) {
    const near = nearMatches(word, [...new Set(known)]);
    const next = hint`${near.length === 0 ? 'ctl --help' : near.map((name) => ctl(name, null)).join(', ')}`;
    throw new Failure('usage', 'unknown-command', `No such command '${word}'.`, { subject: word, next });
  }
  return rewritten.argv;
}
