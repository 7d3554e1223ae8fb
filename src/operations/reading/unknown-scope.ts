import { Failure } from '../../errors.js';
import { ctl, type Hint, hint } from '../../formats/hint.js';
import { nearMatches } from '../../formats/near-matches.js';
import type { Dcs, FoundScope } from '../ports/dcs-ports.js';
import { again, NOTHING_TYPED, type TypedWords } from '../typed-words.js';

const SHOWN = 10;

/** The command that could not find its cluster. */
interface Asking {
  readonly command: string;
  readonly group: number | null;
  readonly typed?: TypedWords;
}

/** The failure for a name that is no cluster: near matches first, or the cluster that has a member of this name. */
export async function unknownScope(dcs: Dcs, scope: string, asking: Asking): Promise<Failure> {
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
  const next = owner === undefined ? nearHint(near, asking) : ownerHint(scope, owner.scope, asking);
  return new Failure('not-found', 'unknown-cluster', message, {
    subject: scope,
    ...(next === null ? {} : { next }),
  });
}

/** What looks only may name a cluster that was not typed. */
const LOOKING = [
  ...['list', 'topology', 'history', 'status', 'doctor', 'wait', 'version', 'dsn', 'show-config'],
  ...['config explain', 'config log', 'haproxy status', 'haproxy check', 'haproxy config'],
];

/** Behind the cluster they take members. */
const OF_MEMBERS = ['restart', 'reload', 'reinit', 'flush', 'drain'];

function nearHint(near: readonly string[], { command, group }: Asking): Hint | null {
  const [best] = near;
  if (best === undefined) return null;
  return LOOKING.includes(command)
    ? ctl(command, { scope: best, group })
    : hint`did you mean ${near.slice(0, SHOWN).join(', ')}?`;
}

/** The member that was typed where its cluster belongs stays the only one that is meant. */
function ownerHint(member: string, scope: string, { command, group, typed }: Asking): Hint {
  const place = { scope, group };
  const words = hint`"${member}" is a member of ${scope}`;
  if (typed !== undefined && OF_MEMBERS.includes(command)) {
    const others = typed.args.filter((word) => word !== scope);
    return hint`${words}: ${again(command, place, { ...typed, args: [member, ...others] })}`;
  }
  return LOOKING.includes(command) ? hint`${words}: ${ctl(command, place)}` : words;
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

export function noCluster({ command, group, typed = NOTHING_TYPED }: Asking): Failure {
  return new Failure('usage', 'no-cluster', 'No cluster was named and the configuration has no scope.', {
    next: hint`${again(command, { scope: null, group }, typed)}, or set scope in the configuration`,
  });
}
