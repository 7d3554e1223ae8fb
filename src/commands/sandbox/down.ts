import { Flags } from '@oclif/core';
import { CtlCommand } from '../../cli/ctl-command.js';
import { sandboxArgument } from '../../cli/flags/status.js';
import { down } from '../../operations/sandbox/down.js';
import { sandboxDownView } from '../../views/sandbox/up.js';

export default class SandboxDown extends CtlCommand {
  static override summary = 'Stop a sandbox, and remove it with --destroy';
  static override description =
    'Stops HAProxy, the replicas, the leader and etcd, in this order. The data is kept for the next sandbox up. Also ends ' +
    'servers that are frozen, and a PostgreSQL whose agent was killed.';
  static override examples = ['<%= config.bin %> sandbox down', '<%= config.bin %> sandbox down --destroy'];
  static override args = sandboxArgument();
  static override flags = {
    destroy: Flags.boolean({ description: 'Also remove the directory: leave no process and no file' }),
  };

  override readonly document = {
    name: 'sandbox-down',
    keys: ['name', 'directory', 'stopped', 'killed', 'destroyed'],
  };

  async run() {
    const { args, flags } = await this.parse(SandboxDown);
    const world = await this.openSandbox(flags);
    return this.show(await down({ name: args.name ?? null, destroy: flags.destroy }, world), sandboxDownView);
  }
}
