import { Failure } from '../errors.js';
import { hint } from '../formats/hint.js';
import { nearMatches } from '../formats/near-matches.js';
import type { Dcs, FoundScope } from './dcs-ports.js';

const SHOWN = 10;

/** The failure for a name that is no cluster: near matches first, or the cluster that has a member of this name. */
export async function unknownScope(dcs: Dcs, scope: string, command: string): Promise<Failure> {
  const found = await findScopes(dcs);
  if (found === null) {
    const message = `there is no cluster "${scope}" under ${dcs.namespace}; which ones there are may not be read.`;
    return new Failure('not-found', 'unknown-cluster', message, { subject: scope });
  }
  const names = found.map((each) => each.scope);
  const owner = found.find(({ members }) => members.includes(scope));
  const near = nearMatches(scope, names);
  const shown = [...near, ...names.filter((name) => !near.includes(name))];
  const more = shown.length > SHOWN ? ` and ${shown.length - SHOWN} more` : '';
  const list = shown.length === 0 ? 'no clusters at all' : `${shown.slice(0, SHOWN).join(', ')}${more}`;
  const message = `there is no cluster "${scope}" under ${dcs.namespace}. Found: ${list}.`;
  const next =
    owner !== undefined
      ? hint`"${scope}" is a member of ${owner.scope}: ctl ${command} ${owner.scope}`
      : near[0] !== undefined
        ? hint`ctl ${command} ${near[0]}`
        : undefined;
  return new Failure('not-found', 'unknown-cluster', message, {
    subject: scope,
    ...(next === undefined ? {} : { next }),
  });
}

/** Null if the login may read single clusters only. */
async function findScopes(dcs: Dcs): Promise<readonly FoundScope[] | null> {
  return dcs.findScopes().catch((thrown: unknown) => {
    if (thrown instanceof Failure && thrown.problem.code === 'dcs-auth') return null;
    throw thrown;
  });
}

export function unknownGroup(scope: string, group: number, groups: readonly number[]): Failure {
  const found = groups.length === 0 ? 'it has no Citus groups' : `groups: ${groups.join(', ')}`;
  return new Failure(
    'not-found',
    'unknown-group',
    `the cluster "${scope}" has no Citus group ${group}; ${found}.`,
    {
      subject: String(group),
    },
  );
}

export function noCluster(command: string): Failure {
  return new Failure('usage', 'no-cluster', 'No cluster was named and the configuration has no scope.', {
    next: hint`ctl ${command} CLUSTER, or set scope in the configuration`,
  });
}
