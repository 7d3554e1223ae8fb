import { ctl, hint } from '../../formats/hint.js';
import type { EtcdAlarm } from '../evidence/evidence.js';
import {
  type ChangeEvidence,
  type ChangeKind,
  type ChangeWarning,
  type Refusal,
  refused,
} from './change-request.js';
import { postgresAnswered, statusOf } from './judged-member.js';

interface Place {
  readonly scope: string;
  readonly group: number | null;
}

/** With an alarm etcd stores nothing: no request, no lock, no state of a member. `alarms` is null if etcd could not be asked for them. */
export function refuseWithoutWrites(
  kind: ChangeKind,
  place: Place,
  alarms: readonly EtcdAlarm[] | null,
): Refusal | null {
  const [alarm] = alarms ?? [];
  if (alarm === undefined) return null;
  const message = `etcd refuses writes (alarm ${alarm.alarm}): a ${kind} could neither be stored nor completed, because nobody could take the lock`;
  const next = hint`see what etcd says: ${ctl('doctor', place)}`;
  return refused('dcs-alarm', message, place.scope, next);
}

/** Its agent answers, and its PostgreSQL does not. */
function silentLeader({ cluster, members }: ChangeEvidence): string | null {
  const leader = members.find(({ member }) => member.name === cluster.leader?.name);
  const status = leader === undefined ? null : statusOf(leader);
  if (leader === undefined || status === null || postgresAnswered(status)) return null;
  return ['running', 'unknown'].includes(status.state) ? leader.member.name : null;
}

/** A switchover begins with a checkpoint and a clean shutdown of the leader, which a silent server does not do. */
export function refuseSilentLeader(place: Place, evidence: ChangeEvidence): Refusal | null {
  const name = silentLeader(evidence);
  if (name === null) return null;
  const message = `the PostgreSQL of the leader ${name} does not answer its agent: a switchover waits for its checkpoint and its shutdown, and would not complete`;
  const next = hint`look at PostgreSQL on ${name}: ${ctl('doctor', place)}; if it is lost, stop its agent: the others elect by themselves`;
  return refused('leader-silent', message, name, next);
}

/** A failover, too, begins by stopping the leader; whether to try it is left to the operator. */
export function warnOfSilentLeader(evidence: ChangeEvidence): ChangeWarning | null {
  const name = silentLeader(evidence);
  if (name === null) return null;
  const message = `the PostgreSQL of the leader ${name} does not answer its agent: the failover waits until it has stopped, and may not complete`;
  return {
    code: 'leader-silent',
    message,
    subject: name,
    next: hint`if it is lost, stop the agent on ${name}: the others elect by themselves`,
  };
}
