import { Args, Flags } from '@oclif/core';
import { CtlCommand } from '../../cli/ctl-command.js';
import { sandboxNameFlag } from '../../cli/flags/status.js';
import { BREAKAGES, breakComponent } from '../../operations/sandbox/break.js';
import { sandboxBreakView } from '../../views/sandbox/up.js';

export default class SandboxBreak extends CtlCommand {
  static override summary = 'Stop, kill or freeze a component of a sandbox';
  static override description =
    'Components: e1, e2 …; pg1, pg2 … (the agent and its PostgreSQL); pg1.agent, pg1.postgres; haproxy.\n\n' +
    'stop ends it cleanly; an agent that is stopped stops its PostgreSQL, too. kill is a power cut: only --how kill ends an ' +
    'agent alone, or a PostgreSQL with crash recovery. freeze stops all its processes where they are. A PostgreSQL that is ' +
    'broken alone is started again by its agent.';
  static override examples = [
    '<%= config.bin %> sandbox break pg1 --how kill',
    '<%= config.bin %> sandbox break pg1.agent --how freeze',
    '<%= config.bin %> sandbox break e2',
  ];
  static override args = {
    component: Args.string({ ignoreStdin: true, required: true, description: 'What to break' }),
  };
  static override flags = {
    how: Flags.option({ options: BREAKAGES, default: 'stop', description: 'How to break it' })(),
    name: sandboxNameFlag(),
  };

  override readonly document = {
    name: 'sandbox-break',
    keys: ['name', 'component', 'how', 'hit', 'parts', 'comesBack', 'next'],
  };

  async run() {
    const { args, flags } = await this.parse(SandboxBreak);
    const world = await this.openSandbox(flags);
    const request = { name: flags.name ?? null, component: args.component, how: flags.how };
    return this.show(await breakComponent(request, world), sandboxBreakView);
  }
}
