import { CtlCommand } from '../../cli/ctl-command.js';
import { OUTCOMES } from '../../errors.js';
import { done } from '../../operations/report.js';
import { exitCodesView } from '../../views/exit-codes/exit-codes.js';

export default class HelpExitCodes extends CtlCommand {
  static override summary = 'Exit codes and what they mean';
  static override examples = [
    '<%= config.bin %> help exit-codes',
    '<%= config.bin %> help exit-codes --json',
  ];

  override readonly document = { name: 'help-exit-codes', keys: ['exitCodes'] };

  async run() {
    await this.parse(HelpExitCodes);
    return this.show({ ...done(), exitCodes: OUTCOMES }, (report) => exitCodesView(report.exitCodes));
  }
}
