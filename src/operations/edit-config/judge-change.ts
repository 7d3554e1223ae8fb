import { checkConfig } from '../../cluster/config/check-config.js';
import { type ConfigFinding, describePath } from '../../cluster/config/config-finding.js';
import type { SettingImpact } from '../../cluster/config/parameter-impact.js';
import { planImpact } from '../../cluster/config/plan-impact.js';
import type { ConfigMember } from '../../cluster/config/server-parameters.js';
import type { ValueMap } from '../../cluster/model/value.js';
import type { Problem } from '../../errors.js';
import type { ConfigMemberReading } from '../reading/config-members.js';
import type { CheckSource, ShownFinding, ShownImpact } from './config-change-report.js';
import type { ChangeOptions } from './edit-config-request.js';

/** What the checks say about a change, and what it leads to. */
export interface JudgedChange {
  readonly findings: readonly ConfigFinding[];
  readonly impact: readonly SettingImpact[];
}

export function judgeChange(
  before: ValueMap,
  after: ValueMap,
  members: readonly ConfigMember[],
  { checks, allowUnknown }: Pick<ChangeOptions, 'checks' | 'allowUnknown'>,
): JudgedChange {
  const impact = planImpact(before, after, members);
  if (!checks) return { findings: [], impact };
  return { findings: checkConfig({ before, after, members, allowUnknown }), impact };
}

/** An error that was there before refuses nothing. */
export function isRefusing({ severity, existing }: ConfigFinding): boolean {
  return severity === 'error' && !existing;
}

export function shownFinding({ path, ...finding }: ConfigFinding): ShownFinding {
  const { code, severity, message, next, existing } = finding;
  return { code, severity, key: describePath(path), message, next, existing };
}

export function shownImpact({ path, effect, order, members, meanwhile }: SettingImpact): ShownImpact {
  return { key: describePath(path), effect, order, members, meanwhile };
}

export function findingProblem({ code, path, message, next }: ConfigFinding): Problem {
  const key = describePath(path);
  return key === ''
    ? { code, message, subject: null, next }
    : { code, message: `${key}: ${message}`, subject: key, next };
}

export function checkSource({ member, problem }: ConfigMemberReading): CheckSource {
  const { name, parameters, serverVersion } = member;
  const source = parameters !== null ? 'sql' : serverVersion !== null ? 'catalogue' : 'none';
  return { member: name, source, serverVersion, reason: problem?.message ?? null };
}
