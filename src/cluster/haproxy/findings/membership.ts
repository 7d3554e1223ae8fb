import { ctl } from '../../../formats/hint.js';
import { isDiverged } from '../../divergence/divergence.js';
import { divergenceByKeys } from '../../divergence/judge-divergence.js';
import type { Finding } from '../../evidence/finding.js';
import { remedy } from '../../findings/tell.js';
import type { Member } from '../../model/member.js';
import { failoverExclusion, isTruthy } from '../../model/tags.js';
import { type BalancerCase, type ObservedPool, poolFinding } from './input.js';

/** Members that a pool lacks: after the next change of leader it may lead to nobody. */
export function findMissing(pool: ObservedPool, known: BalancerCase): Finding[] {
  const { cluster } = known;
  if (pool.purpose === 'other' || cluster === null) return [];
  const isWriter = pool.purpose === 'write';
  return (
    cluster.members
      .filter(({ name }) => !pool.servers.some(({ member }) => member === name))
      .filter((member) => isWriter || isTruthy(member.tags.noloadbalance) !== true)
      // It is not to be read from, and its absence is as it should be.
      .filter((member) => isWriter || !isDiverged(divergenceByKeys(cluster, member)))
      .map((member) => {
        const { name } = member;
        const isGrave = isWriter && mayLead(member);
        const message = isGrave
          ? `${name} is no server of the pool for writes: if it leads, HAProxy sends writes to nobody`
          : `${name} is no server of the pool for ${isWriter ? 'writes' : 'reads'}`;
        const remedies = [
          remedy(
            'add it to the configuration of HAProxy',
            ctl('haproxy config', known, [], { partial: true }),
          ),
        ];
        const found = poolFinding('haproxy-member-missing', isGrave ? 'error' : 'warning', pool, {
          message,
          servers: [],
          remedies,
          evidence: [
            {
              source: 'dcs',
              seen: `member ${name} at ${member.host ?? '?'}:${member.port ?? '?'}`,
              age: null,
            },
          ],
        });
        return { ...found, subject: `${found.subject} ${name}` };
      })
  );
}

function mayLead({ tags }: Member): boolean {
  return failoverExclusion(tags) === null;
}

/** Servers that are no member's. */
export function findUnknown(pool: ObservedPool, { cluster, scope }: BalancerCase): Finding[] {
  if (pool.purpose === 'other' || cluster === null) return [];
  return pool.servers
    .filter(({ member }) => member === null)
    .map((server) => {
      const where = server.address === null ? '' : ` at ${server.address}`;
      const message = `server ${server.server}${where} is no member of ${scope}`;
      const remedies = [remedy('take it out of the configuration of HAProxy, or look who listens there')];
      const found = poolFinding('haproxy-unknown-server', 'warning', pool, {
        message,
        servers: [server],
        remedies,
      });
      return { ...found, subject: `${found.subject}/${server.server}` };
    });
}
