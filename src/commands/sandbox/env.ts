import { Flags } from '@oclif/core';
import { CtlCommand } from '../../cli/ctl-command.js';
import { sandboxArgument } from '../../cli/flags/status.js';
import { readEnv } from '../../operations/sandbox/env.js';
import { sandboxDsnView, sandboxEnvView } from '../../views/sandbox/env.js';

export default class SandboxEnv extends CtlCommand {
  static override summary = 'Print shell variables, or one URI, to reach a sandbox';
  static override description =
    'For ctl, patronictl, psql and every other libpq program, through the write port of HAProxy. Passwords are not printed: ' +
    'they are in the files that the variables name.';
  static override examples = [
    'eval "$(<%= config.bin %> sandbox env)"',
    'psql "$(<%= config.bin %> sandbox env --dsn)"',
  ];
  static override args = sandboxArgument();
  static override flags = { dsn: Flags.boolean({ description: 'Print a libpq URI instead' }) };

  override readonly document = { name: 'sandbox-env', keys: ['name', 'variables', 'dsn'] };

  async run() {
    const { args, flags } = await this.parse(SandboxEnv);
    const world = await this.openSandbox(flags);
    return this.show(await readEnv(args.name ?? null, world), flags.dsn ? sandboxDsnView : sandboxEnvView);
  }
}
