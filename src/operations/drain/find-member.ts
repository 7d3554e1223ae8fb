import { isRemembered } from '../../cluster/drain/rest.js';
import { Failure } from '../../errors.js';
import type { Hint } from '../../formats/hint.js';
import type { Dcs } from '../ports/dcs-ports.js';
import type { ClusterReading } from '../reading/read-cluster.js';
import { selectClusters } from '../reading/select-clusters.js';
import { unknownMember } from '../reading/unknown-member.js';
import { unknownScope } from '../reading/unknown-scope.js';
import { again } from '../typed-words.js';
import type { DrainRequest } from './drain-request.js';

export interface FoundMember {
  readonly name: string;
  readonly reading: ClusterReading;
}

const COMMAND = 'drain';

/** `[CLUSTER] MEMBER`: one word is a member of the cluster of the settings. */
export async function findMember(dcs: Dcs, request: DrainRequest): Promise<FoundMember> {
  const { words, undo, group, typed } = request;
  const drain = (cluster: string | null, member: string): Hint =>
    again(COMMAND, { scope: cluster, group }, { ...typed, args: [member] });
  const [first, second] = words;
  if (first === undefined) throw noMember('no member was named', drain(request.scope, 'MEMBER'));
  const scope = second === undefined ? request.scope : first;
  const name = second ?? first;
  if (scope === null) {
    const message = `the configuration has no scope, so "${first}" alone does not tell which member of which cluster`;
    throw noMember(message, drain(null, first));
  }
  const { formation, revision, consistency, warnings } = await dcs.readScope(scope);
  if (formation === null)
    throw await unknownScope(dcs, scope, {
      command: COMMAND,
      group,
      typed: { ...typed, args: [] },
    });
  const placed = selectClusters(scope, formation, request);
  const found =
    placed.find(({ cluster }) => cluster.members.some((member) => member.name === name)) ??
    // After its work a member may need a while until it is registered again.
    (undo ? placed.find(({ cluster }) => isRemembered(cluster, name)) : undefined);
  if (found !== undefined) return { name, reading: { scope, ...found, revision, consistency, warnings } };
  if (second === undefined && (await isScope(dcs, scope, name))) {
    throw noMember(`"${name}" is a cluster; name the member, too`, drain(name, 'MEMBER'));
  }
  const names = placed.flatMap(({ cluster }) => cluster.members.map((member) => member.name));
  throw unknownMember(scope, name, names);
}

/** A login that may read single clusters only knows of no other. */
async function isScope(dcs: Dcs, scope: string, name: string): Promise<boolean> {
  if (name === scope) return true;
  const scopes = await dcs.findScopes().catch((thrown: unknown) => {
    if (thrown instanceof Failure) return [];
    throw thrown;
  });
  return scopes.some((each) => each.scope === name);
}

function noMember(message: string, next: Hint): Failure {
  return new Failure('usage', 'no-member', message, { subject: 'MEMBER', next });
}
