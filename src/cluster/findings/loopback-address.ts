import { shell } from '../../formats/hint.js';
import type { Member } from '../model/member.js';
import type { Check } from './check.js';
import { heartbeatAge, type RegisteredMember, registeredMembers } from './known.js';
import { finding, listed, remedy, seen } from './tell.js';

/** Agents that publish an address at which others cannot reach them. */
export const loopbackAddress: Check = {
  code: 'loopback-address',
  severity: 'warning',
  title: 'all agents publish an address that others can reach',
  find(evidence) {
    const members = registeredMembers(evidence);
    return members.flatMap((member) => {
      const { name, key } = member;
      const fault = isLoopback(hostOf(key.apiUrl)) && key.host !== null && !isLoopback(key.host);
      const others = sharing(member, members);
      if (!fault && others.length === 0) return [];
      const message = fault
        ? `${name} publishes ${key.apiUrl} for its agent and ${key.host} for its PostgreSQL: from other hosts its agent cannot be reached, and it cannot take over`
        : `${name} publishes ${key.apiUrl} for its agent, and so ${others.length === 1 ? 'does' : 'do'} ${listed(others)}: one of them is reached in place of the other`;
      return [
        finding('loopback-address', 'warning', name, {
          message,
          evidence: [seen('dcs', `api_url is ${key.apiUrl}`, heartbeatAge(member))],
          remedies: [
            remedy(
              `on ${name}: restapi.connect_address in its configuration must be an address of this host`,
            ),
            remedy(`on ${name}: then let Patroni read it`, shell`systemctl reload patroni`),
          ],
        }),
      ];
    });
  },
};

/** Others at another address of PostgreSQL that publish the same agent. */
function sharing({ name, key }: RegisteredMember, members: readonly RegisteredMember[]): string[] {
  if (key.apiUrl === null) return [];
  const isElsewhere = (other: Member): boolean => other.host !== key.host || other.port !== key.port;
  return members
    .filter((other) => other.name !== name && other.key.apiUrl === key.apiUrl && isElsewhere(other.key))
    .map((other) => other.name);
}

function hostOf(url: string | null): string | null {
  const [, host] = /^\w+:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/?#]*)/.exec(url ?? '') ?? [];
  return host?.replace(/^\[|\]$/g, '') ?? null;
}

function isLoopback(host: string | null): boolean {
  return host !== null && /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host.replace(/^\[|\]$/g, ''));
}
