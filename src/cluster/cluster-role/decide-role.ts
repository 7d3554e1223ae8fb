import { ctl, hint } from '../../formats/hint.js';
import { type Refusal, refused } from '../change-leader/change-request.js';
import { refusePausedStandbyCluster } from '../change-leader/pause-refusals.js';
import type { Cluster } from '../model/cluster.js';
import { isPaused, isStandbyCluster } from '../model/dynamic-config.js';
import { ROLE_WORDS, type RoleChange } from './role-change.js';
import { holdsSection } from './standby-section.js';

/**
 * `demoting`: the configuration has it follow, and its leader is not a standby leader yet (`promoting` likewise): a change that was asked
 * for is under way.
 */
type RoleState = 'primary' | 'standby' | 'demoting' | 'promoting';

/** What becomes of the wish; `under-way`: it has been asked for already, so that there is nothing to send. */
export type RoleDecision =
  | { readonly kind: 'send' | 'under-way' | 'already' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export function roleState(cluster: Cluster): RoleState {
  const role = leaderRole(cluster);
  if (isStandbyCluster(cluster.config)) return role === 'standby_leader' ? 'standby' : 'demoting';
  return role === 'primary' ? 'primary' : 'promoting';
}

/** As the leader's key tells; null if there is none. */
export function leaderRole({ leader, members }: Cluster): string | null {
  return members.find(({ name }) => name === leader?.name)?.role ?? null;
}

export function decideRole(change: RoleChange, cluster: Cluster): RoleDecision {
  const { verb, scope } = change;
  const { noun } = ROLE_WORDS[verb];
  if (cluster.leader === null) {
    const message = `Cluster has no leader, ${noun} is not possible`;
    return no(refused('no-leader', message, scope, ctl('list', change)));
  }
  const lying = refusePausedStandbyCluster(cluster, scope, verb);
  if (lying !== null) return no(lying);
  const decision =
    change.section === null ? decidePromotion(change, cluster) : decideDemotion(change, cluster);
  const acts = decision.kind === 'send' || decision.kind === 'under-way';
  if (!acts || !isPaused(cluster.config)) return decision;
  const message = `${scope} is paused (maintenance mode): the ${noun} would stay pending and happen at the resume`;
  return no(refused('paused', message, scope, hint`end the maintenance mode first, then ask again`));
}

function decideDemotion(change: RoleChange, cluster: Cluster): RoleDecision {
  const isSame = holdsSection(cluster.config, change.section ?? {});
  switch (roleState(cluster)) {
    case 'primary':
      return { kind: 'send' };
    case 'promoting':
      return no(underWay(change, cluster, 'promotion'));
    case 'demoting':
      return isSame ? { kind: 'under-way' } : no(underWay(change, cluster, 'demotion'));
    case 'standby':
      return isSame ? { kind: 'already' } : no(otherSource(change));
  }
}

/** While the leader still is primary, a demotion is to be waited for: what comes of it cannot be told from here. */
function decidePromotion(change: RoleChange, cluster: Cluster): RoleDecision {
  switch (roleState(cluster)) {
    case 'primary':
      return { kind: 'already' };
    case 'promoting':
      return { kind: 'under-way' };
    case 'demoting':
      return leaderRole(cluster) === 'primary' ? no(underWay(change, cluster, 'demotion')) : { kind: 'send' };
    case 'standby':
      return { kind: 'send' };
  }
}

function underWay(change: RoleChange, cluster: Cluster, what: string): Refusal {
  const { scope } = change;
  const role = leaderRole(cluster) ?? 'not to be seen';
  const message = `a ${what} of ${scope} is under way: its leader ${cluster.leader?.name} is ${role}`;
  return refused(
    'change-under-way',
    message,
    scope,
    hint`ask again after it; how far it is: ${ctl('list', change)}`,
  );
}

function otherSource(change: RoleChange): Refusal {
  const message = 'Cluster is already in the required state, but follows something else; nothing was changed';
  return refused('other-source', message, change.scope, hint`what it follows: ${ctl('show-config', change)}`);
}

function no(refusal: Refusal): RoleDecision {
  return { kind: 'refused', refusal };
}
