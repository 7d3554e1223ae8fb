import { Flags } from '@oclif/core';
import { CtlCommand } from '../cli/ctl-command.js';
import { clusterArgument, clusterRequest, groupFlag } from '../cli/flags/flags.js';
import { parseCondition } from '../operations/wait/parse-condition.js';
import { waitForConditions } from '../operations/wait/wait.js';
import { WAIT_KEYS } from '../operations/wait/wait-report.js';
import { waitErrorsView, waitEventView, waitView } from '../views/wait/wait.js';

const DEADLINE_MS = 60_000;

export default class Wait extends CtlCommand {
  static override summary = 'Wait until a cluster is as it should be';
  static override description =
    'Conditions: leader, leader=NAME, primary (the leader is not in recovery), streaming (all replicas), ' +
    'streaming=NAME, members=N, no-pending-restart, paused, resumed, role=NAME:ROLE, lag=SIZE (of all replicas, at ' +
    'most), timeline=N (at least), sync. All given conditions must hold at the same time. Changes are followed in ' +
    'etcd; agents are asked only for primary. Without --deadline it waits for 60 s; then it exits 5 and says what ' +
    'was seen last. Its result is its exit code: it continues even if nobody reads its output, or its terminal is ' +
    'closed.';
  static override examples = [
    '<%= config.bin %> wait --for leader',
    '<%= config.bin %> wait demo --for leader=pg2 --for primary --for streaming --deadline 5min',
    '<%= config.bin %> wait demo --for members=3 --for lag=16MB',
    '<%= config.bin %> wait demo --for role=pg3:sync-standby',
  ];
  static override args = clusterArgument;
  static override flags = {
    for: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      required: true,
      helpValue: 'CONDITION',
      description: 'A condition to wait for; may be given several times',
    }),
    group: groupFlag,
  };

  override readonly document = { name: 'wait', keys: WAIT_KEYS };

  async run() {
    const { args, flags } = await this.parse(Wait);
    const conditions = flags.for.map(parseCondition);
    const world = await this.openLasting(flags);
    const request = {
      ...clusterRequest(args, flags, world.settings, 'wait'),
      conditions,
      deadlineMs: flags.deadline ?? DEADLINE_MS,
    };
    const report = await waitForConditions(world, request, this.narrate(waitEventView));
    return this.show(report, waitView, waitErrorsView);
  }
}
