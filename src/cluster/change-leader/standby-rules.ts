import { STANDBY_PARAMETERS } from '../evidence/server-facts.js';
import { tellsReplicationState } from '../model/patroni-version.js';
import type { CandidateReason } from './candidate.js';
import { type JudgedMember, postgresAnswered, statusOf, warns } from './judged-member.js';
import { isFailsafeMode } from './shared-settings.js';

/** What Patroni does not check, but an operator wants to know. */
export function standbyReasons(judged: JudgedMember): CandidateReason[] {
  return [
    streamingReason(judged),
    failsafeReason(judged),
    parametersReason(judged),
    restartReason(judged),
  ].filter((reason) => reason !== null);
}

/** Patroni looks at positions only, as long as the leader runs. */
function streamingReason(judged: JudgedMember): CandidateReason | null {
  const { hasLeader, status } = judged;
  if (!hasLeader || status === null || status.position !== null) return null;
  if (!postgresAnswered(status) || streams(judged) !== false) return null;
  const what =
    status.replicationState === null ? 'it does not replicate' : `it is ${status.replicationState}`;
  return warns('not-streaming', `${what}; a leader that stops waits only for those that stream`);
}

/** Null if nobody says; up to 3.0.3 only its upstream does. */
export function streams({ status, evidence, leader }: JudgedMember): boolean | null {
  if (status === null) return null;
  if (status.replicationState !== null) return status.replicationState === 'streaming';
  const connections = leader === null ? [] : (statusOf(leader)?.replication ?? []);
  if (connections.some(({ name, state }) => name === evidence.member.name && state === 'streaming'))
    return true;
  return tellsReplicationState(status.patroniVersion) ? false : null;
}

/** The list counts in a race without a request only (ha.py, is_healthiest_node). */
function failsafeReason({ cluster, evidence }: JudgedMember): CandidateReason | null {
  const { failsafe, config } = cluster;
  if (!isFailsafeMode(config) || failsafe === null || failsafe.size === 0) return null;
  if (failsafe.has(evidence.member.name)) return null;
  return warns('not-in-failsafe-list', 'not in the failsafe list, which counts in automatic failovers only');
}

function parametersReason({ evidence, leader }: JudgedMember): CandidateReason | null {
  const own = evidence.facts?.parameters;
  const leading = leader?.facts?.parameters;
  if (own === undefined || leading === undefined) return null;
  const lower = STANDBY_PARAMETERS.filter((name) => own[name] < leading[name]);
  if (lower.length === 0) return null;
  const list = lower.map((name) => `${name} ${own[name]} (the leader has ${leading[name]})`).join(', ');
  return warns('max-connections-lower', list);
}

function restartReason({ evidence, status }: JudgedMember): CandidateReason | null {
  if (!(status?.pendingRestart ?? evidence.member.pendingRestart)) return null;
  const changes = evidence.member.pendingRestartReasons.map(
    ({ parameter, oldValue, newValue }) => `${parameter} ${oldValue || '(unset)'} → ${newValue || '(unset)'}`,
  );
  return warns('pending-restart', ['it waits for a restart', changes.join(', ')].filter(Boolean).join(': '));
}
