import { changedPaths } from '../../cluster/config/changed-paths.js';
import { keepNumbers } from '../../cluster/config/keep-numbers.js';
import { Failure, type Problem } from '../../errors.js';
import { dumpCompactJson } from '../../formats/python-json.js';
import type { WriteOutcome } from '../ports/dcs-ports.js';
import { changeReport, conflicting, doubtful, failed, refused, restartCommand } from './change-reports.js';
import type { ConfigChangeReport, TellChange } from './config-change-report.js';
import type { ChangeConfigPorts, ConfigChange } from './edit-config-request.js';
import { followEffects } from './follow-effects.js';
import { sampleAgents } from './followed-member.js';
import { checkSource, isRefusing, shownImpact } from './judge-change.js';
import { Declined, withKept } from './keep-text.js';
import { type Proposal, propose, rebase } from './propose-change.js';
import { shownDocuments } from './shown-documents.js';
import { caught, tellOnce } from './tell-once.js';

/** The change is given up after losing to other writers this many times; of several that write at once, one gets through each time. */
const MOST_ATTEMPTS = 200;

/**
 * Checks a change, shows its effects, asks, and writes it if nobody else has written in the meantime. Changes of other keys are no reason to
 * fail: the change is made on top of them.
 */
export async function changeConfig(
  ports: ChangeConfigPorts,
  change: ConfigChange,
  tellAll: TellChange,
): Promise<ConfigChangeReport> {
  const tell = tellOnce(tellAll);
  const { options, snapshot } = change;
  let proposal = await propose(ports, change, {
    snapshot,
    next: keepNumbers(snapshot.values, change.compose(snapshot.values)),
    mergedWith: [],
  });
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const { changed, judged, warnings } = proposal;
    tell({ kind: 'warnings', warnings });
    if (!changed) return changeReport(ports, change, proposal);
    if (attempt === 1) tell({ kind: 'sources', sources: proposal.members.map(checkSource) });
    if (judged.findings.some(isRefusing)) return refused(ports, change, proposal);
    if (attempt === 1 || !options.unattended) tellDifference(change, proposal, tell);
    if (options.dryRun) return changeReport(ports, change, proposal);
    if (!options.unattended) await confirm(ports);
    const sampled = sampleAgents(ports, change.place.scope, change.cluster);
    ports.interruption.watch();
    const keep = async (report: ConfigChangeReport): Promise<ConfigChangeReport> =>
      withKept(report, await change.keep(proposal.next));
    if (ports.interruption.requested) return keep(failed(ports, change, proposal, INTERRUPTED));
    const outcome = await write(ports, change, proposal);
    if ('failure' in outcome) return keep(failed(ports, change, proposal, outcome.failure));
    if (outcome.kind === 'doubtful') return keep(doubtful(ports, change, proposal, outcome.problem));
    if (outcome.kind === 'written') {
      tell({ kind: 'written' });
      const { revision } = outcome;
      const noted = noteChange(ports, change, proposal, revision);
      const effects = await followEffects(
        ports,
        { ...change, judged, members: proposal.members, sampled },
        tell,
      );
      return changeReport(ports, change, proposal, { revision, effects, warnings: await noted });
    }
    if (ports.interruption.requested) return keep(failed(ports, change, proposal, INTERRUPTED));
    const again = await rebase(ports, change, proposal);
    if ('failure' in again) return keep(failed(ports, change, proposal, again.failure));
    if ('conflict' in again) return keep(conflicting(ports, change, proposal, again.conflict));
    tell({ kind: 'merged', keys: again.mergedWith, revision: again.snapshot.revision });
    proposal = again;
  }
  return withKept(conflicting(ports, change, proposal, []), await change.keep(proposal.next));
}

const INTERRUPTED = new Failure('cancelled', 'interrupted', 'interrupted; nothing was written');

/** Once, as Patroni stores it. That etcd refuses or is silent is an end like others: there is a text to be kept. */
function write(
  ports: ChangeConfigPorts,
  { place }: ConfigChange,
  { next, snapshot }: Proposal,
): Promise<WriteOutcome | { readonly failure: Failure }> {
  return caught(() => ports.configKey.write(place, dumpCompactJson(next), snapshot.revision));
}

function tellDifference({ place }: ConfigChange, proposal: Proposal, tell: TellChange): void {
  const { snapshot, next, judged, members } = proposal;
  const { scope } = place;
  tell({
    kind: 'difference',
    scope,
    revision: snapshot.revision,
    ...shownDocuments(snapshot.values, next),
  });
  tell({
    kind: 'impact',
    impact: judged.impact.map(shownImpact),
    members: members.length,
    restart: restartCommand(place),
  });
}

async function confirm({ questions }: ChangeConfigPorts): Promise<void> {
  if (await questions.confirm('Apply these changes?', '--yes')) return;
  throw new Declined('Aborted; nothing was written');
}

/** Writes down who has changed what; what cannot be written costs the entry, never the change. */
async function noteChange(
  { configJournal, clock, operator }: Pick<ChangeConfigPorts, 'configJournal' | 'clock' | 'operator'>,
  { place, options, command }: ConfigChange,
  { snapshot, next }: Proposal,
  revision: number,
): Promise<readonly Problem[]> {
  const problem = await configJournal.append(place, {
    revision,
    who: operator.name,
    host: operator.host,
    at: clock.now().toISOString(),
    reason: options.reason,
    command,
    changes: changedPaths(snapshot.values, next),
  });
  return problem === null ? [] : [problem];
}
