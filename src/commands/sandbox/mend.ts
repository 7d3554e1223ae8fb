import { Args } from '@oclif/core';
import { CtlCommand } from '../../cli/ctl-command.js';
import { sandboxNameFlag } from '../../cli/flags/status.js';
import { mend } from '../../operations/sandbox/mend.js';
import { sandboxMendView } from '../../views/sandbox/up.js';

export default class SandboxMend extends CtlCommand {
  static override summary = 'Bring back what is broken in a sandbox';
  static override description =
    'Thaws what is frozen, starts what is not running, and waits until it is healthy: etcd has a quorum, the agent answers, ' +
    'its PostgreSQL leads or streams, HAProxy listens.';
  static override examples = ['<%= config.bin %> sandbox mend', '<%= config.bin %> sandbox mend pg1'];
  static override args = {
    component: Args.string({ ignoreStdin: true, description: 'What to bring back [default: everything]' }),
  };
  static override flags = { name: sandboxNameFlag() };

  override readonly document = { name: 'sandbox-mend', keys: ['name', 'mended', 'healthy'] };

  async run() {
    const { args, flags } = await this.parse(SandboxMend);
    const world = await this.openSandbox(flags);
    const report = await mend({ name: flags.name ?? null, component: args.component ?? null }, world);
    return this.show(report, sandboxMendView);
  }
}
