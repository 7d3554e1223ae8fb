import { STANDBY_PARAMETERS, type StandbyParameter } from '../evidence/server-facts.js';
import type { Cluster } from '../model/cluster.js';
import { isStandbyCluster } from '../model/dynamic-config.js';
import { integerOf, isValueMap } from '../model/value.js';
import { type Baseline, isStreaming, type RestartLook } from './baseline.js';
import type { RestartEvidence, RestartReason } from './restart-plan.js';

/** A parameter that standbys need at least as high as the primary, and that a restart of this member changes. */
export interface SettingChange {
  readonly parameter: StandbyParameter;
  readonly member: string;
  readonly from: number;
  readonly to: number;
}

/** What Patroni takes without a value, or with one below the least that it accepts (postgresql/config.py, CMDLINE_OPTIONS). */
const RULES: Readonly<Record<StandbyParameter, { readonly standard: number; readonly least: number }>> = {
  max_connections: { standard: 100, least: 25 },
  max_prepared_transactions: { standard: 0, least: 0 },
  max_locks_per_transaction: { standard: 64, least: 32 },
  max_wal_senders: { standard: 10, least: 3 },
  max_worker_processes: { standard: 8, least: 2 },
};

/**
 * The changes that wait for a restart: by the reasons that members publish (since 3.3), else by what runs against the dynamic
 * configuration. Empty for a standby cluster, whose primary is elsewhere, and where nothing is known.
 */
export function settingChanges(cluster: Cluster, evidence: readonly RestartEvidence[]): SettingChange[] {
  if (isStandbyCluster(cluster.config)) return [];
  return evidence.flatMap((each) => {
    const published = publishedChanges(each);
    return published.length > 0 || each.parameters === null ? published : comparedChanges(cluster, each);
  });
}

function publishedChanges({ member }: RestartEvidence): SettingChange[] {
  return member.pendingRestartReasons.flatMap(({ parameter, oldValue, newValue }) => {
    const name = STANDBY_PARAMETERS.find((each) => each === parameter);
    const from = integerOf(oldValue);
    const to = integerOf(newValue);
    if (name === undefined || from === null || to === null || from === to) return [];
    return [{ parameter: name, member: member.name, from, to }];
  });
}

function comparedChanges({ config }: Cluster, { member, parameters }: RestartEvidence): SettingChange[] {
  const section = config?.values.postgresql;
  const stored = isValueMap(section) && isValueMap(section.parameters) ? section.parameters : {};
  return STANDBY_PARAMETERS.flatMap((parameter) => {
    const { standard, least } = RULES[parameter];
    const value = integerOf(stored[parameter]);
    const to = value === null || value < least ? standard : value;
    const from = parameters?.[parameter] ?? to;
    return from === to ? [] : [{ parameter, member: member.name, from, to }];
  });
}

export function isRaised({ from, to }: SettingChange): boolean {
  return to > from;
}

/** `max_connections 200 → 100`, each once. */
export function describeChanges(changes: readonly SettingChange[]): string {
  return [...new Set(changes.map(({ parameter, from, to }) => `${parameter} ${from} → ${to}`))].join(', ');
}

/** What is missing until a member is back from its restart: it started anew, runs, and replicates as it did before. */
export function ownReasons(member: string, baseline: Baseline, look: RestartLook): RestartReason[] {
  const status = look.statuses.get(member) ?? null;
  const before = baseline.members.get(member);
  const reason = (code: string, sentence: string): RestartReason[] => [{ code, sentence, member }];
  if (status === null) return reason('agent-unreachable', 'its agent does not answer');
  if (status.state !== 'running') return reason('not-running', status.state);
  if (status.startedAt !== null && status.startedAt === before?.startedAt) {
    return reason('not-restarted', 'has not been restarted yet');
  }
  const leads = look.cluster?.leader?.name === member;
  if (leads && before?.primary && status.role !== 'primary') {
    return reason('not-primary', `holds the lock and is "${status.role ?? '?'}"`);
  }
  if (leads || look.cluster?.leader === null) return [];
  if (before?.streaming && !isStreaming(look, member)) return reason('not-streaming', 'not yet streaming');
  return [];
}
