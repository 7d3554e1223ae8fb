import { CtlCommand } from '../cli/ctl-command.js';
import { editConfigFlags, editConfigRequest } from '../cli/flags/edit-config.js';
import { clusterArgument } from '../cli/flags/flags.js';
import { CONFIG_CHANGE_KEYS } from '../operations/edit-config/config-change-report.js';
import { editConfig } from '../operations/edit-config/edit-config.js';
import { changeEventView, changeRemarks, changeView } from '../views/config/edit-config.js';

export default class EditConfig extends CtlCommand {
  static override summary = 'Change the dynamic configuration, checked before it is written';
  static override description =
    'From the command line, from files, or (without any of these) in $EDITOR. The change is checked against the ' +
    'servers of all members, shown together with its effects, and written only if nobody else has changed the same ' +
    'keys in the meantime. Errors stop it; warnings must be confirmed.';
  static override examples = [
    '<%= config.bin %> edit-config',
    '<%= config.bin %> edit-config demo -s ttl=40 -p work_mem=8MB',
    "<%= config.bin %> edit-config demo -p max_connections=200 --yes --wait --reason 'more clients'",
    '<%= config.bin %> edit-config demo --apply wanted.yaml --dry-run',
    '<%= config.bin %> edit-config demo -s slots.reports=null',
  ];
  static override args = clusterArgument;
  static override flags = editConfigFlags;

  override readonly document = { name: 'edit-config', keys: CONFIG_CHANGE_KEYS };

  async run() {
    const { args, flags } = await this.parse(EditConfig);
    const world = await this.openLasting({ ...flags, asksMembers: true });
    const request = { ...editConfigRequest(args, flags, world.settings), typed: this.typed };
    const report = await editConfig(world, request, this.narrate(changeEventView(flags.quiet)));
    return this.show(report, changeView(flags.quiet), changeRemarks);
  }
}
