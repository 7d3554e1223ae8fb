import type { Cluster } from '../../cluster/model/cluster.js';
import { type Condition, comesWithBootstrap } from '../../cluster/wait/condition.js';
import type { Problem } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import { nearMatches } from '../../formats/near-matches.js';
import type { Dcs } from '../ports/dcs-ports.js';
import { unknownScope } from '../reading/unknown-scope.js';
import type { WaitRequest } from './wait-report.js';

/** What may be a mistake and may be what is waited for: a cluster, or a member, that is not there yet. */
export async function warnAtFirst(
  dcs: Dcs,
  { command, conditions }: WaitRequest,
  scope: string,
  cluster: Cluster | null,
): Promise<Problem[]> {
  if (cluster !== null) return conditions.flatMap((condition) => unknownName(condition, cluster));
  const failure = await unknownScope(dcs, scope, { command, group: null });
  if (!conditions.every(comesWithBootstrap)) throw failure;
  return [{ ...failure.problem, message: `${failure.problem.message} Waiting for it to come.` }];
}

function unknownName(condition: Condition, { members }: Cluster): Problem[] {
  const name = 'name' in condition ? condition.name : null;
  if (name === null || members.some((member) => member.name === name)) return [];
  const names = members.map((member) => member.name);
  const near = nearMatches(name, names)[0];
  const found = names.length === 0 ? '' : ` Registered: ${names.join(', ')}.`;
  return [
    {
      code: 'unknown-member',
      message: `${condition.text}: no member "${name}" is registered.${found} Waiting for it to come.`,
      subject: name,
      next: near === undefined ? null : hint`did you mean ${condition.text.replace(name, near)}?`,
    },
  ];
}
