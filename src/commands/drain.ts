import { Flags } from '@oclif/core';
import { CtlCommand } from '../cli/ctl-command.js';
import { balancersToLeave } from '../cli/flags/balancers.js';
import { drainArguments, drainFlags, drainRequest } from '../cli/flags/drain.js';
import { drain } from '../operations/drain/drain.js';
import { DRAIN_KEYS } from '../operations/drain/drain-report.js';
import { DRAIN_TAGS } from '../operations/drain/drain-request.js';
import { drainErrorsView, drainEventView, drainView } from '../views/drain/drain.js';

export default class Drain extends CtlCommand {
  static override summary = 'Prepare a member for maintenance, or wait for its return';
  static override description =
    "Checks that the others can do without it, says which tags to add to the member's configuration file (tags " +
    'cannot be set remotely), and waits until they are in effect and another member has taken its place in the ' +
    'sync set: up to 5 min, or --deadline; if anything is still missing then, it exits 6. With --undo it waits ' +
    'until the tags are gone, the member streams, and the sync set is complete. It changes nothing itself except ' +
    'the leader, with --switchover, and HAProxy, with --haproxy.';
  static override examples = [
    '<%= config.bin %> drain demo pg3',
    '<%= config.bin %> drain demo pg3 --dry-run',
    '<%= config.bin %> drain demo pg2 --switchover --yes --deadline 2min',
    '<%= config.bin %> drain demo pg3 --undo',
  ];
  static override usage = 'drain [CLUSTER] MEMBER';
  static override args = drainArguments;
  static override flags = {
    ...drainFlags,
    keep: Flags.option({
      options: DRAIN_TAGS,
      multiple: true,
      multipleNonGreedy: true,
      dependsOn: ['undo'],
      description: 'A tag that the member always has; --undo does not wait for it to go',
    })(),
  };

  override readonly document = { name: 'drain', keys: DRAIN_KEYS };

  async run() {
    const { args, flags } = await this.parse(Drain);
    const world = await this.openLasting(flags);
    const scope = args.member === undefined ? world.settings.scope : (args.cluster ?? null);
    const haproxy = balancersToLeave(flags.haproxy, scope, world);
    const request = { ...drainRequest(args, flags, world.settings), haproxy, typed: this.typed };
    return this.show(await drain(world, request, this.narrate(drainEventView)), drainView, drainErrorsView);
  }
}
