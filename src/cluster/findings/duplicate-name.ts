import { shell } from '../../formats/hint.js';
import type { ObservedMember } from '../evidence/evidence.js';
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
            remedy('on the host that should not use it: stop Patroni', shell`systemctl stop patroni`),
            remedy('there: give it a name of its own (`name` in its configuration), then start it'),
          ],
        }),
      ];
    }),
};

/** A member that has moved changes once, one that has moved back twice. */
const MOST_CHANGES = 2;

function alternating({ key, earlierKeys }: ObservedMember): string[] {
  const all = [...earlierKeys, ...(key === null ? [] : [key])].flatMap(({ connUrl }) => connUrl ?? []);
  const turns = all.filter((address, index) => address !== all[index - 1]);
  return turns.length - 1 > MOST_CHANGES ? [...new Set(turns)] : [];
}
