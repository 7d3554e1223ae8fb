import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { Dcs } from '../dcs-ports.js';
import type { ClusterRequest } from '../read-cluster.js';

interface TypedRevision extends ClusterRequest {
  readonly revision: string | null;
  readonly ownScope: string | null;
}

interface MeantRevision extends ClusterRequest {
  /** Null for the newest. */
  readonly revision: number | null;
}

/** In `config undo 4711` the number is a revision, unless there is a cluster of that name. */
export async function settleRevision(dcs: Dcs, typed: TypedRevision): Promise<MeantRevision> {
  const { scope, group, command, revision, ownScope } = typed;
  if (revision !== null) return { scope, group, command, revision: numberOf(revision, command) };
  const mayBeRevision = scope !== null && scope !== ownScope && ownScope !== null && /^\d+$/.test(scope);
  if (!mayBeRevision) return { scope, group, command, revision: null };
  const { formation } = await dcs.readScope(scope);
  if (formation !== null) return { scope, group, command, revision: null };
  return { scope: ownScope, group, command, revision: numberOf(scope, command) };
}

function numberOf(typed: string, command: string): number {
  const revision = Number(typed);
  if (/^\d+$/.test(typed) && Number.isSafeInteger(revision) && revision > 0) return revision;
  throw new Failure('usage', 'bad-revision', `"${typed}" is not a revision, which is a whole number.`, {
    subject: typed,
    next: hint`${command.replace('undo', 'log').replace(/^/, 'ctl ')}`,
  });
}
