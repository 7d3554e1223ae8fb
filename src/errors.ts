import type { Hint } from './formats/hint.js';
/** How an invocation can end. Each outcome has exactly one exit code and never shares its meaning. */
export const OUTCOMES = [
  {
    outcome: 'done',
    exit: 0,
    meaning: 'it happened, or it was already so (then the message says so)',
  },
  {
    outcome: 'accepted',
    exit: 0,
    meaning: 'the agent accepted the request, and you chose not to wait for the result',
  },
  {
    outcome: 'refused',
    exit: 1,
    meaning: "nothing was changed: the cluster's state forbids it, or the agent said no",
  },
  {
    outcome: 'usage',
    exit: 2,
    meaning: 'wrong command, option, argument or settings, or an answer is needed and there is nobody to ask',
  },
  {
    outcome: 'unhealthy',
    exit: 3,
    meaning: 'an inspection ran to its end and found errors or a difference',
  },
  {
    outcome: 'unreachable',
    exit: 4,
    meaning:
      'etcd, the agent that must act, or PostgreSQL did not answer, broke its protocol, or refused the credentials',
  },
  {
    outcome: 'unknown',
    exit: 5,
    meaning: 'requested, or possibly requested, and not seen to its end: it may still happen',
  },
  {
    outcome: 'partial',
    exit: 6,
    meaning: 'some members done, some not, or done differently than asked',
  },
  {
    outcome: 'not-found',
    exit: 7,
    meaning: 'no such cluster or member anywhere',
  },
  {
    outcome: 'conflict',
    exit: 8,
    meaning: 'somebody else changed the same thing in the meantime; nothing was written',
  },
  {
    outcome: 'bug',
    exit: 70,
    meaning: 'an unexpected error inside ctl; please report it (5 once something was sent)',
  },
  {
    outcome: 'output-lost',
    exit: 74,
    meaning:
      'the result could not be written, as on a full disk; replaces only 0 and 3, and stderr tells what was done',
  },
  {
    outcome: 'cancelled',
    exit: 130,
    meaning: 'you said no, or interrupted before anything was sent',
  },
] as const;

export type Outcome = (typeof OUTCOMES)[number]['outcome'];

export function exitCodeOf(outcome: Outcome): number {
  return outcomeRow(outcome)?.exit ?? 70;
}

export function meaningOf(outcome: Outcome): string {
  return outcomeRow(outcome)?.meaning ?? '';
}

function outcomeRow(outcome: Outcome) {
  return OUTCOMES.find((candidate) => candidate.outcome === outcome);
}

/** Something that went wrong or deserves attention, with a stable kebab-case code for scripts. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  /** What it is about: a member, an endpoint, a key, an option. */
  readonly subject: string | null;
  /** What to do about it; commands in it can be pasted. */
  readonly next: Hint | null;
}

interface FailureDetails {
  readonly subject?: string;
  readonly next?: Hint;
  /** One problem for each part that failed, for example each etcd endpoint. */
  readonly parts?: readonly Problem[];
  readonly cause?: unknown;
}

/** An expected end of a command other than success. Everything else that is thrown is a bug. */
export class Failure extends Error {
  readonly parts: readonly Problem[];
  readonly problem: Problem;

  constructor(
    readonly outcome: Exclude<Outcome, 'done' | 'accepted'>,
    code: string,
    message: string,
    details: FailureDetails = {},
  ) {
    super(message, { cause: details.cause });
    this.name = 'Failure';
    this.parts = details.parts ?? [];
    this.problem = {
      code,
      message,
      subject: details.subject ?? null,
      next: details.next ?? null,
    };
  }
}
