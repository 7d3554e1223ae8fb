import { Failure } from '../../errors.js';
import { type CommandPlace, ctl } from '../../formats/hint.js';
import type { Dcs } from '../ports/dcs-ports.js';
import type { ClusterRequest } from '../reading/read-cluster.js';

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
  if (revision !== null) return { scope, group, command, revision: numberOf(revision, typed) };
  const mayBeRevision = scope !== null && scope !== ownScope && ownScope !== null && /^\d+$/.test(scope);
  if (!mayBeRevision) return { scope, group, command, revision: null };
  const { formation } = await dcs.readScope(scope);
  if (formation !== null) return { scope, group, command, revision: null };
  return { scope: ownScope, group, command, revision: numberOf(scope, { ...typed, scope: ownScope }) };
}

function numberOf(text: string, place: CommandPlace): number {
  const revision = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(revision) && revision > 0) return revision;
  throw new Failure('usage', 'bad-revision', `"${text}" is not a revision, which is a whole number.`, {
    subject: text,
    next: ctl('config log', place.scope === null ? null : place),
  });
}
