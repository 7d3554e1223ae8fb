import { ROLE_WORDS } from '../../cluster/cluster-role/role-change.js';
import { type Verdict, verdictOf } from '../change-leader/verdict.js';
import { anotherAgent } from '../following/another-agent.js';
import { explainUnstored } from '../following/explain-unstored.js';
import type { ClusterReading } from '../reading/read-cluster.js';
import type { RoleCourse } from './follow-role.js';
import { describeFailure, judgeRole } from './judge-role.js';
import type { PlannedRole } from './plan-role.js';
import { roleCommand } from './role-command.js';

/** The verdict over a change that was asked for, after a look at who else could be asked, or at why it could not be stored. */
export async function judgeCourse(
  { ports, request, change: { verb } }: PlannedRole,
  reading: ClusterReading,
  member: string | null,
  course: RoleCourse,
): Promise<Verdict> {
  const { stop, reply } = course;
  const isDoubtful = member !== null && (stop === 'not-seen' || stop === 'unstored');
  const other = isDoubtful
    ? await anotherAgent(ports.agents, reading.scope, reading.cluster, [member])
    : null;
  const otherWay = other === null ? null : roleCommand(request, reading, { via: other });
  if (stop !== 'unstored' || reply?.kind !== 'answered' || member === null) {
    return judgeRole({ verb, place: reading, member, otherWay }, course);
  }
  const again = roleCommand(request, reading);
  const { outcome, problem } = await explainUnstored(ports, {
    place: reading,
    noun: ROLE_WORDS[verb].noun,
    member,
    words: '',
    before: reading.cluster,
    now: course.cluster,
    again,
    otherWay: otherWay ?? again,
  });
  const message = `${describeFailure(verb, reading, reply)}. ${problem.message}`;
  return verdictOf(outcome, { ...problem, message });
}
