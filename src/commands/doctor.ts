import { Flags } from '@oclif/core';
import { CtlCommand } from '../cli/ctl-command.js';
import { clusterArgument, clusterRequest, groupFlag } from '../cli/flags/flags.js';
import { ownVersions } from '../cli/start/package.js';
import { doctor, doctorFrom } from '../operations/doctor/doctor.js';
import { DOCTOR_KEYS, type DoctorReport } from '../operations/doctor/doctor-report.js';
import { doctorView } from '../views/doctor/doctor.js';

/** What is left of five seconds once the program has started. */
const LIMIT_MS = 4400;

export default class Doctor extends CtlCommand {
  static override summary = 'Diagnose a cluster and every connection to it, and say what to do';
  static override description =
    'Makes all the checks of status, tests every connection step by step (name, port, TLS, login, permissions), ' +
    'and changes nothing. Ends within five seconds, and exits 3 if it finds errors.';
  static override examples = [
    '<%= config.bin %> doctor',
    '<%= config.bin %> doctor demo --extended',
    '<%= config.bin %> doctor demo --bundle demo.json',
    '<%= config.bin %> doctor --from demo.json',
  ];
  static override args = clusterArgument;
  static override flags = {
    group: groupFlag,
    extended: Flags.boolean({
      char: 'e',
      description: 'Show every step of every connection, and what each check examines',
    }),
    bundle: Flags.string({
      helpValue: 'FILE',
      description:
        'Save everything in a new file, for a colleague; known secrets and the text of commands are left out',
    }),
    from: Flags.string({
      helpValue: 'FILE',
      exclusive: ['bundle', 'group'],
      description: 'Read a file saved by --bundle instead of asking the servers',
    }),
  };

  override readonly document = { name: 'doctor', keys: DOCTOR_KEYS };

  async run() {
    const { args, flags } = await this.parse(Doctor);
    const tell = (report: DoctorReport) =>
      this.show(report, (shown, screen) => doctorView(shown, screen, flags));
    if (flags.from !== undefined) return tell(await doctorFrom(await this.openInput(), flags.from));
    const world = await this.open({ ...flags, asksMembers: true });
    const asked = clusterRequest(args, flags, world.settings, 'doctor');
    const typed = args.cluster !== undefined;
    const request = { ...asked, typed, own: ownVersions(this.config), limitMs: flags.deadline ?? LIMIT_MS };
    return tell(await doctor(world, request, flags.bundle ?? null));
  }
}
