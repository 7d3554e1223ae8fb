import { changedPaths } from '../../cluster/config/changed-paths.js';
import type { Problem } from '../../errors.js';
import type { ConfigChange } from './change-config.js';
import type { ChangeConfigPorts } from './edit-config-request.js';
import type { Proposal } from './proposal.js';

/** Writes down who has changed what; what cannot be written costs the entry, never the change. */
export async function noteChange(
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
