import { Flags, type Interfaces } from '@oclif/core';

/** The options of every command that acts: whether to ask, and whether to act at all. */
export const actionFlags = {
  force: Flags.boolean({
    default: false,
    description: 'Do not ask for confirmation; what would be refused is still refused',
  }),
  yes: Flags.boolean({ char: 'y', default: false, description: 'The same as --force' }),
  'dry-run': Flags.boolean({
    default: false,
    description: 'Check and show what would be done; send nothing',
  }),
};

/** Of what the agents only write down for all of them. */
export const viaFlag = Flags.string({
  helpValue: 'MEMBER',
  description: "Ask this member's agent instead of the leader's; it writes the same",
});

/** What these options mean to an operation. */
export function actionRequest(flags: Interfaces.InferredFlags<typeof actionFlags>) {
  return { unattended: flags.force || flags.yes, dryRun: flags['dry-run'] };
}
