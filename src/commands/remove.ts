import { Args, Flags } from '@oclif/core';
import { CtlCommand } from '../cli/ctl-command.js';
import { formatFlag, groupFlag } from '../cli/flags/flags.js';
import { removeCluster } from '../operations/remove/remove.js';
import { REMOVE_KEYS } from '../operations/remove/remove-report.js';
import { restoreCluster } from '../operations/remove/restore.js';
import { removeErrorsView, removeEventView, removeView } from '../views/remove/remove.js';

export default class Remove extends CtlCommand {
  static override summary = 'Delete everything that etcd holds about a cluster, or restore it';
  static override description =
    'For a cluster that is stopped: the data of its members is not touched. All its keys are first saved to a file ' +
    '(in $XDG_STATE_HOME/ctl, readable by you alone), and deleted only if nothing has changed since. Keys below ' +
    'its name that are not its own, such as those of a cluster "demo/b", are never deleted: if there are any, the ' +
    'removal is refused unless --leave-others is given. --restore puts initialize, config and history back, but no ' +
    'leader or member key: without its lease, such a key would keep the cluster from ever electing a leader.';
  static override examples = [
    '<%= config.bin %> remove demo',
    '<%= config.bin %> remove demo --confirm demo --json',
    '<%= config.bin %> remove demo --restore ~/.local/state/ctl/removed-demo-20260101T120000Z.json',
  ];
  static override args = {
    cluster: Args.string({ ignoreStdin: true, required: true, description: 'Name of the cluster' }),
  };
  static override flags = {
    group: groupFlag,
    format: formatFlag,
    confirm: Flags.string({
      helpValue: 'CLUSTER',
      description: 'The name of the cluster again, instead of being asked for it',
    }),
    'even-if-running': Flags.boolean({
      default: false,
      description: 'Proceed even if members answer or accept writes: the leader steps down',
    }),
    'leave-others': Flags.boolean({
      default: false,
      description: 'Proceed even if there are keys of others below its name: they stay',
    }),
    'dry-run': Flags.boolean({
      default: false,
      description: 'Check and show what would be done; write nothing',
    }),
    restore: Flags.string({
      helpValue: 'FILE',
      description: 'Restore what was removed, from the file that was saved',
      exclusive: ['confirm', 'even-if-running', 'leave-others', 'format'],
    }),
  };

  override readonly document = { name: 'remove', keys: REMOVE_KEYS };

  async run() {
    const { args, flags } = await this.parse(Remove);
    const world = await this.openLasting(flags);
    const { settings } = world;
    const request = { scope: args.cluster, group: flags.group ?? null, dryRun: flags['dry-run'] };
    if (flags.restore !== undefined) {
      const report = await restoreCluster(world, { ...request, file: flags.restore });
      return this.show(report, removeView, removeErrorsView);
    }
    const report = await removeCluster(
      world,
      {
        ...request,
        citus: settings.citus !== null,
        typed: this.typed,
        confirm: flags.confirm ?? null,
        evenIfRunning: flags['even-if-running'],
        leaveOthers: flags['leave-others'],
      },
      this.narrate((event, screen) => removeEventView(event, screen, flags.format)),
    );
    return this.show(report, removeView, removeErrorsView);
  }
}
