import { changedPaths } from '../../cluster/config/changed-paths.js';
import type { ValueMap } from '../../cluster/model/value.js';
import { Failure, type Problem } from '../../errors.js';
import { patchAnswer } from '../following/patch-answer.js';
import type { AgentReply } from '../ports/agent-order.js';
import type { ClusterPlace, ConfigHistory, ConfigJournal } from '../ports/dcs-ports.js';
import type { Operator } from '../ports/operator-ports.js';
import type { Clock } from '../ports/ports.js';
import { readRemembered } from './read-config-log.js';

export interface NotePatchPorts {
  readonly configHistory: ConfigHistory;
  readonly configJournal: ConfigJournal;
  readonly operator: Operator;
  readonly clock: Clock;
}

/** What an agent was asked to write: one key of the dynamic configuration. */
interface OwnPatch {
  readonly command: string;
  readonly reason: string | null;
  readonly key: string;
  /** Whether a configuration is as it was asked for. */
  readonly isDone: (values: ValueMap) => boolean;
  /** etcd's revision of the configuration that was to be changed. */
  readonly before: number;
}

/** So many changes of others may lie between. */
const VERSIONS = 20;

/**
 * An agent writes on behalf of whoever asked it: what it has written is found by its effect among the versions since, and noted in the
 * journal like any other change of `ctl`. What cannot be found or noted costs the entry, never the change.
 */
export async function noteOwnPatch(
  { configHistory, configJournal, operator, clock }: NotePatchPorts,
  place: ClusterPlace,
  { command, reason, key, isDone, before }: OwnPatch,
  reply: AgentReply | null,
): Promise<Problem | null> {
  // Somebody else has done it, if the agent has not.
  if (['unsent', 'refused', 'unstored'].includes(patchAnswer(reply))) return null;
  const versions = await versionsSince(configHistory, place, before);
  for (const [index, { revision, values }] of versions.entries()) {
    const earlier = versions[index - 1]?.values ?? null;
    if (earlier === null || values === null || !isDone(values)) continue;
    const changes = changedPaths(earlier, values);
    if (changes.length === 0 || changes.some(({ path }) => path[0] !== key)) continue;
    const at = clock.now().toISOString();
    const { name: who, host } = operator;
    return configJournal.append(place, { revision, who, host, at, reason, command, changes });
  }
  return null;
}

/** Oldest first, with the one that was there before; none if they cannot be read. */
async function versionsSince(history: ConfigHistory, place: ClusterPlace, before: number) {
  try {
    const { versions } = await readRemembered(history, place, VERSIONS);
    const since = versions.findIndex(({ revision }) => revision <= before);
    return versions.slice(0, since + 1).reverse();
  } catch (thrown) {
    if (thrown instanceof Failure) return [];
    throw thrown;
  }
}
