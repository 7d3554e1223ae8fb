import type { MemberStatus } from '../../cluster/model/member-status.js';
import type { AskedMember } from '../../operations/ports/ports.js';
import type { Explanation } from './explain-alert.js';
import { decodeReplyText } from './responses.js';

interface Answer {
  readonly status: number;
  readonly body: string;
}

export const NO_ADDRESS: Explanation = {
  code: 'agent-unreachable',
  reason: 'publishes no address of its REST API',
};

export const NO_TIME: Explanation = { code: 'agent-unreachable', reason: 'no time was left to ask it' };

export const NO_AGENT: Explanation = { code: 'agent-answer', reason: 'answers, but is no agent' };

/** Without a look at what was asked. */
export function isDenial({ status }: Answer): boolean {
  return status === 401 || status === 403;
}

/** 401 and 403: the login, the client certificate, or the address of this host. */
export function explainDenial({ status, body }: Answer): Explanation {
  const text = decodeReplyText(body) ?? String(status);
  if (status === 401)
    return { code: 'agent-auth', reason: `refuses the login: ${text}`, key: 'ctl.authentication' };
  if (/certificate/i.test(text)) return { code: 'agent-auth', reason: text, key: 'ctl.certfile' };
  return { code: 'agent-auth', reason: `${text} (restapi.allowlist of this agent)` };
}

/** Any other status that was not expected. */
export function explainRefusal({ status, body }: Answer): Explanation {
  const text = decodeReplyText(body);
  return { code: 'agent-answer', reason: text === null ? `answers ${status}` : `answers ${status}: ${text}` };
}

/** Null if the agent is the one that is meant; before 3.2 it does not tell its name. */
export function explainIdentity(member: AskedMember, { scope, name }: MemberStatus): Explanation | null {
  const isMeant = (scope ?? member.scope) === member.scope && (name ?? member.name) === member.name;
  if (isMeant) return null;
  const who = name === null ? `an agent of ${scope}` : `${name} of ${scope}`;
  return { code: 'agent-is-someone-else', reason: `is ${who}, not ${member.name} of ${member.scope}` };
}
