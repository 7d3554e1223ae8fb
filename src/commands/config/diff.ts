import { CtlCommand } from '../../cli/ctl-command.js';
import { diffArguments, diffFlags, diffRequest } from '../../cli/flags/config.js';
import { diffConfigs } from '../../operations/config/config-diff.js';
import { configDriftView } from '../../views/config/drift.js';

export default class ConfigDiff extends CtlCommand {
  static override summary = 'Compare the configuration of two clusters, or what the members of one run with';
  static override description =
    'With --members every PostgreSQL is asked over SQL: values that differ from each other or from the dynamic configuration, and where they come from. Settings of a single server, such as its port and its paths, do not count. Exits 0 if there is no difference, 3 if there is one.';
  static override examples = [
    '<%= config.bin %> config diff demo staging',
    '<%= config.bin %> config diff --members',
    '<%= config.bin %> config diff --members demo --json',
  ];
  static override args = diffArguments;
  static override flags = diffFlags;

  override readonly document = {
    name: 'config-diff',
    keys: ['compared', 'scope', 'group', 'asked', 'notAsked', 'parameters', 'left', 'right', 'keys', 'diff'],
  };

  async run() {
    const { args, flags } = await this.parse(ConfigDiff);
    const world = await this.open({ ...flags, asksMembers: flags.members });
    return this.show(await diffConfigs(world, diffRequest(args, flags, world.settings)), configDriftView);
  }
}
