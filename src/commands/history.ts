import { CtlCommand } from '../cli/ctl-command.js';
import { clusterArgument, clusterRequest, formatFlag, groupFlag, staleFlag } from '../cli/flags/flags.js';
import { readHistory } from '../operations/history/read-history.js';
import { historyView } from '../views/history/history.js';

export default class History extends CtlCommand {
  static override summary = 'Show which member took over when, and how long each one led';
  static override description =
    'From the key "history" in etcd, which the leader keeps: what Patroni did not witness is unknown.';
  static override examples = [
    '<%= config.bin %> history',
    '<%= config.bin %> history demo --json',
    '<%= config.bin %> history -f tsv',
  ];
  static override args = clusterArgument;
  static override flags = { group: groupFlag, format: formatFlag, stale: staleFlag };

  override readonly document = { name: 'history', keys: ['scope', 'group', 'at', 'changes'] };

  async run() {
    const { args, flags } = await this.parse(History);
    const { dcs, clock, settings } = await this.openEtcd(flags);
    const report = await readHistory(dcs, clock, clusterRequest(args, flags, settings, 'history'));
    return this.show(report, (history, screen) => historyView(history, screen, flags.format));
  }
}
