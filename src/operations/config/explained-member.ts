import { concealSecrets } from '../../cluster/config/conceal-secrets.js';
import type { ConfigPath } from '../../cluster/config/config-finding.js';
import type { MemberSetting } from '../../cluster/config/member-setting.js';
import type { ConfigMember } from '../../cluster/config/server-parameters.js';
import type { SettingSource } from '../../cluster/config/setting-source.js';
import type { PendingRestartReason } from '../../cluster/model/member.js';
import { plainText } from '../../formats/json.js';

/** Why a member's PostgreSQL tells nothing. */
export interface NotAsked {
  readonly code: string;
  readonly message: string;
}

/** One parameter on one member. */
export interface ExplainedMember {
  readonly member: string;
  readonly isLeader: boolean;
  /** As `SHOW` prints it; null if the server does not know it or could not be asked. */
  readonly running: string | null;
  /** What waits for a restart; null if nothing does. */
  readonly pending: string | null;
  readonly source: SettingSource | null;
  /** Of the running value, where it is from a file. */
  readonly file: string | null;
  /** Other places that set it, and do not count. */
  readonly overruled: readonly OverruledLine[];
  readonly notAsked: NotAsked | null;
}

export interface OverruledLine {
  readonly source: SettingSource;
  readonly value: string | null;
  readonly file: string;
  readonly line: number;
}

export function shownMember(
  path: ConfigPath,
  { name, isLeader }: Pick<ConfigMember, 'name' | 'isLeader'>,
  setting: MemberSetting | null,
  reasons: readonly PendingRestartReason[],
  notAsked: NotAsked | null,
): ExplainedMember {
  const published = reasons.find(({ parameter }) => parameter === path.at(-1))?.newValue ?? null;
  const conceal = (text: string | null): string | null =>
    text === null ? null : plainText(concealSecrets(path, text));
  return {
    member: name,
    isLeader,
    running: conceal(setting?.running ?? null),
    pending: conceal(setting === null ? published : setting.pending),
    source: setting?.source ?? null,
    file: setting?.file ?? null,
    overruled: (setting?.overruled ?? []).map((line) => ({ ...line, value: conceal(line.value) })),
    notAsked,
  };
}
