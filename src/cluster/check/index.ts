import { checkConfig, checkTimeline } from './check-changes.js';
import { checkEtcd } from './check-etcd.js';
import { checkFindings } from './check-findings.js';
import { checkLag } from './check-lag.js';
import { checkLeader } from './check-leader.js';
import { checkMaintenance, checkPendingRestart, checkSchedule } from './check-maintenance.js';
import { checkAgents, checkMembers } from './check-members.js';
import { checkReplicas } from './check-replicas.js';
import { checkSync } from './check-sync.js';
import { checkVersion } from './check-version.js';
import type { MonitoringCheck } from './monitoring-check.js';

/** By the names that operators give. */
export const MONITORING_CHECKS = {
  findings: checkFindings,
  leader: checkLeader,
  replicas: checkReplicas,
  members: checkMembers,
  agents: checkAgents,
  sync: checkSync,
  lag: checkLag,
  maintenance: checkMaintenance,
  schedule: checkSchedule,
  'pending-restart': checkPendingRestart,
  timeline: checkTimeline,
  config: checkConfig,
  version: checkVersion,
  etcd: checkEtcd,
} as const satisfies Readonly<Record<string, MonitoringCheck>>;

export type MonitoringName = keyof typeof MONITORING_CHECKS;

export const MONITORING_NAMES = [
  'findings',
  'leader',
  'replicas',
  'members',
  'agents',
  'sync',
  'lag',
  'maintenance',
  'schedule',
  'pending-restart',
  'timeline',
  'config',
  'version',
  'etcd',
] as const satisfies readonly MonitoringName[];
