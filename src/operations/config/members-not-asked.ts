import type { Problem } from '../../errors.js';
import type { ConfigMemberReading } from '../reading/config-members.js';

/** What cannot be known about members whose PostgreSQL does not tell: a warning, or none. */
export function membersNotAsked(readings: readonly ConfigMemberReading[]): Problem[] {
  const silent = readings.flatMap(({ member, problem }) => (problem === null ? [] : [{ member, problem }]));
  if (silent.length === 0) return [];
  const names = silent.map(({ member }) => member.name).join(', ');
  const why = [...new Set(silent.map(({ problem }) => problem.message))].join('; ');
  return [
    {
      code: 'members-not-asked',
      message: `what runs on ${names} and where it comes from is not known: ${why}`,
      subject: names,
      next: silent[0]?.problem.next ?? null,
    },
  ];
}
