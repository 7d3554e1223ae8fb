import { Args, Flags } from '@oclif/core';
import { CtlCommand } from '../cli/ctl-command.js';
import { actionFlags, actionRequest } from '../cli/flags/action.js';
import { groupFlag } from '../cli/flags/flags.js';
import { reinitialize } from '../operations/reinit/reinit.js';
import { REINIT_KEYS } from '../operations/reinit/reinit-report.js';
import { reinitErrorsView, reinitEventView, reinitView } from '../views/reinit/reinit.js';

export default class Reinit extends CtlCommand {
  static override summary = 'Delete the data of replicas and copy it afresh';
  static override description =
    'First checks where the copy comes from, whether there is room for it, and which healthy copies remain in the ' +
    'meantime. With --wait it shows the progress of the copy, and ends when the member streams on the timeline of ' +
    'the leader (or runs as before, if it never streams).';
  static override examples = [
    '<%= config.bin %> reinit demo pg3 --wait',
    '<%= config.bin %> reinit demo pg3 --dry-run',
    '<%= config.bin %> reinit demo pg3 --yes --from-leader --wait --json',
  ];
  static override usage = 'reinit CLUSTER [MEMBER...]';
  static override strict = false;
  static override args = {
    cluster: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'The cluster, then names of members; without any, you are asked',
    }),
  };
  static override flags = {
    group: groupFlag,
    ...actionFlags,
    'from-leader': Flags.boolean({
      default: false,
      description: 'Copy from the leader, even if other members could serve the copy (Patroni 4.1)',
    }),
    wait: Flags.boolean({
      default: false,
      description: 'Wait until the member is back; up to a day, or --deadline',
    }),
    'cancel-running': Flags.boolean({
      default: false,
      helpGroup: 'DANGER',
      description: 'Cancel what the member is doing, for example a copy that is under way',
    }),
    'allow-data-loss': Flags.boolean({
      default: false,
      helpGroup: 'DANGER',
      description: 'Proceed even if no other sound copy is left, or the copy cannot succeed',
    }),
  };

  override readonly document = { name: 'reinit', keys: REINIT_KEYS };

  async run() {
    const { argv, flags } = await this.parse(Reinit);
    const [scope, ...names] = argv.map(String);
    const world = await this.openLasting(flags);
    const request = {
      ...actionRequest(flags),
      scope: scope ?? null,
      names,
      group: flags.group ?? null,
      citus: world.settings.citus !== null,
      role: 'replica',
      action: 'reinitialize',
      command: 'reinit',
      typed: this.typed,
      fromLeader: flags['from-leader'],
      wait: flags.wait,
      cancelsRunning: flags['cancel-running'],
      allowsDataLoss: flags['allow-data-loss'],
      deadlineMs: flags.deadline ?? null,
    } as const;
    const report = await reinitialize(world, request, this.narrate(reinitEventView));
    return this.show(report, reinitView, reinitErrorsView);
  }
}
