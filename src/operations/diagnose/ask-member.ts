import type { ObservedMember } from '../../cluster/evidence/evidence.js';
import type { Look } from '../../cluster/evidence/look.js';
import type { Member } from '../../cluster/model/member.js';
import type { Problem } from '../../errors.js';
import type { DiagnosePorts } from './diagnose-ports.js';

/** As long as a silent agent. */
const SQL_MS = 2000;

/** What the member itself says; its PostgreSQL is asked whether its agent answers or not. */
export type MemberAnswers = Pick<
  ObservedMember,
  'agent' | 'facts' | 'saturation' | 'applyDelay' | 'replayDelay' | 'agentClockAhead' | 'sqlClockAhead'
>;

/** Where a member is asked. */
export type MemberAddress = Pick<Member, 'name' | 'apiUrl' | 'host' | 'port'>;

export type AskPorts = Pick<DiagnosePorts, 'agents' | 'servers' | 'clock'>;

/** The agent and the PostgreSQL of a member, at the same time, each once. */
export async function askMember(
  ports: AskPorts,
  scope: string,
  address: MemberAddress,
): Promise<MemberAnswers> {
  const [agent, sql] = await Promise.all([askAgent(ports, scope, address), askServer(ports, address)]);
  return { ...agent, ...sql };
}

async function askAgent(
  { agents, clock }: AskPorts,
  scope: string,
  { name, apiUrl }: MemberAddress,
): Promise<Pick<MemberAnswers, 'agent' | 'agentClockAhead'>> {
  if (apiUrl === null) return { agent: null, agentClockAhead: null };
  const start = clock.monotonicMs();
  const answer = await agents.readStatus({ scope, name, apiUrl });
  const tookMs = clock.monotonicMs() - start;
  if (!answer.ok) return { agent: unanswered(answer.problem, tookMs), agentClockAhead: null };
  return {
    agent: { ok: true, value: answer.value, tookMs },
    agentClockAhead: answer.clockAheadMs ?? null,
  };
}

async function askServer(
  { servers, clock }: AskPorts,
  { host, port }: MemberAddress,
): Promise<Omit<MemberAnswers, 'agent' | 'agentClockAhead'>> {
  const nothing = { saturation: null, applyDelay: null, replayDelay: null, sqlClockAhead: null };
  if (host === null || port === null) return { facts: null, ...nothing };
  const start = clock.monotonicMs();
  const answer = await servers.readHealth({ host, port }, SQL_MS);
  const tookMs = clock.monotonicMs() - start;
  if (!answer.ok) return { facts: unanswered(answer.problem, tookMs), ...nothing };
  const { facts, saturation, applyDelay, replayDelay, clockAheadMs } = answer.health;
  return {
    facts: { ok: true, value: facts, tookMs },
    saturation,
    applyDelay,
    replayDelay,
    sqlClockAhead: clockAheadMs,
  };
}

function unanswered<T>({ code, message, next }: Problem, tookMs: number): Look<T> {
  return { ok: false, code, message, next, tookMs };
}

/** Asks every member once, however often somebody wants to know; at another address it is asked again. */
export class AskedMembers {
  private readonly asked = new Map<string, Promise<MemberAnswers>>();

  constructor(
    private readonly ports: AskPorts,
    private readonly scope: string,
  ) {}

  ask(address: MemberAddress): Promise<MemberAnswers> {
    const { name, apiUrl, host, port } = address;
    const key = JSON.stringify([name, apiUrl, host, port]);
    const answers = this.asked.get(key) ?? askMember(this.ports, this.scope, address);
    this.asked.set(key, answers);
    return answers;
  }
}
