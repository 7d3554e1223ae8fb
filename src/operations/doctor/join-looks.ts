import {
  type ConnectionLook,
  failed,
  type LayerLook,
  type LayerName,
  passed,
  unchecked,
} from '../../cluster/evidence/connection-look.js';
import type { Evidence, ObservedMember } from '../../cluster/evidence/evidence.js';
import type { Look } from '../../cluster/evidence/look.js';
import { hint } from '../../formats/hint.js';
import type { Settings } from '../settings.js';
import { addressText } from './look-alongside.js';

/** Looks at connections, as they came. */
interface Looks {
  readonly etcd: readonly ConnectionLook[];
  /** By member. */
  readonly agents: ReadonlyMap<string, ConnectionLook>;
  /** By address. */
  readonly servers: ReadonlyMap<string, ConnectionLook>;
}

/** The looks at connections with what the evidence tells about who answered: etcd first, then each member's agent, then SQL. */
export function joinLooks(
  looks: Looks,
  evidence: Evidence,
  settings: Pick<Settings, 'placeOf'>,
): readonly ConnectionLook[] {
  const { members } = evidence;
  return [
    ...looks.etcd.map((look) => withCluster(look, evidence, settings)),
    ...members.flatMap((member) => {
      const look = looks.agents.get(member.name) ?? withoutAddress(member);
      return look === null ? [] : [withIdentity(onceMore(look, member.agent), member)];
    }),
    ...members.flatMap((member) => {
      const key = member.key ?? member.trace?.lastKey ?? null;
      if (key === null || key.host === null || key.port === null) return [];
      const look = looks.servers.get(addressText({ host: key.host, port: key.port }));
      return look === undefined ? [] : [{ ...onceMore(look, member.facts), subject: member.name }];
    }),
  ];
}

function withCluster(
  look: ConnectionLook,
  evidence: Evidence,
  { placeOf }: Pick<Settings, 'placeOf'>,
): ConnectionLook {
  const status = evidence.etcd.endpoints.find(({ address }) => isEndpoint(address, look.subject))?.status;
  const { layers: seen } = onceMore(look, status ?? null);
  const answers = seen.some(({ layer, state }) => layer === 'answer' && state === 'ok');
  const layers =
    answers && status?.ok ? replaced(seen, passed('answer', `etcd ${status.value.version}`)) : seen;
  const isReadable = look.layers.some(({ layer, state }) => layer === 'read' && state === 'ok');
  const cluster = isReadable ? clusterLayer(evidence, placeOf) : unchecked('cluster');
  return { ...look, layers: [...layers, cluster] };
}

function clusterLayer(evidence: Evidence, placeOf: (key: string) => string): LayerLook {
  const { cluster, namespace, scope, otherScopes } = evidence;
  switch (cluster.kind) {
    case 'present':
      return passed('cluster', `revision ${cluster.revision}`);
    case 'absent': {
      const found =
        otherScopes.length === 0 ? 'nothing else is there' : `found instead: ${otherScopes.join(', ')}`;
      const keys = ['namespace', 'scope'].map((key) => `${key} in ${placeOf(key)}`).join('; ');
      const seen = `no cluster "${scope}" under ${namespace}; ${found}`;
      return failed('cluster', 'wrong-namespace', seen, hint`${keys}`);
    }
    default:
      return unchecked('cluster', cluster.message);
  }
}

/** Registered, and nobody knows where to ask its agent. */
function withoutAddress({ name, key }: ObservedMember): ConnectionLook | null {
  if (key === null || key.apiUrl !== null) return null;
  const next = hint`api_url of the key members/${name} is missing: it is restapi.connect_address of this agent`;
  const layers = [failed('resolve', 'agent-unreachable', 'publishes no address of its REST API', next)];
  return { target: 'agent', subject: name, address: null, layers, certificateEnds: null };
}

const SILENCE: readonly LayerName[] = ['resolve', 'tcp', 'answer'];

/** Of two connections at the same time one may be too slow; that the other one was answered counts. */
function onceMore(look: ConnectionLook, answer: Look<unknown> | null): ConnectionLook {
  if (answer?.ok !== true) return look;
  return {
    ...look,
    layers: look.layers.map((each) =>
      each.state === 'failed' && SILENCE.includes(each.layer)
        ? unchecked(each.layer, `${each.seen}, and it answered another connection meanwhile`)
        : each,
    ),
  };
}

/** Who it is that answers, the agent itself tells. */
function withIdentity(look: ConnectionLook, { agent }: ObservedMember): ConnectionLook {
  if (agent === null) return look;
  const { layers } = look;
  if (agent.ok) {
    const { patroniVersion } = agent.value;
    const answers = layers.some(({ layer, state }) => layer === 'answer' && state === 'ok');
    return answers
      ? { ...look, layers: replaced(layers, passed('answer', `Patroni ${patroniVersion ?? '?'}`)) }
      : look;
  }
  if (agent.code !== 'agent-is-someone-else' && agent.code !== 'agent-answer') return look;
  const other = failed('answer', agent.code, agent.message, agent.next ?? look.layers[0]?.next ?? null);
  return { ...look, layers: replaced(replaced(layers, other), unchecked('login')) };
}

function replaced(layers: readonly LayerLook[], by: LayerLook): readonly LayerLook[] {
  return layers.map((each) => (each.layer === by.layer ? by : each));
}

function isEndpoint(address: string, subject: string): boolean {
  return address === subject || address.endsWith(`//${subject}`);
}
