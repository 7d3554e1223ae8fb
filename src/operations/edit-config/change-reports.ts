import { changedPaths } from '../../cluster/config/changed-paths.js';
import { concealSecrets } from '../../cluster/config/conceal-secrets.js';
import type { MemberEffect } from '../../cluster/config/judge-effect.js';
import type { Failure, Outcome, Problem } from '../../errors.js';
import { ctl, type Hint } from '../../formats/hint.js';
import { dumpPyYaml } from '../../formats/pyyaml-dump.js';
import { unifiedDiff } from '../../formats/unified-diff.js';
import { shownChange } from '../config/shown-change.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import type { ConfigChangeReport } from './config-change-report.js';
import type { ChangeConfigPorts, ConfigChange } from './edit-config-request.js';
import type { Effects } from './follow-effects.js';
import { checkSource, findingProblem, isRefusing, shownFinding, shownImpact } from './judge-change.js';
import type { Proposal } from './propose-change.js';
import { shownDocuments } from './shown-documents.js';

interface Written {
  readonly revision: number;
  readonly effects: Effects;
  readonly warnings: readonly Problem[];
}

/** Of what was not written: there was nothing to change, or it is only looked at. Else of what was. */
export function changeReport(
  ports: Pick<ChangeConfigPorts, 'clock'>,
  change: ConfigChange,
  proposal: Proposal,
  written: Written | null = null,
): ConfigChangeReport {
  const { snapshot, next, changed, judged, members, mergedWith } = proposal;
  const effects = written?.effects;
  const shown = shownDocuments(snapshot.values, next);
  const changes = changed ? changedPaths(snapshot.values, next) : [];
  return {
    outcome: effects?.outcome ?? 'done',
    code: effects?.code ?? (changed ? null : 'not-changed'),
    warnings: [...proposal.warnings, ...(written?.warnings ?? []), ...(effects?.warnings ?? [])],
    errors: effects?.errors ?? [],
    scope: change.place.scope,
    group: change.place.group,
    dryRun: change.options.dryRun,
    at: ports.clock.now().toISOString(),
    revision: snapshot.revision,
    writtenRevision: written?.revision ?? null,
    changes: changes.map(({ path, before, after }) =>
      shownChange({
        path,
        before: concealSecrets(path, before),
        after: concealSecrets(path, after),
        isCut: false,
      }),
    ),
    diff: changed ? unifiedDiff(dumpPyYaml(shown.before), dumpPyYaml(shown.after)) : '',
    findings: judged.findings.map(shownFinding),
    impact: judged.impact.map(shownImpact),
    sources: members.map(checkSource),
    mergedWith,
    members: effects?.members ?? [],
    completedBy: needsRestart(effects?.members ?? []) ? restartCommand(change.place) : null,
    kept: null,
    elapsedMs: effects?.elapsedMs ?? 0,
  };
}

/** The checks forbid it. */
export function refused(
  ports: ChangeConfigPorts,
  change: ConfigChange,
  proposal: Proposal,
): ConfigChangeReport {
  const errors = proposal.judged.findings.filter(isRefusing).map(findingProblem);
  return ended(ports, change, proposal, 'refused', errors);
}

/** Somebody else has changed the same keys, or others all the time (then no key is named). */
export function conflicting(
  ports: ChangeConfigPorts,
  change: ConfigChange,
  proposal: Proposal,
  keys: readonly string[],
): ConfigChangeReport {
  const { scope } = change.place;
  const why =
    keys.length === 0
      ? 'it is changed again and again'
      : `somebody else has changed ${keys.join(', ')} meanwhile`;
  const error: Problem = {
    code: 'changed-meanwhile',
    message: `Config modification aborted due to concurrent changes: ${why}. Nothing was written.`,
    subject: keys[0] ?? scope,
    next: ctl('show-config', change.place),
  };
  return ended(ports, change, proposal, 'conflict', [error]);
}

/** etcd does not take it, or it was interrupted before. */
export function failed(
  ports: ChangeConfigPorts,
  change: ConfigChange,
  proposal: Proposal,
  { outcome, problem, parts }: Failure,
): ConfigChangeReport {
  return ended(ports, change, proposal, outcome, [problem, ...parts]);
}

/** The answer of etcd is missing, and reading back does not tell. */
export function doubtful(
  ports: ChangeConfigPorts,
  change: ConfigChange,
  proposal: Proposal,
  problem: Problem,
): ConfigChangeReport {
  const next = ctl('show-config', change.place);
  return ended(ports, change, proposal, 'unknown', [{ ...problem, next: problem.next ?? next }]);
}

function ended(
  ports: ChangeConfigPorts,
  change: ConfigChange,
  proposal: Proposal,
  outcome: Outcome,
  errors: readonly Problem[],
): ConfigChangeReport {
  return { ...changeReport(ports, change, proposal), outcome, code: errors[0]?.code ?? null, errors };
}

function needsRestart(members: readonly MemberEffect[]): boolean {
  return members.some(({ settings }) => settings.some(({ state }) => state === 'pending-restart'));
}

/** What completes a change that waits for restarts. */
export function restartCommand(place: ClusterPlace): Hint {
  return ctl('restart', place, [], { rolling: true, pending: true });
}
