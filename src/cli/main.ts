import { type OutputStream, writeTo } from './output.js';
import type { LoadCommand } from './own-plugin.js';
import { runCommand } from './run-command.js';

/** What the process has to offer (bin/standard-streams.js). */
interface Surroundings {
  /** The directory of the package. */
  readonly root: string;
  readonly loadCommand: LoadCommand;
  readonly stdout: OutputStream & { whenWritten(callback: () => void): void };
  readonly stderr: OutputStream;
}

/** One invocation from argv to exit code. */
export async function main(
  argv: readonly string[],
  { root, loadCommand, stdout, stderr }: Surroundings,
): Promise<void> {
  writeTo({ stdout, stderr });
  // Remarks of libraries to their developers are none of the operator's business.
  process.noDeprecation = !argv.includes('--debug');
  await runCommand(argv, root, loadCommand);
  // Nothing that is still open, such as a connection attempt to a dead endpoint, may delay the end.
  stdout.whenWritten(() => process.exit());
}
