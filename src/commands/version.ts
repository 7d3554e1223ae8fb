import { Args } from '@oclif/core';
import { CtlCommand } from '../cli/ctl-command.js';
import { groupFlag } from '../cli/flags/flags.js';
import { ownVersions } from '../cli/start/package.js';
import { readOwnVersions, readVersions } from '../operations/version/read-versions.js';
import { versionView } from '../views/version/version.js';

export default class Version extends CtlCommand {
  static override summary = 'Show the versions of ctl, and of Patroni and PostgreSQL on each member';
  static override description =
    'Without a cluster it reads nothing. With one it asks the agent of each member, or of the named members.';
  static override examples = [
    '<%= config.bin %> version',
    '<%= config.bin %> version demo',
    '<%= config.bin %> version demo pg1 pg2 --json',
  ];
  static override usage = 'version [CLUSTER] [MEMBER...]';
  static override strict = false;
  static override args = {
    cluster: Args.string({
      ignoreStdin: true,
      description: 'The cluster, then names of members [default: all]',
    }),
  };
  static override flags = { group: groupFlag };

  override readonly document = { name: 'version', keys: ['ctl', 'node', 'scope', 'namespace', 'members'] };

  async run() {
    const { argv, flags } = await this.parse(Version);
    const own = ownVersions(this.config);
    const [scope, ...members] = argv.map(String);
    if (scope === undefined) return this.show(readOwnVersions(own), versionView);
    const { dcs, agents } = await this.open(flags);
    const request = { own, scope, group: flags.group ?? null, members };
    return this.show(await readVersions(dcs, agents, request), versionView);
  }
}
