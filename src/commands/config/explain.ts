import { CtlCommand } from '../../cli/ctl-command.js';
import { explainArguments, explainRequest } from '../../cli/flags/config.js';
import { groupFlag, staleFlag } from '../../cli/flags/flags.js';
import { explainSetting } from '../../operations/config/explain-setting.js';
import { configExplainView } from '../../views/config/explain.js';

export default class ConfigExplain extends CtlCommand {
  static override summary = 'Explain a setting: what is stored, which value each member runs with, and why';
  static override description =
    'For parameters of PostgreSQL every member is asked over SQL: its running value, where it comes from (the dynamic configuration, its own patroni.yml, ALTER SYSTEM, …), and what is pending a restart.';
  static override examples = [
    '<%= config.bin %> config explain max_connections',
    '<%= config.bin %> config explain demo ttl',
    '<%= config.bin %> config explain demo postgresql.use_slots --json',
  ];
  static override usage = 'config explain [CLUSTER] NAME';
  static override args = explainArguments;
  static override flags = { group: groupFlag, stale: staleFlag };

  override readonly document = {
    name: 'config-explain',
    keys: [
      ...['scope', 'group', 'key', 'kind', 'stored', 'effective', 'defaultValue', 'range', 'meaning'],
      ...['takesEffect', 'rule', 'origins', 'members'],
    ],
  };

  async run() {
    const { args, flags } = await this.parse(ConfigExplain);
    const world = await this.open({ ...flags, asksMembers: true });
    const request = explainRequest(args, flags, world.settings);
    return this.show(await explainSetting(world, request), configExplainView);
  }
}
