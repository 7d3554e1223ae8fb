import { Flags } from '@oclif/core';
import { Failure } from '../../errors.js';
import { parseAddress } from '../../formats/addresses.js';
import { hint } from '../../formats/hint.js';
import type {
  ChangeLeaderRequest,
  ProbedRoute,
  RoutingRequest,
} from '../../operations/change-leader/change-request.js';
import type { SqlAddress } from '../../operations/ports/sql-ports.js';
import type { Settings } from '../../operations/settings.js';
import { actionFlags, actionRequest } from './action.js';
import { type ClusterArgument, groupFlag, type ParsedFlags } from './flags.js';

const addressFlag = Flags.custom<SqlAddress>({
  helpValue: 'HOST:PORT',
  parse: async (text) => {
    const address = parseAddress(text);
    if (address !== null) return address;
    const message = `"${text}" is not an address; write HOST:PORT, for example 10.0.0.9:5000`;
    throw new Failure('usage', 'bad-address', message, { subject: text });
  },
});

/** The options that switchover and failover share; the first ones are patronictl's. */
export const changeFlags = {
  group: groupFlag,
  candidate: Flags.string({ helpValue: 'MEMBER', description: 'The member that is to become the leader' }),
  ...actionFlags,
  'dry-run': Flags.boolean({
    default: false,
    description: 'Check and show who could take over; send nothing',
    exclusive: ['follow'],
  }),
  follow: Flags.boolean({
    description:
      'Watch one that is already under way, whoever started it; send nothing. Runs to the end for its exit code, even if its output is no longer read',
  }),
  via: Flags.string({
    helpValue: 'MEMBER',
    helpGroup: 'WAY',
    description: "Ask this member's agent instead of the leader's; it makes the same checks",
    exclusive: ['via-dcs'],
  }),
  'via-dcs': Flags.boolean({
    default: false,
    helpGroup: 'WAY',
    description:
      'Write the request to etcd (compare-and-set), if the leader renews its lease or there is no leader',
  }),
  'allow-data-loss': Flags.boolean({
    default: false,
    helpGroup: 'DANGER',
    description:
      'Accept a candidate that has diverged or may lack acknowledged commits, without confirmation',
  }),
  probe: Flags.boolean({
    allowNo: true,
    default: true,
    helpGroup: 'MEASURE',
    description: 'Measure how long clients cannot write, with small writes over SQL',
  }),
  'push-route': Flags.boolean({
    default: false,
    helpGroup: 'WAY',
    description: 'Tell HAProxy at once, by its runtime API, where to send writes; its checks stay in charge',
  }),
  route: addressFlag({
    multiple: true,
    multipleNonGreedy: true,
    helpGroup: 'MEASURE',
    description: 'Also measure through this address, for example a load balancer [env: CTL_ROUTES]',
  }),
};

type ChangeFlags = ParsedFlags<typeof changeFlags> & {
  readonly wait?: ChangeLeaderRequest['wait'] | undefined;
};

/** What both commands ask for; the rest is their own. */
export function changeRequest(
  args: ClusterArgument,
  flags: ChangeFlags,
  settings: Settings,
  own: Pick<ChangeLeaderRequest, 'typed' | 'kind' | 'leader' | 'scheduled' | 'replacesSchedule'>,
): ChangeLeaderRequest {
  const scope = args.cluster ?? settings.scope;
  return {
    ...own,
    scope,
    group: flags.group ?? null,
    citus: settings.citus !== null,
    command: own.kind,
    candidate: flags.candidate ?? null,
    ...actionRequest(flags),
    via: flags.via ?? null,
    viaDcs: flags['via-dcs'],
    allowsDataLoss: flags['allow-data-loss'],
    wait: flags.wait ?? 'former-leader',
    deadlineMs: flags.deadline ?? null,
    routes: flags.probe ? routesFor(scope, flags.route ?? [], settings) : null,
    routing: routingFor(scope, flags, own.scheduled !== null, settings),
  };
}

/** The HAProxies of the settings for this cluster. Who wants them to be told has to look on, and must know at least one. */
function routingFor(
  scope: string | null,
  flags: ChangeFlags,
  isScheduled: boolean,
  { balancers }: Settings,
): RoutingRequest | null {
  const known = balancers.filter((each) => each.scope === scope && each.stats !== null);
  const push = flags['push-route'];
  if (push && (flags.wait === 'none' || isScheduled)) {
    const message = '--push-route works only while the change is waited for';
    throw new Failure('usage', 'push-needs-waiting', message, { subject: '--push-route' });
  }
  if (push && known.length === 0) {
    const message = `no HAProxy with a runtime API is known for ${scope ?? 'the cluster'}`;
    const next = hint`ctl.haproxy.${scope ?? 'SCOPE'}.stats in the settings, or CTL_HAPROXY`;
    throw new Failure('usage', 'no-haproxy', message, { subject: '--push-route', next });
  }
  return known.length === 0 ? null : { balancers: known, push };
}

/** The balancers and routes of the settings for this cluster, and what was typed. */
function routesFor(
  scope: string | null,
  typed: readonly SqlAddress[],
  { balancers, routes }: Settings,
): ProbedRoute[] {
  const balanced = balancers.flatMap(({ scope: of, write }) =>
    of === scope && write !== null ? [{ name: 'HAProxy', address: write }] : [],
  );
  const others = [...routes.filter((route) => route.scope === scope).map(({ address }) => address), ...typed];
  const named = others.map((address) => ({ name: `${address.host}:${address.port}`, address }));
  return [...balanced, ...named];
}
