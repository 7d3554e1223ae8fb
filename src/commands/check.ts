import { Flags } from '@oclif/core';
import { CtlCommand } from '../cli/ctl-command.js';
import { expectationsOf, namesOf, thresholdFlags } from '../cli/flags/check.js';
import { allFlag, clusterArgument, groupFlag } from '../cli/flags/flags.js';
import { MONITORING } from '../cli/output/monitoring.js';
import { CHECK_NAMES, check, checkedPlace } from '../operations/check/check.js';
import { CHECK_KEYS } from '../operations/check/check-report.js';
import { checkView } from '../views/check/check.js';

export default class Check extends CtlCommand {
  static override summary = 'Check a cluster for a monitoring system (Nagios, Icinga, Zabbix ...)';
  static override description =
    'One line with the state and the figures, then what is wrong; exits 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN ' +
    '(also for invalid options). Without --only it checks everything that ctl status finds: an error is critical, ' +
    'a warning is a warning. ' +
    `Single checks: ${CHECK_NAMES.join(', ')}. Ranges are those of the monitoring plugins: 10 is 0 to 10, 2: at least 2, @1:5 not 1 to 5.`;
  static override examples = [
    '<%= config.bin %> check demo',
    '<%= config.bin %> check demo --only leader,replicas --warning-replicas 2:',
    '<%= config.bin %> check demo --warning-lag 16MB --critical-lag 1GB',
    '<%= config.bin %> check demo --only timeline --state-file /var/lib/icinga2/ctl.json',
    '<%= config.bin %> check --all',
  ];
  static override args = clusterArgument;
  static override flags = {
    all: allFlag,
    group: groupFlag,
    only: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'CHECK',
      description: 'Only these checks instead of all findings; separate several with commas',
    }),
    ...thresholdFlags,
  };

  override readonly document = { name: 'check', keys: CHECK_KEYS, convention: MONITORING };

  async run() {
    const { args, flags } = await this.parse(Check);
    const names = namesOf(flags.only ?? [], CHECK_NAMES);
    const world = await (flags.all ? this.openLasting(flags) : this.open({ ...flags, asksMembers: true }));
    const place = checkedPlace(args.cluster ?? null, flags, world.settings);
    return this.show(await check(world, { ...place, names, ...expectationsOf(flags) }), checkView);
  }
}
