import { Args, Flags } from '@oclif/core';
import { CtlCommand } from '../cli/ctl-command.js';
import { actionFlags, actionRequest } from '../cli/flags/action.js';
import { groupFlag } from '../cli/flags/flags.js';
import { MEMBER_ROLES } from '../operations/reading/select-member.js';
import { reload } from '../operations/reload/reload.js';
import { RELOAD_KEYS } from '../operations/reload/reload-report.js';
import { reloadErrorsView, reloadEventView, reloadView } from '../views/reload/reload.js';

export default class Reload extends CtlCommand {
  static override summary = 'Make members reload their configuration files';
  static override description =
    'Each agent reads its own file in its next cycle, and makes PostgreSQL reload its configuration. With --wait ' +
    'it ends only when that has been seen: over SQL, from the time of the last reload; otherwise after two cycles ' +
    'of the agent. Only the log of the agent says whether its file was valid.';
  static override examples = [
    '<%= config.bin %> reload demo',
    '<%= config.bin %> reload demo pg1 pg3 --yes --wait',
    '<%= config.bin %> reload demo --role replica',
  ];
  static override usage = 'reload CLUSTER [MEMBER...]';
  static override strict = false;
  static override args = {
    cluster: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'The cluster, then names of members [default: all]',
    }),
  };
  static override flags = {
    group: groupFlag,
    role: Flags.option({
      char: 'r',
      options: MEMBER_ROLES,
      description: 'Only members with this role [default: any]',
    })(),
    ...actionFlags,
    wait: Flags.boolean({ default: false, description: 'Wait until the reload has shown its effect' }),
  };

  override readonly document = { name: 'reload', keys: RELOAD_KEYS };

  async run() {
    const { argv, flags } = await this.parse(Reload);
    const [scope, ...names] = argv.map(String);
    const world = await this.openLasting(flags);
    const request = {
      ...actionRequest(flags),
      scope: scope ?? null,
      names,
      group: flags.group ?? null,
      citus: world.settings.citus !== null,
      role: flags.role ?? 'any',
      action: 'reload',
      command: 'reload',
      typed: this.typed,
      wait: flags.wait,
      deadlineMs: flags.deadline ?? null,
    } as const;
    return this.show(
      await reload(world, request, this.narrate(reloadEventView)),
      reloadView,
      reloadErrorsView,
    );
  }
}
