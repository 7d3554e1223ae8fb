import { CtlCommand } from '../../cli/ctl-command.js';
import { sandboxArgument } from '../../cli/flags/status.js';
import { readStatus } from '../../operations/sandbox/status.js';
import { sandboxStatusView } from '../../views/sandbox/status.js';

export default class SandboxStatus extends CtlCommand {
  static override summary = 'Show what of a sandbox is running, frozen or stopped';
  static override description =
    'Looks only at the processes; the other commands show what the cluster says about itself. The states are ' +
    'running, frozen and stopped; partly means that only some of the processes are frozen. Without a name: the ' +
    'only sandbox, or a list of all.';
  static override examples = ['<%= config.bin %> sandbox status', '<%= config.bin %> sandbox status small'];
  static override args = sandboxArgument();

  override readonly document = {
    name: 'sandbox-status',
    keys: ['name', 'directory', 'settingsFile', 'state', 'components', 'sandboxes'],
  };

  async run() {
    const { args, flags } = await this.parse(SandboxStatus);
    const world = await this.openSandbox(flags);
    return this.show(await readStatus(args.name ?? null, world), sandboxStatusView);
  }
}
