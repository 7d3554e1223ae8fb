import { Flags } from '@oclif/core';
import type { MemberRequest } from '../../operations/reading/select-member.js';
import { type ClusterArgument, formatFlag, globalFlags, groupFlag, type ParsedFlags } from './flags.js';

const { char: _c, ...configFile } = globalFlags['config-file'];
const { char: _d, ...dcsUrl } = globalFlags['dcs-url'];
const { char: _f, ...format } = formatFlag;

/** The options of every command without `-c` and `-d`, which mean something else behind `query`. */
export const longGlobalFlags = { ...globalFlags, 'config-file': configFile, 'dcs-url': dcsUrl };

/** `-f` is the file of `query`, too. */
export const longFormatFlag = format;

/** Which member is meant, but for its role. */
export const memberFlags = {
  group: groupFlag,
  member: Flags.string({ char: 'm', helpValue: 'MEMBER', description: 'Name of the member' }),
};

/** The member that was named, by its role or its name. */
export function memberRequest(
  args: ClusterArgument,
  flags: ParsedFlags<typeof memberFlags> & { readonly role?: MemberRequest['role'] | undefined },
  settings: { readonly scope: string | null; readonly citus: object | null },
  command: string,
): MemberRequest {
  return {
    scope: args.cluster ?? settings.scope,
    group: flags.group ?? null,
    citus: settings.citus !== null,
    role: flags.role ?? null,
    member: flags.member ?? null,
    command,
  };
}
