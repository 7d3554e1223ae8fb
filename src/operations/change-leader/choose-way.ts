import { Failure } from '../../errors.js';
import { ctl, type Hint, hint } from '../../formats/hint.js';
import { nearMatches } from '../../formats/near-matches.js';
import { unknownMember } from '../reading/unknown-member.js';
import { type AskedChange, commandLine } from './command-line.js';
import type { Planned } from './conclude-unsent.js';

/** Who is going to be told, decided and checked before anything is sent. */
export type ChangeWay =
  | { readonly via: 'agent'; readonly member: string; readonly apiUrl: string | null }
  | { readonly via: 'dcs' };

const NO_KEY = { answered: false, code: 'agent-unreachable', reason: 'it has no key in etcd' } as const;

/** The leader's agent unless another way was named; an agent that is silent or somebody else's ends it here. */
export function chooseWay(planned: Planned): ChangeWay {
  const { typed, plan, evidence } = planned;
  if (typed.viaDcs) return { via: 'dcs' };
  const name = typed.via ?? plan.from ?? plan.candidate ?? '';
  const found = evidence.members.find(({ member }) => member.name === name);
  if (found === undefined && typed.via !== null) throw unknownVia(planned, name);
  const agent = found?.agent ?? NO_KEY;
  if (agent.answered) return { via: 'agent', member: name, apiUrl: found?.member.apiUrl ?? null };
  const { code, reason } = agent;
  const outcome = code === 'agent-is-someone-else' ? 'refused' : 'unreachable';
  throw new Failure(outcome, code, `the agent of ${name} cannot be told: ${reason}. Nothing was sent.`, {
    subject: name,
    next: otherWays(planned, name),
  });
}

/** How else it can be asked for where the agent of one member is of no use. */
export function otherWays(planned: Planned, silent: string): Hint {
  const { evidence } = planned;
  const asked = askedFor(planned);
  const viaDcs = hint`${commandLine(asked, { via: null, 'via-dcs': true })} (writes to etcd directly)`;
  const other = evidence.members.find(({ member, agent }) => member.name !== silent && agent.answered);
  if (other === undefined) return viaDcs;
  const via = commandLine(asked, { via: other.member.name });
  return hint`${via} (another agent, the same checks), or ${viaDcs}`;
}

/** What was asked for, for hints that repeat it. */
export function askedFor({ typed, place, settled }: Planned): AskedChange {
  const { candidate } = settled.request;
  return {
    ...place,
    kind: typed.kind,
    candidate,
    scheduled: settled.schedule?.iso ?? null,
    typed: typed.typed,
  };
}

function unknownVia(planned: Planned, name: string): Failure {
  const { place, reading } = planned;
  const names = reading.cluster.members.map((member) => member.name);
  const { problem } = unknownMember(place.scope, name, names);
  const [near] = nearMatches(name, names);
  return new Failure('not-found', problem.code, problem.message, {
    subject: name,
    next: near === undefined ? ctl('list', place) : commandLine(askedFor(planned), { via: near }),
  });
}
