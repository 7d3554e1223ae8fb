import type { Cluster } from '../model/cluster.js';
import type { Member } from '../model/member.js';
import { addressText, agentAddress, isIpAddress } from './agent-address.js';
import type { BalancerServer } from './balancer-state.js';
import { haproxyNames } from './haproxy-words.js';

type Known = Pick<BalancerServer, 'name' | 'address' | 'hostname' | 'checkPort'>;

/**
 * The member that a server stands for: by its address; by its host and the port of the agent, where a pooler stands in
 * front of PostgreSQL; by its name where addresses cannot be compared. Null if it is nobody's.
 */
export function matchMember(server: Known, { members }: Pick<Cluster, 'members'>): Member | null {
  const names = haproxyNames(members.map(({ name }) => name));
  const byAddress = members.find((member) => addressesOf(server).includes(addressOf(member) ?? ''));
  const byAgent = members.find((member) => sharesAgent(server, member));
  const byName = members.find(
    (member) => names.get(member.name) === server.name && !contradicts(server, member),
  );
  return byAddress ?? byAgent ?? byName ?? null;
}

function addressesOf({ address, hostname }: Known): string[] {
  if (address === null) return [];
  return hostname === null ? [address] : [address, `${hostname}:${portOf(address)}`];
}

function addressOf({ host, port }: Member): string | null {
  return host === null || port === null ? null : addressText(host, port);
}

function sharesAgent(server: Known, { apiUrl }: Member): boolean {
  const agent = agentAddress(apiUrl);
  if (agent === null || server.checkPort !== agent.port) return false;
  return addressesOf(server).some((each) => hostOf(each) === hostOf(addressText(agent.host, agent.port)));
}

/** Two addresses that are both numbers and differ. */
function contradicts(server: Known, member: Member): boolean {
  const { address } = server;
  if (address === null || member.host === null || member.port === null) return false;
  if (portOf(address) !== String(member.port)) return true;
  return isIpAddress(member.host) && hostOf(address) !== hostOf(addressText(member.host, member.port));
}

function portOf(address: string): string {
  return address.slice(address.lastIndexOf(':') + 1);
}

function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':')).replace(/^\[|\]$/g, '');
}
