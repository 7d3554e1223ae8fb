import { planRestart } from '../../cluster/restart/plan-restart.js';
import type { RestartReason, RestartStep } from '../../cluster/restart/restart-plan.js';
import type { Problem } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import type { SelectedMember } from '../maintenance/select-members.js';
import type { RestartRequest } from './restart-request.js';
import { commandFor } from './run-command.js';
import type { SurveyedPlace } from './survey.js';

/** Who is restarted in which order, in all places. */
export interface PlannedTurns {
  readonly turns: readonly { readonly surveyed: SurveyedPlace; readonly step: RestartStep }[];
  readonly remarks: readonly string[];
  readonly warnings: readonly Problem[];
  readonly refusals: readonly Problem[];
}

/** The plan of each place, one after the other; of a plain restart the leaders of all places come last. */
export function planTurns(
  places: readonly SurveyedPlace[],
  chosen: readonly SelectedMember[],
  { rolling }: RestartRequest,
): PlannedTurns {
  const plans = places.map((surveyed) => {
    const { place, cluster, evidence } = surveyed;
    const names = chosen.filter(({ group }) => group === place.group).map(({ member }) => member.name);
    const plan = planRestart(cluster, evidence, {
      group: place.group,
      chosen: names,
      rolling: rolling !== null,
      leader: rolling?.leader ?? 'in-place',
      allowsDegraded: rolling?.allowsDegraded ?? false,
    });
    return { surveyed, plan };
  });
  const turns = plans.flatMap(({ surveyed, plan }) => plan.steps.map((step) => ({ surveyed, step })));
  const isReplica = ({ step }: { readonly step: RestartStep }): boolean => step.role === 'replica';
  return {
    turns:
      rolling === null ? [...turns.filter(isReplica), ...turns.filter((each) => !isReplica(each))] : turns,
    remarks: [
      ...plans.flatMap(({ plan }) => plan.remarks),
      ...(rolling?.command == null ? [] : commandRemarks(rolling.command, turns)),
    ],
    warnings: plans.flatMap(({ plan }) => plan.warnings.map(problemOf)),
    refusals: [
      ...plans.flatMap(({ plan }) => plan.refusals.map(problemOf)),
      ...unsafeCommands(chosen, rolling?.command ?? null),
    ],
  };
}

function commandRemarks(template: string, turns: PlannedTurns['turns']): string[] {
  const switched = turns.find(({ step }) => step.action === 'switchover')?.step.member;
  const again =
    switched === undefined ? [] : [`${switched} runs it after the switchover, and is restarted once more`];
  return [`each runs before its restart: ${template}`, ...again];
}

function unsafeCommands(chosen: readonly SelectedMember[], template: string | null): Problem[] {
  if (template === null) return [];
  return chosen.flatMap(({ member }) => {
    const made = commandFor(member, template);
    return 'problem' in made ? [made.problem] : [];
  });
}

function problemOf({ code, sentence, member }: RestartReason): Problem {
  const next = code === 'member-down' ? hint`bring it back first, or --even-if-degraded` : null;
  return { code, message: sentence, subject: member, next };
}
