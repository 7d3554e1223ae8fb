import type { Cluster } from '../../cluster/model/cluster.js';
import { type AskPorts, askMember, type MemberAddress, type MemberAnswers } from '../diagnose/ask-member.js';
import type { KeyTraces, LastSeenFiles } from '../diagnose/diagnose-ports.js';
import { recall } from '../diagnose/last-seen.js';
import { traceMembers } from '../diagnose/traced-members.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';

/** Members that are alive, or may be. */
export interface RunningMembers {
  /** Their agents answer. */
  readonly answering: readonly string[];
  /** Their agents do not, but their PostgreSQL takes writes. */
  readonly writing: readonly string[];
  /** Nothing of them answers from here, but their keys, which end with the agents, do not say that they have stopped. */
  readonly registered: readonly string[];
  /** Their agents do not answer, and their PostgreSQL refuses to tell. */
  readonly unknown: readonly { readonly name: string; readonly reason: string }[];
}

export interface RunningPorts extends AskPorts {
  readonly keyTraces: Pick<KeyTraces, 'readEarlier'>;
  readonly lastSeen: Pick<LastSeenFiles, 'read' | 'write'>;
}

/** Asks the agents and the PostgreSQL of all members, those included whose keys are gone. */
export async function findRunning(
  ports: RunningPorts,
  place: ClusterPlace,
  cluster: Cluster,
  revision: number,
): Promise<RunningMembers> {
  const addresses = await findAddresses(ports, place, cluster, revision);
  const asked = await Promise.all(
    addresses.map(async (address) => ({
      name: address.name,
      ...(await askMember(ports, place.scope, address)),
    })),
  );
  const answering = asked.filter(({ agent }) => agent?.ok);
  const silent = asked.filter(({ agent }) => !agent?.ok);
  const writing = silent.filter(({ facts }) => facts?.ok && !facts.value.inRecovery);
  const named = (members: readonly { readonly name: string }[]) => members.map(({ name }) => name).sort();
  const found = new Set(named([...answering, ...writing]));
  const registered = cluster.members.filter(({ name, state }) => state !== 'stopped' && !found.has(name));
  return {
    answering: named(answering),
    writing: named(writing),
    registered: named(registered),
    unknown: silent.flatMap((member) => unknownWrites(member)),
  };
}

/** Of all who have a key, or left traces: in earlier revisions, in the failsafe list, or on this machine. */
async function findAddresses(
  { keyTraces, lastSeen }: RunningPorts,
  place: ClusterPlace,
  cluster: Cluster,
  revision: number,
): Promise<readonly MemberAddress[]> {
  const [earlier, seen] = await Promise.all([
    keyTraces.readEarlier(place, revision),
    recall(lastSeen, place),
  ]);
  const failsafe = [...(cluster.failsafe ?? [])].map(
    ([name, apiUrl]): MemberAddress => ({ name, apiUrl, host: null, port: null }),
  );
  const addresses = new Map<string, MemberAddress>();
  const traced = traceMembers({ cluster, earlier, lastSeen: null });
  for (const address of [...(seen?.members ?? []), ...failsafe, ...traced, ...cluster.members]) {
    const known = addresses.get(address.name);
    addresses.set(address.name, {
      name: address.name,
      apiUrl: address.apiUrl ?? known?.apiUrl ?? null,
      host: address.host ?? known?.host ?? null,
      port: address.port ?? known?.port ?? null,
    });
  }
  return [...addresses.values()];
}

/** The codes of a server that is there and does not let anybody look. */
const CLOSED = ['sql-auth', 'sql-tls', 'sql-refused', 'sql-too-many-clients'];

function unknownWrites({ name, facts }: MemberAnswers & { readonly name: string }) {
  if (facts === null || facts.ok || !CLOSED.includes(facts.code)) return [];
  return [{ name, reason: facts.message }];
}
