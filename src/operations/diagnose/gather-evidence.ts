import type { ClusterLook, EtcdEvidence, Evidence } from '../../cluster/evidence/evidence.js';
import type { ScopeReading } from '../ports/dcs-ports.js';
import { type ClusterSelection, selectClusters } from '../reading/select-clusters.js';
import { AskedMembers } from './ask-member.js';
import type { DiagnosePorts, ScopeLook, SettledLook } from './diagnose-ports.js';
import { type GatheredPlace, gatherPlace, type ScopeGathering } from './gather-place.js';

/** What somebody has asked already. */
interface Gathering {
  readonly look?: ScopeLook;
  readonly etcd?: Promise<EtcdEvidence>;
}

export interface DiagnoseRequest extends ClusterSelection {
  readonly scope: string;
  /** What somebody has gathered already, such as etcd's health for many clusters. */
  readonly gathered?: Gathering;
}

/** An endpoint that is silent costs this, and a third of it to find out where it is. */
const ETCD_MS = 1200;

/**
 * Everything that can be asked about a cluster, or about the groups of it that are meant, at once. The members are asked at
 * the first addresses that are known, be they certain or not.
 */
export async function gatherEvidence(
  ports: DiagnosePorts,
  request: DiagnoseRequest,
): Promise<readonly Evidence[]> {
  const { scope, gathered = {} } = request;
  const { soonest, settled } = gathered.look ?? ports.scopeLooks.look(scope);
  const gathering: ScopeGathering = {
    ports,
    scope,
    at: ports.clock.now().toISOString(),
    asked: new AskedMembers(ports, scope),
    etcd: gathered.etcd ?? ports.etcdHealth.read(ETCD_MS),
  };
  const first = await soonest;
  const early = gatherPlaces(gathering, request, first);
  const last = await settled;
  if (last.kind === 'certain' && last.reading !== first) {
    // Nobody waits for what the uncertain look has begun.
    early.catch(() => {});
    return gatherPlaces(gathering, request, last.reading);
  }
  const evidence = await early;
  return last.kind === 'certain'
    ? evidence
    : evidence.map((each) => ({ ...each, cluster: lookOf(each, last) }));
}

async function gatherPlaces(
  gathering: ScopeGathering,
  request: DiagnoseRequest,
  reading: ScopeReading | null,
): Promise<readonly Evidence[]> {
  return Promise.all(placesOf(reading, request).map((place) => gatherPlace(gathering, place)));
}

/** Where nothing could be read, the cluster that was asked for. */
function placesOf(reading: ScopeReading | null, request: DiagnoseRequest): GatheredPlace[] {
  if (reading === null || reading.formation === null)
    return [{ group: request.group, cluster: null, reading }];
  return selectClusters(request.scope, reading.formation, request).map((placed) => ({ ...placed, reading }));
}

function lookOf({ cluster: early }: Evidence, last: SettledLook & { kind: 'uncertain' }): ClusterLook {
  const { code, message, next } = last.problem;
  if (early.kind !== 'present') return { kind: 'unread', code, message, next };
  return { kind: 'stale', cluster: early.cluster, revision: early.revision, code, message };
}
