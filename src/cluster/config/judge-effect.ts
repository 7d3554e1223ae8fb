import { plainText } from '../../formats/json.js';
import type { PendingRestartReason } from '../model/member.js';
import type { Value } from '../model/value.js';
import { describePath } from './config-finding.js';
import { isRecoveryParameter } from './owned-parameters.js';
import type { SettingImpact } from './parameter-impact.js';
import { isRunningValue } from './same-setting.js';
import type { ServerParameter, ServerParameters } from './server-parameters.js';

/** What has become of one changed setting on one member. */
export interface SettingEffect {
  /** Dotted, as in `edit-config -s`. */
  readonly key: string;
  /** `ignored`: the member has read it and goes on with something else. `waiting`: nothing was seen yet. */
  readonly state: 'applied' | 'pending-restart' | 'ignored' | 'waiting' | 'unknown';
  /** As PostgreSQL shows it, in its unit; null where SQL does not tell, and for what is not PostgreSQL's. */
  readonly running: string | null;
  readonly reason: string | null;
}

export interface MemberEffect {
  readonly member: string;
  readonly settings: readonly SettingEffect[];
}

/** A member as it shows itself after the write. */
export interface EffectLook {
  /** Its agent has gone through a cycle since the write. */
  readonly hasCycled: boolean;
  /** So long ago that PostgreSQL has been told as well. */
  readonly isSettled: boolean;
  /** Null where SQL cannot be had. */
  readonly parameters: ServerParameters | null;
  /** By its key or its agent. */
  readonly pendingRestart: boolean;
  readonly pendingReasons: readonly PendingRestartReason[];
}

/** Whether a member has taken up a change, as far as it shows. */
export function judgeEffect(impact: SettingImpact, look: EffectLook): SettingEffect {
  const key = describePath(impact.path);
  const name = parameterOf(impact);
  if (name === null) return { key, running: null, ...judgeByCycle(impact, look) };
  const parameter = look.parameters?.parameters.get(name.toLowerCase()) ?? null;
  const running = parameter?.setting ?? null;
  return { key, running, ...judgeParameter(name, impact, parameter, look) };
}

type Judged = Pick<SettingEffect, 'state' | 'reason'>;

const WAITING: Judged = { state: 'waiting', reason: null };

function parameterOf({ path: [section, part, name] }: SettingImpact): string | null {
  // Standbys take up what they recover with one cycle later, which nobody needs to wait for.
  if (section !== 'postgresql' || part !== 'parameters' || name === undefined) return null;
  return isRecoveryParameter(name) ? null : name;
}

function judgeByCycle({ effect }: SettingImpact, { hasCycled }: EffectLook): Judged {
  if (effect === 'none') return { state: 'ignored', reason: 'Patroni makes nothing of it' };
  return hasCycled ? { state: 'applied', reason: null } : WAITING;
}

function judgeParameter(
  name: string,
  impact: SettingImpact,
  parameter: ServerParameter | null,
  look: EffectLook,
): Judged {
  if (isPending(name, impact, parameter, look)) return { state: 'pending-restart', reason: null };
  if (parameter === null) return judgeBlindly(impact, look);
  if (impact.after !== null && isRunningValue(parameter, impact.after))
    return { state: 'applied', reason: null };
  if (!look.hasCycled || !look.isSettled) return WAITING;
  if (impact.after === null || isFromFile(name, impact.after, look))
    return { state: 'applied', reason: null };
  return { state: 'ignored', reason: overriddenBy(parameter) };
}

/** What a server shows differently than it is written, such as `pglz` for `on`, its files tell. */
function isFromFile(name: string, wanted: Value, { parameters }: EffectLook): boolean {
  const key = name.toLowerCase();
  const file = parameters?.files?.findLast((each) => each.name.toLowerCase() === key && each.applied);
  return file?.value !== undefined && file.value?.toLowerCase() === plainText(wanted).toLowerCase();
}

/** Members before 3.3 name no parameters: then whatever needs a restart is meant. */
function isPending(
  name: string,
  { effect }: SettingImpact,
  parameter: ServerParameter | null,
  { pendingRestart, pendingReasons }: EffectLook,
): boolean {
  if (parameter?.pendingRestart) return true;
  if (!pendingRestart) return false;
  if (pendingReasons.length === 0) return effect === 'restart';
  return pendingReasons.some(({ parameter: each }) => each.toLowerCase() === name.toLowerCase());
}

function judgeBlindly({ effect }: SettingImpact, { hasCycled, isSettled, parameters }: EffectLook): Judged {
  if (!hasCycled || !isSettled) return WAITING;
  if (parameters !== null) return { state: 'ignored', reason: 'this server has no such parameter' };
  if (effect === 'reload') {
    return { state: 'applied', reason: 'its agent has read it; without SQL the value cannot be seen' };
  }
  return { state: 'unknown', reason: 'without SQL the value cannot be seen' };
}

function overriddenBy({ source, sourceFile, setting }: ServerParameter): string {
  if (sourceFile?.endsWith('postgresql.auto.conf')) return 'ALTER SYSTEM overrides it on this member';
  if (source === 'command line') return `the command line of this server sets ${setting}`;
  if (source === 'database' || source === 'user' || source === 'database user') {
    return `a setting of the ${source} overrides it`;
  }
  return 'a setting of this member itself overrides it';
}
