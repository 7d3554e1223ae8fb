import type { MemberRequest } from '../../operations/reading/select-member.js';
import { formatFlag, globalFlags } from './flags.js';

const { char: _c, ...configFile } = globalFlags['config-file'];
const { char: _d, ...dcsUrl } = globalFlags['dcs-url'];
const { char: _f, ...format } = formatFlag;

/** The options of every command without `-c` and `-d`, which mean something else behind `query`. */
export const longGlobalFlags = { ...globalFlags, 'config-file': configFile, 'dcs-url': dcsUrl };

/** `-f` is the file of `query`, too. */
export const longFormatFlag = format;

/** The member that was named, by its role or its name. */
export function memberRequest(
  args: { readonly cluster?: string | undefined },
  flags: {
    readonly group?: number | undefined;
    readonly role?: MemberRequest['role'] | undefined;
    readonly member?: string | undefined;
  },
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
