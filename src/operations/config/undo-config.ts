import { changedPaths } from '../../cluster/config/changed-paths.js';
import { type ConfigFinding, describePath } from '../../cluster/config/config-finding.js';
import type { FoundChange } from '../../cluster/config/undone-change.js';
import type { ValueMap } from '../../cluster/model/value.js';
import { Failure } from '../../errors.js';
import { type CommandPlace, ctl, hint } from '../../formats/hint.js';
import { dumpPyYaml } from '../../formats/pyyaml-dump.js';
import { changeConfig } from '../edit-config/change-config.js';
import type { ConfigChangeReport, TellChange } from '../edit-config/config-change-report.js';
import type { ChangeConfigPorts, ChangeOptions } from '../edit-config/edit-config-request.js';
import { GUARDED_KEYS } from '../edit-config/guard-drops.js';
import { keepText } from '../edit-config/keep-text.js';
import { rebaseChange } from '../edit-config/rebase-change.js';
import type { ClusterPlace, ConfigHistory, Dcs } from '../ports/dcs-ports.js';
import { type ClusterRequest, readCluster } from '../reading/read-cluster.js';
import { again, type TypedWords } from '../typed-words.js';
import { documentOf } from './config-diff.js';
import { findChange } from './find-change.js';

export interface UndoReport extends ConfigChangeReport {
  /** The revision whose change is undone. */
  readonly undoes: number;
  /** Who made it; null if nobody has written it down. */
  readonly madeBy: { readonly who: string; readonly host: string; readonly at: string } | null;
}

export interface UndoRequest extends ClusterRequest, ChangeOptions {
  readonly typed: TypedWords;
  /** As typed; null for the newest. */
  readonly revision: string | null;
  /** The cluster of the settings: a single number that is no cluster is a revision of this one. */
  readonly ownScope: string | null;
  /** Keys that may be brought back or removed though much depends on them. */
  readonly include: readonly string[];
}

interface UndoPorts extends ChangeConfigPorts {
  readonly configHistory: ConfigHistory;
}

const GUARDED = new Set<string>([...GUARDED_KEYS, 'permanent_replication_slots', 'permanent_slots']);

interface TypedRevision extends ClusterRequest {
  readonly revision: string | null;
  readonly ownScope: string | null;
}

interface MeantRevision extends ClusterRequest {
  /** Null for the newest. */
  readonly revision: number | null;
}

/** Takes back one change of the dynamic configuration, and nothing that was changed besides. */
export async function undoConfig(
  ports: UndoPorts,
  request: UndoRequest,
  tell: TellChange,
): Promise<UndoReport> {
  await demandAnswers(ports, request);
  const meant = await settleRevision(ports.dcs, request);
  const { scope, group, cluster, warnings } = await readCluster(ports.dcs, meant);
  const place = { scope, group };
  const stored = await ports.configKey.read(place);
  const values = stored === null ? null : documentOf(stored.text);
  if (stored === null || values === null) throw noConfig(place);
  const found = await findChange(ports, place, meant.revision, stored.storeRevision);
  const report = await changeConfig(
    ports,
    {
      place,
      cluster,
      snapshot: { values, revision: stored.revision },
      compose: (now) => invert(found, now, place),
      guard: (before, after) => guardIncluded(before, after, request.include),
      options: request,
      command: `config undo ${found.revision}`,
      warnings,
      members: null,
      keep: (next) => keepText(ports, scope, dumpPyYaml(next)),
    },
    tell,
  );
  const { entry } = found;
  const madeBy = entry === null ? null : { who: entry.who, host: entry.host, at: entry.at };
  return { ...report, undoes: found.revision, madeBy };
}

/** The present configuration with the former values of what the change has changed. */
function invert({ revision, before, after }: FoundChange, now: ValueMap, place: ClusterPlace): ValueMap {
  const inverted = rebaseChange(after, before, now);
  if (inverted.kind === 'merged') return inverted.next;
  const keys = inverted.paths.map(describePath);
  const message = `${keys.join(', ')} ${keys.length === 1 ? 'was' : 'were'} changed again after revision ${revision}; nothing was written`;
  throw new Failure('conflict', 'changed-since', message, {
    subject: keys.join(', '),
    next: ctl('config log', place),
  });
}

/** Nothing is read in vain. */
async function demandAnswers({ questions }: UndoPorts, request: UndoRequest): Promise<void> {
  const { unattended, dryRun, checks } = request;
  if (unattended || dryRun) return;
  if (!checks) {
    const message = '--no-check needs --yes: nobody would be warned of anything';
    throw new Failure('usage', 'no-check-needs-yes', message, { subject: '--no-check' });
  }
  if (await questions.canAsk()) return;
  const message = 'nobody can be asked, because standard input is at its end; give --yes or --force';
  throw new Failure('usage', 'no-answer', message, {
    subject: '--yes',
    next: hint`${again(request.command, request, request.typed, { yes: true })}, or --dry-run to see the changes`,
  });
}

function noConfig(place: ClusterPlace): Failure {
  const message = `${place.scope} has no valid dynamic configuration`;
  return new Failure('refused', 'config-missing', message, {
    subject: 'config',
    next: ctl('config log', place),
  });
}

/** What is not to come back or go without having been named. */
function guardIncluded(before: ValueMap, after: ValueMap, include: readonly string[]): ConfigFinding[] {
  const touched = new Set(changedPaths(before, after).flatMap(({ path }) => path[0] ?? []));
  return [...touched]
    .filter((key) => GUARDED.has(key) && !include.includes(key))
    .map((key) => ({
      code: 'needs-include',
      severity: 'error',
      path: [key],
      message: `it would be ${describeFate(key, before, after)}, and too much depends on it to happen by the way`,
      next: hint`--include ${key}`,
      existing: false,
    }));
}

function describeFate(key: string, before: ValueMap, after: ValueMap): string {
  if (!Object.hasOwn(after, key)) return 'removed';
  return !Object.hasOwn(before, key) ? 'brought back' : 'changed';
}

/** In `config undo 4711` the number is a revision, unless there is a cluster of that name. */
async function settleRevision(dcs: Dcs, typed: TypedRevision): Promise<MeantRevision> {
  const { scope, group, command, revision, ownScope } = typed;
  if (revision !== null) return { scope, group, command, revision: numberOf(revision, typed) };
  const mayBeRevision = scope !== null && scope !== ownScope && ownScope !== null && /^\d+$/.test(scope);
  if (!mayBeRevision) return { scope, group, command, revision: null };
  const { formation } = await dcs.readScope(scope);
  if (formation !== null) return { scope, group, command, revision: null };
  return { scope: ownScope, group, command, revision: numberOf(scope, { ...typed, scope: ownScope }) };
}

function numberOf(text: string, place: CommandPlace): number {
  const revision = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(revision) && revision > 0) return revision;
  throw new Failure('usage', 'bad-revision', `"${text}" is not a revision, which is a whole number.`, {
    subject: text,
    next: ctl('config log', place.scope === null ? null : place),
  });
}
