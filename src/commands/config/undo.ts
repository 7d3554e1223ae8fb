import { CtlCommand } from '../../cli/ctl-command.js';
import { undoArguments, undoFlags, undoRequest } from '../../cli/flags/config.js';
import { undoConfig } from '../../operations/config/undo-config.js';
import { CONFIG_CHANGE_KEYS } from '../../operations/edit-config/config-change-report.js';
import { changeEventView, changeRemarks, changeView } from '../../views/config/edit-config.js';

export default class ConfigUndo extends CtlCommand {
  static override summary = 'Undo one change of the dynamic configuration, by default the newest';
  static override description =
    'The keys that it changed get their former values back; other changes stay. Refused if one of these keys has ' +
    'been changed again since. Undoing is a change like any other: it is checked, shown, confirmed and recorded, ' +
    'and can itself be undone.';
  static override examples = [
    '<%= config.bin %> config undo',
    '<%= config.bin %> config undo demo 4711 --dry-run',
    "<%= config.bin %> config undo 4711 --yes --reason 'slower than before'",
    '<%= config.bin %> config undo demo --include pause',
  ];
  static override args = undoArguments;
  static override flags = undoFlags;

  override readonly document = { name: 'config-undo', keys: [...CONFIG_CHANGE_KEYS, 'undoes', 'madeBy'] };

  async run() {
    const { args, flags } = await this.parse(ConfigUndo);
    const world = await this.openLasting({ ...flags, asksMembers: true });
    const request = { ...undoRequest(args, flags, world.settings), typed: this.typed };
    const report = await undoConfig(world, request, this.narrate(changeEventView(false)));
    return this.show(report, changeView(false), changeRemarks);
  }
}
