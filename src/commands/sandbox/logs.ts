import { Args, Flags } from '@oclif/core';
import { CtlCommand } from '../../cli/ctl-command.js';
import { sandboxNameFlag } from '../../cli/flags/status.js';
import { followLogs, readLogs } from '../../operations/sandbox/logs.js';
import { sandboxLogsView } from '../../views/sandbox/env.js';

export default class SandboxLogs extends CtlCommand {
  static override summary = 'Show the last lines of the logs of a sandbox';
  static override description =
    'A member has two logs: pg1.agent and pg1.postgres. With several logs each line begins with its component.';
  static override examples = [
    '<%= config.bin %> sandbox logs pg1',
    '<%= config.bin %> sandbox logs --follow',
    '<%= config.bin %> sandbox logs pg2.postgres -n 100',
  ];
  static override args = {
    component: Args.string({
      ignoreStdin: true,
      description: 'The component whose logs to show [default: all]',
    }),
  };
  static override flags = {
    lines: Flags.integer({
      char: 'n',
      default: 20,
      min: 0,
      helpValue: 'N',
      description: 'Number of lines of each log',
    }),
    follow: Flags.boolean({ char: 'F', description: 'Keep printing new lines as they arrive' }),
    name: sandboxNameFlag(),
  };

  override readonly document = { name: 'sandbox-logs', keys: ['name', 'files', 'lines'] };

  async run() {
    const { args, flags } = await this.parse(SandboxLogs);
    const world = await this.openSandbox(flags);
    const request = { name: flags.name ?? null, component: args.component ?? null, lines: flags.lines };
    if (flags.follow) return this.showEach(followLogs(request, world), 'lines', sandboxLogsView);
    return this.show(await readLogs(request, world), sandboxLogsView);
  }
}
