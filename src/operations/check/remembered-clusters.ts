import type { Remembered } from '../../cluster/check/expectations.js';
import type { Evidence } from '../../cluster/evidence/evidence.js';
import { currentTimeline } from '../../cluster/model/cluster.js';
import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';
import { isJsonObject, parseJson } from '../../formats/json.js';
import type { ClusterPlace } from '../ports/dcs-ports.js';
import type { CheckMemory, CheckRequest } from './check-report.js';

const NOTHING: Remembered = { timeline: null, configRevision: null };

/** What was seen of each cluster when it was last saved. A cluster that is new is remembered as it is. */
export class RememberedClusters {
  private hasChanged = false;

  private constructor(
    private readonly memory: CheckMemory,
    private readonly request: CheckRequest['memory'],
    private readonly known: Map<string, Remembered>,
  ) {}

  static async open(memory: CheckMemory, request: CheckRequest['memory']): Promise<RememberedClusters> {
    const text = request === null ? null : await memory.read(request.path);
    return new RememberedClusters(
      memory,
      request,
      text === null ? new Map() : decode(text, request?.path ?? ''),
    );
  }

  /** Null if nothing is remembered at all. */
  recall(evidence: Evidence): Remembered | null {
    if (this.request === null) return null;
    const { namespace, scope, group } = evidence;
    const key = keyOf(namespace, { scope, group });
    const known = this.known.get(key);
    if (evidence.cluster.kind === 'present' && (known === undefined || this.request.save)) {
      const { cluster } = evidence.cluster;
      this.known.set(key, {
        timeline: currentTimeline(cluster) ?? known?.timeline ?? null,
        configRevision: cluster.config?.revision ?? known?.configRevision ?? null,
      });
      this.hasChanged = true;
    }
    return known ?? NOTHING;
  }

  async save(): Promise<void> {
    if (this.request === null || !this.hasChanged) return;
    const text = JSON.stringify({ clusters: Object.fromEntries(this.known) }, null, 2);
    await this.memory.write(this.request.path, `${text}\n`);
  }
}

function keyOf(namespace: string, { scope, group }: ClusterPlace): string {
  return `${namespace}${scope}${group === null ? '' : `/${group}`}`;
}

/** A file of something else is not overwritten. */
function decode(text: string, path: string): Map<string, Remembered> {
  const value = parseJson(text);
  if (!isJsonObject(value) || !isJsonObject(value.clusters)) {
    throw new Failure('usage', 'bad-state-file', `${path} is not the state file of a check`, {
      subject: '--state-file',
      next: hint`name another file, or remove this one`,
    });
  }
  return new Map(
    Object.entries(value.clusters).map(([key, entry]) => {
      const { timeline, configRevision } = isJsonObject(entry) ? entry : {};
      return [key, { timeline: numberOf(timeline), configRevision: numberOf(configRevision) }];
    }),
  );
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
