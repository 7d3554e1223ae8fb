import manifest from '../../package.json' with { type: 'json' };
import { endQuietlyWhenUnread, writeResult } from './output.js';

/** One invocation from argv to exit code. */
export async function main(argv: readonly string[], root: string): Promise<void> {
  endQuietlyWhenUnread();
  // Remarks of libraries to their developers are none of the operator's business.
  process.noDeprecation = !argv.includes('--debug');
  if (asksForVersion(argv)) {
    // oclif would take several times as long for the same line.
    writeResult(`ctl/${manifest.version} ${process.platform}-${process.arch} node-${process.version}\n`);
  } else {
    const { runCommand } = await import('./run-command.js');
    await runCommand(argv, root);
  }
  // Nothing that is still open, such as a connection attempt to a dead endpoint, may delay the end.
  process.stdout.write('', () => process.exit());
}

function asksForVersion([first, second]: readonly string[]): boolean {
  return second === undefined && (first === '--version' || first === '-V');
}
