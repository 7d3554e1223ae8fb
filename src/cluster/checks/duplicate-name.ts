import type { ObservedMember } from '../evidence.js';
import type { Check } from './check.js';
import { heartbeatAge, registeredMembers } from './known.js';
import { finding, listed, remedy, seen } from './tell.js';

/** Two hosts run under one name and overwrite each other's key. */
export const duplicateName: Check = {
  code: 'duplicate-name',
  severity: 'error',
  title: 'no two hosts use one name',
  find: (evidence) =>
    registeredMembers(evidence).flatMap((member) => {
      const { name } = member;
      const addresses = alternating(member);
      if (addresses.length === 0) return [];
      return [
        finding('duplicate-name', 'error', name, {
          message: `the key of ${name} goes back and forth between ${listed(addresses)}: two hosts use this name`,
          evidence: addresses.map((address) =>
            seen(
              'dcs',
              `${name} at ${address}`,
              address === member.key.connUrl ? heartbeatAge(member) : null,
            ),
          ),
          remedies: [
            remedy('on the host that is not meant: stop Patroni', 'systemctl stop patroni'),
            remedy('there: give it a name of its own (`name` in its configuration), then start it'),
          ],
        }),
      ];
    }),
};

/** Those that came back after another one; a member that has moved has each of its addresses once. */
function alternating({ key, earlierKeys }: ObservedMember): string[] {
  const all = [...earlierKeys, ...(key === null ? [] : [key])].flatMap(({ connUrl }) => connUrl ?? []);
  const turns = all.filter((address, index) => address !== all[index - 1]);
  const returned = turns.some((address, index) => turns.indexOf(address) !== index);
  return returned ? [...new Set(turns)] : [];
}
