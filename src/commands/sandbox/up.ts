import { Flags } from '@oclif/core';
import { CtlCommand } from '../../cli/ctl-command.js';
import { newSandboxArgument } from '../../cli/flags/status.js';
import { DEFAULT_NAME } from '../../operations/sandbox/find-sandbox.js';
import { up } from '../../operations/sandbox/up.js';
import { sandboxUpView } from '../../views/sandbox/up.js';

export default class SandboxUp extends CtlCommand {
  static override summary = 'Start a real local cluster: etcd, Patroni with PostgreSQL, HAProxy';
  static override description =
    'Everything listens on 127.0.0.1 only, and keeps running after ctl has ended. If the sandbox is running, this ' +
    'does nothing; if it is stopped or partly dead, it starts what is missing, with the same data and ports. The ' +
    "Patroni scope is the sandbox's name. Sandboxes are kept in $XDG_STATE_HOME/ctl/sandbox, as root in " +
    '/var/lib/ctl/sandbox; as root the servers run as user postgres.';
  static override examples = [
    '<%= config.bin %> sandbox up',
    '<%= config.bin %> sandbox up small --members 1 --etcd 1',
    '<%= config.bin %> sandbox up --patroni ~/venv/bin/patroni --postgres /usr/lib/postgresql/17/bin',
  ];
  static override args = newSandboxArgument(DEFAULT_NAME);
  static override flags = {
    members: Flags.integer({ helpValue: 'N', description: 'Members of the cluster [default: 3]' }),
    etcd: Flags.integer({ helpValue: 'N', description: 'Members of etcd [default: 3]' }),
    patroni: Flags.string({ helpValue: 'PATH', helpGroup: 'PROGRAMS', description: 'Path of patroni' }),
    'etcd-program': Flags.string({
      helpValue: 'PATH',
      helpGroup: 'PROGRAMS',
      description: 'Path of etcd',
    }),
    postgres: Flags.string({
      helpValue: 'BINDIR',
      helpGroup: 'PROGRAMS',
      description: "PostgreSQL's programs",
    }),
    haproxy: Flags.string({ helpValue: 'PATH', helpGroup: 'PROGRAMS', description: 'Path of haproxy' }),
    install: Flags.boolean({
      description: 'Install missing programs with apt, without starting or enabling services',
    }),
    keep: Flags.boolean({ description: 'If a step fails, leave everything as it is' }),
  };

  override readonly document = {
    name: 'sandbox-up',
    keys: [
      'name',
      'directory',
      'settingsFile',
      'started',
      'thawed',
      'leader',
      'etcd',
      'members',
      'haproxy',
      'programs',
      'steps',
      'next',
    ],
  };

  async run() {
    const { args, flags } = await this.parse(SandboxUp);
    const world = await this.openSandbox(flags);
    const { patroni, postgres, haproxy, 'etcd-program': etcd } = flags;
    const choices = { patroni, postgres, haproxy, etcd };
    const { members = null, etcd: etcdMembers = null, install, keep } = flags;
    const request = { name: args.name, members, etcd: etcdMembers, choices, install, keep };
    return this.show(await up(request, world), sandboxUpView);
  }
}
