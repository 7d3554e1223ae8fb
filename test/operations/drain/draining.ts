import { failureDocument, reportDocument } from '../../../src/cli/output/document.js';
import type { Cluster } from '../../../src/cluster/model/cluster.js';
import type { Member } from '../../../src/cluster/model/member.js';
import type { Tags } from '../../../src/cluster/model/tags.js';
import type { ValueMap } from '../../../src/cluster/model/value.js';
import { exitCodeOf, Failure } from '../../../src/errors.js';
import { drain } from '../../../src/operations/drain/drain.js';
import { DRAIN_KEYS, type DrainEvent, type DrainReport } from '../../../src/operations/drain/drain-report.js';
import type { DrainRequest } from '../../../src/operations/drain/drain-request.js';
import { NOTHING_TYPED } from '../../../src/operations/typed-words.js';
import { aCluster, aMember, PRIMARY } from '../../support/clusters.js';
import { assertTold } from '../../support/hints/assert-hints.js';
import { assertDocument } from '../../support/schemas.js';
import { type Recipe, World } from '../change-leader/scenario.js';

export const ALL: Tags = { nofailover: true, noloadbalance: true, nosync: true };
export const SYNC: ValueMap = { synchronous_mode: true };

export interface DrainRecipe {
  readonly config?: ValueMap;
  readonly standbys?: readonly string[];
  readonly members?: Readonly<Record<string, Partial<Member> | null>>;
  readonly changes?: Partial<Cluster>;
  readonly typed?: Partial<DrainRequest>;
  /** Agents, questions and the course of a switchover. */
  readonly world?: Omit<Recipe, 'cluster' | 'prepare'>;
  /** What others do, by the clock. */
  readonly meanwhile?: (world: World) => void;
}

export interface Ended {
  readonly line: string;
  readonly exit: number;
  readonly messages: readonly string[];
  readonly next: readonly (string | null)[];
  readonly warnings: readonly string[];
  readonly steps: readonly string[];
  readonly report: DrainReport | null;
  readonly world: World;
  readonly events: readonly DrainEvent[];
}

/** pg1 to pg3, pg2 leads, `ctl drain demo pg3`; the document that `--json` would print is checked. */
export async function play(recipe: DrainRecipe = {}): Promise<Ended> {
  const { typed = {}, world: course = {}, meanwhile } = recipe;
  const world = new World({ ...course, cluster: clusterRecipe(recipe) });
  meanwhile?.(world);
  const events: DrainEvent[] = [];
  const ended = await drain(world.ports, aRequest(typed), (event) => events.push(event)).catch(
    (thrown: unknown) => {
      if (thrown instanceof Failure) return thrown;
      throw thrown;
    },
  );
  const shape = { name: 'drain', keys: DRAIN_KEYS };
  const isFailure = ended instanceof Failure;
  const document = isFailure ? failureDocument(shape, ended, []) : reportDocument(shape, ended);
  assertDocument(JSON.stringify(document));
  const { words, group, typed: behind } = aRequest(typed);
  const [first = null, ...members] = words;
  const { options } = behind;
  assertTold({ verb: 'drain', scope: first, group, typed: { args: members, options } }, document);
  const errors = isFailure ? [ended.problem, ...ended.parts] : ended.errors;
  const code = isFailure ? ended.problem.code : ended.code;
  return {
    line: code === null ? ended.outcome : `${ended.outcome}/${code}`,
    exit: exitCodeOf(ended.outcome),
    messages: errors.map(({ message }) => message),
    next: errors.map(({ next }) => next),
    warnings: (isFailure ? [] : ended.warnings).map((warning) => warning.code),
    steps: isFailure ? [] : ended.steps.map(({ step, atMs }) => `${step} ${atMs}`),
    report: isFailure ? null : ended,
    world,
    events,
  };
}

function clusterRecipe({ config = {}, standbys = [], members = {}, changes = {} }: DrainRecipe) {
  const all = ['pg1', 'pg2', 'pg3'].flatMap((name) => {
    const said = members[name];
    return said === null ? [] : [aMember(name, { ...(name === 'pg2' ? PRIMARY : {}), ...said })];
  });
  const { members: registered } = aCluster({ members: all });
  const sync = { leader: 'pg2', standbys, quorum: 0 };
  return { config, members: registered, changes: { sync, ...changes } };
}

export function aRequest(changes: Partial<DrainRequest> = {}): DrainRequest {
  return {
    words: ['demo', 'pg3'],
    scope: null,
    group: null,
    citus: false,
    typed: NOTHING_TYPED,
    undo: false,
    haproxy: null,
    keep: [],
    switchover: false,
    allowsStop: false,
    allowsDataLoss: false,
    unattended: false,
    dryRun: false,
    deadlineMs: null,
    ...changes,
  };
}

/** What the agent of a member publishes from now on. */
export function publish(world: World, name: string, changes: Partial<Member>): void {
  world.become(({ members }) => ({
    members: members.map((member) => (member.name === name ? { ...member, ...changes } : member)),
  }));
}

export function synchronize(world: World, ...standbys: string[]): void {
  world.become(() => ({ sync: { leader: 'pg2', standbys, quorum: 0 } }));
}
