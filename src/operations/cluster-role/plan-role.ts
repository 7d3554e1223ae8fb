import type { RoleDecision } from '../../cluster/cluster-role/decide-role.js';
import {
  judgeDemotion,
  judgePromotion,
  type RemoteLook,
  type RemoteVerdict,
} from '../../cluster/cluster-role/judge-remotes.js';
import { ROLE_WORDS, type RoleChange } from '../../cluster/cluster-role/role-change.js';
import {
  type RemoteAddress,
  type StandbySource,
  standbySection,
  standbySource,
} from '../../cluster/cluster-role/standby-section.js';
import type { Cluster } from '../../cluster/model/cluster.js';
import type { ValueMap } from '../../cluster/model/value.js';
import type { Problem } from '../../errors.js';
import type { Servers } from '../ports/sql-ports.js';
import type { ClusterReading } from '../reading/read-cluster.js';
import type { TellRole } from './cluster-role-report.js';
import type { ClusterRolePorts, ClusterRoleRequest, TypedSource } from './cluster-role-request.js';

/** Everything that was known when it was decided. */
export interface PlannedRole {
  readonly ports: ClusterRolePorts;
  readonly request: ClusterRoleRequest;
  readonly reading: ClusterReading;
  readonly change: RoleChange;
  readonly decision: RoleDecision;
  /** What the cluster follows: until now, or of a demotion from now on. */
  readonly source: StandbySource;
  readonly remotes: readonly RemoteLook[];
  readonly verdict: RemoteVerdict;
  readonly warnings: readonly Problem[];
}

type DecidedRole = Omit<PlannedRole, 'source' | 'remotes' | 'verdict'>;
type Looked = Pick<PlannedRole, 'remotes' | 'verdict'>;

const NOT_LOOKED: Looked = {
  remotes: [],
  verdict: { refusal: null, warnings: [], unseen: [] },
};

/** Before 4.1 the primary is stopped with the mode `immediate` (ha.py, follow). */
const CLEAN_SINCE = 4.1;

/** The other side is often far away. */
const LOOK_MS = 3000;

/** Looks at the other side, if anything is going to be sent, and tells what was found there. */
export async function planRole(planned: DecidedRole, tell: TellRole): Promise<PlannedRole> {
  const { reading, change, decision } = planned;
  const { cluster, scope } = reading;
  const source = standbySource({ ...standbySection(cluster.config), ...change.section });
  const looked = decision.kind === 'send' ? await look(planned, source) : NOT_LOOKED;
  const warnings = [
    ...planned.warnings,
    ...looked.verdict.warnings,
    ...(decision.kind === 'under-way' ? [underWay(change)] : []),
    ...(decision.kind === 'send' && change.section !== null ? abruptDemotion(scope, cluster) : []),
  ];
  const { remotes } = looked;
  if (decision.kind === 'send' || decision.kind === 'under-way') {
    tell({ kind: 'plan', verb: change.verb, scope, source, remotes, warnings });
  }
  return { ...planned, ...looked, source, warnings };
}

async function look(
  { ports, request, reading, change }: DecidedRole,
  source: StandbySource,
): Promise<Looked> {
  const remotes = await lookAtRemotes(ports.servers, source.remotes);
  const verdict =
    change.section === null
      ? judgePromotion(change, source, remotes, request.evenIfPrimary)
      : judgeDemotion(change, source, remotes, reading.cluster);
  return { remotes, verdict };
}

/** What was typed as Patroni stores it; patronictl leaves out what is empty. */
export function sectionOf({ host, port, restoreCommand, primarySlotName }: TypedSource): ValueMap {
  const typed = {
    host,
    port,
    primary_slot_name: primarySlotName,
    restore_command: restoreCommand,
  };
  return Object.fromEntries(
    Object.entries(typed).flatMap(([key, value]) => (value === null || value === '' ? [] : [[key, value]])),
  );
}

function underWay({ verb, scope }: RoleChange): Problem {
  const message = `the ${ROLE_WORDS[verb].noun} of ${scope} was asked for before: nothing is sent, and it is followed`;
  return { code: 'under-way', message, subject: scope, next: null };
}

function abruptDemotion(scope: string, { leader, members }: Cluster): Problem[] {
  const version = members.find(({ name }) => name === leader?.name)?.patroniVersion ?? null;
  if (version === null || Number.parseFloat(version) >= CLEAN_SINCE) return [];
  const message = `Patroni ${version} stops PostgreSQL of ${leader?.name} at once, without a checkpoint: what the other side has not received may be lost (a clean shutdown since 4.1)`;
  return [{ code: 'abrupt-demotion', message, subject: scope, next: null }];
}

/** What the servers on the other side are, by what PostgreSQL itself says; all are asked at the same time. */
function lookAtRemotes(
  servers: Pick<Servers, 'readFacts'>,
  remotes: readonly RemoteAddress[],
): Promise<RemoteLook[]> {
  return Promise.all(remotes.map((remote) => lookAt(servers, remote)));
}

async function lookAt(servers: Pick<Servers, 'readFacts'>, remote: RemoteAddress): Promise<RemoteLook> {
  const { host, port } = remote;
  const answer = await servers.readFacts(remote, LOOK_MS);
  if (answer.ok) return { host, port, state: answer.facts.inRecovery ? 'standby' : 'primary', reason: null };
  const { code, message } = answer.problem;
  const state = code === 'sql-unreachable' ? 'unreachable' : 'unreadable';
  return { host, port, state, reason: message.replaceAll('\n', '; ') };
}
