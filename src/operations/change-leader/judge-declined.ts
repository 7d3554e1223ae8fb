import { ctl } from '../../formats/hint.js';
import type { AgentReply } from '../ports/agent-order.js';
import { commandLine } from './command-line.js';
import type { ChangeSubject } from './judge-followed.js';
import { type Verdict, verdictOf } from './verdict.js';

/** The verdict over a request that was not taken, or could not even be sent. */
export function judgeDeclined({ asked, told, otherWays }: ChangeSubject, reply: AgentReply | null): Verdict {
  if (reply === null || reply.kind === 'answered') {
    const words = reply === null ? '' : `: ${reply.status}, ${reply.text}`;
    const message = `the agent of ${told} has refused the ${asked.kind}${words}. Nothing was changed.`;
    const next = commandLine(asked, { 'dry-run': true });
    return verdictOf('refused', { code: 'agent-refused', message, subject: told, next });
  }
  const { problem } = reply;
  if (problem.code === 'state-changed') return verdictOf('conflict', problem);
  const isDenied = reply.kind === 'denied';
  const subject = problem.subject ?? asked.scope;
  const who = told === null ? '' : `the agent of ${told} cannot be told: `;
  const message = `${who}${problem.message}. Nothing was ${isDenied ? 'changed' : 'sent'}.`;
  const fallback = isDenied ? null : (otherWays ?? ctl('list', asked));
  return verdictOf('unreachable', { ...problem, message, subject, next: problem.next ?? fallback });
}
