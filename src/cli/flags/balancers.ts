import { Flags, type Interfaces } from '@oclif/core';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { BalancedRequest } from '../../operations/haproxy/balanced-member.js';
import type { Operator } from '../../operations/ports/operator-ports.js';
import type { BalancerSettings, Settings } from '../../operations/settings.js';
import { balancerAt } from '../settings/balancers.js';

type Balancer = Omit<BalancerSettings, 'scope'>;

const statsFlag = Flags.custom<Balancer>({
  helpValue: 'ADDRESS',
  parse: async (text) => {
    const balancer = balancerAt(text);
    if (balancer !== null) return balancer;
    const message = `"${text}" is no stats address; write the path of a socket, HOST:PORT or http(s)://HOST/PATH`;
    throw new Failure('usage', 'bad-address', message, { subject: '--stats' });
  },
});

/** Which HAProxies are looked at. */
export const balancerFlags = {
  stats: statsFlag({
    multiple: true,
    multipleNonGreedy: true,
    description: 'Stats socket, HOST:PORT of the runtime API, or URL of the stats page [env: CTL_HAPROXY]',
  }),
  file: Flags.string({
    helpValue: 'FILE',
    description: 'The haproxy.cfg, for what HAProxy does not tell: what its checks ask, and how often',
  }),
};

/** Those of the options, or of the settings; a file counts for all of them. */
export function balancersFor(
  scope: string | null,
  flags: Interfaces.InferredFlags<typeof balancerFlags>,
  { balancers }: Settings,
): BalancerSettings[] {
  const typed = (flags.stats ?? []).map((each) => withSettings({ ...each, scope: scope ?? '' }, balancers));
  const chosen = typed.length > 0 ? typed : balancers.filter((each) => each.scope === scope);
  return chosen.map((each) => ({ ...each, file: flags.file ?? each.file }));
}

/** One that the settings know, too, keeps its login and its ports. */
function withSettings(typed: BalancerSettings, known: readonly BalancerSettings[]): BalancerSettings {
  const found = known.find(({ scope, stats }) => scope === typed.scope && stats === typed.stats);
  return found === undefined ? typed : { ...found, login: typed.login ?? found.login };
}

/** The HAProxies that a member is taken out of, and who does it; null if that is not wanted. */
export function balancersToLeave(
  isWanted: boolean,
  scope: string | null,
  { settings, operator }: { readonly settings: Settings; readonly operator: Operator },
): BalancedRequest | null {
  if (!isWanted) return null;
  const balancers = settings.balancers.filter((each) => each.scope === scope && each.stats !== null);
  if (balancers.length > 0) return { balancers, by: `${operator.name}@${operator.host}` };
  const message = `no HAProxy with a runtime API is known for ${scope ?? 'the cluster'}`;
  const next = hint`ctl.haproxy.${scope ?? 'SCOPE'}.stats in the settings, or CTL_HAPROXY`;
  throw new Failure('usage', 'no-haproxy', message, { subject: '--haproxy', next });
}
