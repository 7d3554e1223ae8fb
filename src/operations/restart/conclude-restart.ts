import type { Outcome, Problem } from '../../errors.js';
import type { Hint } from '../../formats/hint.js';
import type { StepReport } from './restart-report.js';
import type { RestartRun } from './restart-request.js';

export interface RestartVerdict {
  readonly outcome: Outcome;
  readonly code: string | null;
  readonly errors: readonly Problem[];
  readonly left: readonly string[];
}

/** What it all comes to: everybody done, everybody alike, nobody asked, or some of each. */
export function concludeRestart({ steps, stop }: RestartRun, resume: Hint): RestartVerdict {
  const asked = steps.filter(({ outcome }) => outcome !== null);
  const failed = asked.filter(({ outcome }) => outcome !== 'done');
  const left = [...new Set(steps.filter(({ outcome }) => outcome === null).map(({ member }) => member))];
  const problems = failed.map(memberProblem);
  const isTold =
    stop === null || problems.some(({ code, subject }) => code === stop.code && subject === stop.subject);
  const errors = [...problems, ...(isTold ? [] : [stop])];
  const [last] = errors.slice(-1);
  const outcome = outcomeOf(asked, left, stop);
  return {
    outcome,
    code: errors[0]?.code ?? null,
    errors:
      last === undefined || (left.length === 0 && stop === null)
        ? errors
        : [...errors.slice(0, -1), { ...last, next: last.next ?? resume }],
    left,
  };
}

function outcomeOf(asked: readonly StepReport[], left: readonly string[], stop: Problem | null): Outcome {
  const [first] = asked;
  if (first === undefined) return stop === null ? 'done' : unaskedOutcome(stop.code);
  const isSame = asked.every(({ outcome }) => outcome === first.outcome);
  if (!isSame || first.outcome === null) return 'partial';
  if (first.outcome !== 'done') return first.outcome;
  return left.length === 0 && stop === null ? 'done' : 'partial';
}

/** Nothing has been sent to anybody; a command of the operator may have been run. */
function unaskedOutcome(code: string): Outcome {
  if (code === 'interrupted') return 'cancelled';
  if (code === 'exec-failed') return 'partial';
  return ['agent-unreachable', 'dcs-unreachable'].includes(code) ? 'unreachable' : 'refused';
}

function memberProblem({ member, code, text, outcome }: StepReport): Problem {
  return { code: code ?? 'failed', message: `${member}: ${text || outcome}`, subject: member, next: null };
}
