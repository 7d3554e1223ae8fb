import { endQuietlyWhenUnread } from './output.js';
import { runCommand } from './run-command.js';

/** One invocation from argv to exit code. */
export async function main(argv: readonly string[], root: string): Promise<void> {
  endQuietlyWhenUnread();
  // Remarks of libraries to their developers are none of the operator's business.
  process.noDeprecation = !argv.includes('--debug');
  await runCommand(argv, root);
  // Nothing that is still open, such as a connection attempt to a dead endpoint, may delay the end.
  process.stdout.write('', () => process.exit());
}
