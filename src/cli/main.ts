import { Config, run } from '@oclif/core';
import { exitCodeOf, Failure } from '../errors.js';
import { nearMatches } from '../formats/near-matches.js';
import { moveGlobalOptions } from './argv.js';
import { ERROR_DOCUMENT } from './document.js';
import { failureFrom } from './failure-from.js';
import { endQuietlyWhenUnread, writeFailure } from './output.js';

/** One invocation from argv to exit code; what no command could report ends here. */
export async function main(argv: readonly string[], root: string): Promise<void> {
  endQuietlyWhenUnread();
  // Remarks of libraries to their developers are none of the operator's business.
  process.noDeprecation = !argv.includes('--debug');
  try {
    const config = await Config.load(root);
    await run([...rewrite(argv, config)], config);
  } catch (thrown) {
    const failure = failureFrom(thrown);
    writeFailure(failure, {
      json: argv.includes('--json'),
      debug: argv.includes('--debug'),
      shape: ERROR_DOCUMENT,
      warnings: [],
    });
    process.exitCode = exitCodeOf(failure.outcome);
  }
  // Nothing that is still open, such as a connection attempt to a dead endpoint, may delay the end.
  process.stdout.write('', () => process.exit());
}

function rewrite(argv: readonly string[], config: Config): readonly string[] {
  const rewritten = moveGlobalOptions(argv);
  if ('error' in rewritten) {
    throw new Failure('usage', 'usage', rewritten.error, {
      next: 'ctl --help',
    });
  }
  const [word] = rewritten.argv;
  const known = [...config.commandIDs, ...config.topics.map((topic) => topic.name)].map(
    (id) => id.split(':')[0] ?? id,
  );
  if (word !== undefined && !word.startsWith('-') && !known.includes(word)) {
    const near = nearMatches(word, [...new Set(known)]);
    const next = near.length === 0 ? 'ctl --help' : near.map((name) => `ctl ${name}`).join(', ');
    throw new Failure('usage', 'unknown-command', `No such command '${word}'.`, { subject: word, next });
  }
  return rewritten.argv;
}
