import { exitCodeOf, type Failure, type Outcome, type Problem } from '../../errors.js';
import { entryOf } from '../../formats/json.js';
import type { Report } from '../../operations/report.js';

/** What a command declares about its `--json` document. */
export interface DocumentShape {
  /** `list` for the schema `ctl.list/1`. */
  readonly name: string;
  /** The keys beside the envelope; an error document has them as null. */
  readonly keys: readonly string[];
  /** For a command whose callers expect other exit codes, and failures as a result. */
  readonly convention?: Convention;
}

export interface Convention {
  exitOf(outcome: Outcome, code: string | null): number;
  /** The failure as text for stdout. */
  failureView(failure: Failure): string;
}

export function exitOf(shape: DocumentShape, outcome: Outcome, code: string | null): number {
  return shape.convention?.exitOf(outcome, code) ?? exitCodeOf(outcome);
}

/** The same if the result could not be written: worse than that all is well and than findings, and than nothing else. */
export function exitWithoutResult(shape: DocumentShape, outcome: Outcome, code: string | null): number {
  const exit = exitOf(shape, outcome, code);
  return exit === 0 || exit === 3 ? exitOf(shape, 'output-lost', null) : exit;
}

/** The document of an invocation that has no command, such as a misspelt one. */
export const ERROR_DOCUMENT: DocumentShape = { name: 'error', keys: [] };

/** The `--json` document of a report. */
export function reportDocument(shape: DocumentShape, report: Report): object {
  const { outcome, code, warnings, errors, ...data } = report;
  return { ...envelope(shape, outcome, code, warnings, errors), ...withBetterNames(shape, data) };
}

interface BetterName {
  /** The objects that have the key, with a dot between keys; of a list each entry is meant. */
  readonly at: string;
  /** The better word behind the one that it will replace. */
  readonly names: Readonly<Record<string, string>>;
}

const MEMBER = { name: 'member' } as const;
const BY = { who: 'by' } as const;
const BALANCER = { address: 'balancer' } as const;
const MESSAGE = { sentence: 'message' } as const;
const CANDIDATES: readonly BetterName[] = [{ at: 'plan.candidates.reasons', names: MESSAGE }];

/** Of a cluster as `status` tells of it. */
function clusterNames(at: string): readonly BetterName[] {
  const milliseconds = { milliseconds: 'elapsedMs' };
  return [
    { at: `${at}.members`, names: MEMBER },
    { at: `${at}.balancers`, names: BALANCER },
    { at: `${at}.forecast.cannot.obstacle`, names: MESSAGE },
    { at: `${at}.dcs.endpoints`, names: milliseconds },
    { at: `${at}.members.agent`, names: milliseconds },
    { at: `${at}.members.sql`, names: milliseconds },
  ];
}

/**
 * Keys for which another document has the better word. Both are there until the next major version, where the older ones end; the
 * schemas call these deprecated.
 */
const BETTER_NAMES: Readonly<Record<string, readonly BetterName[]>> = {
  list: [{ at: 'clusters.members', names: MEMBER }],
  topology: [{ at: 'clusters.members', names: MEMBER }],
  status: clusterNames('clusters'),
  version: [{ at: 'members', names: { ...MEMBER, reachable: 'answered' } }],
  dsn: [{ at: 'members', names: MEMBER }],
  doctor: [
    ...clusterNames('status'),
    {
      at: 'versions.members',
      names: { ...MEMBER, patroni: 'patroniVersion', postgres: 'postgresVersion' },
    },
  ],
  'config-log': [{ at: 'revisions', names: BY }],
  'config-undo': [{ at: 'madeBy', names: BY }],
  'haproxy-check': [{ at: 'balancers', names: BALANCER }],
  'haproxy-status': [{ at: 'balancers', names: BALANCER }],
  'haproxy-config': [
    { at: 'pools', names: { name: 'pool' } },
    { at: 'servers', names: { name: 'server' } },
  ],
  switchover: CANDIDATES,
  failover: CANDIDATES,
  restart: [{ at: 'steps.reasons', names: MESSAGE }],
  resume: [
    { at: 'plan.members', names: MESSAGE },
    { at: 'plan.schedules', names: MESSAGE },
  ],
  'sandbox-status': [{ at: 'components', names: { name: 'component' } }],
};

/** The data of a document with its keys under their better names, too. */
export function withBetterNames<T extends object>({ name }: DocumentShape, data: T): T {
  const renamed = entryOf(BETTER_NAMES, name) ?? [];
  return renamed.reduce((told, { at, names }) => named(told, at.split('.'), names), data);
}

function named<T>(value: T, at: readonly string[], names: Readonly<Record<string, string>>): T;
function named(value: unknown, at: readonly string[], names: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((each) => named(each, at, names));
  if (typeof value !== 'object' || value === null) return value;
  const [key, ...rest] = at;
  return Object.fromEntries(
    Object.entries(value).flatMap(([own, each]) => {
      if (key !== undefined) return [[own, own === key ? named(each, rest, names) : each]];
      const better = entryOf(names, own);
      return better === undefined
        ? [[own, each]]
        : [
            [better, each],
            [own, each],
          ];
    }),
  );
}

/** The `--json` document of a failure: the envelope, and null for all that could not be told. */
export function failureDocument(
  shape: DocumentShape,
  failure: Failure,
  warnings: readonly Problem[],
): object {
  const data = Object.fromEntries(shape.keys.map((key) => [key, null]));
  const errors = [failure.problem, ...failure.parts];
  return {
    ...envelope(shape, failure.outcome, failure.problem.code, warnings, errors),
    ...data,
  };
}

function envelope(
  shape: DocumentShape,
  outcome: Report['outcome'],
  code: string | null,
  warnings: readonly Problem[],
  errors: readonly Problem[],
): object {
  return {
    schema: `ctl.${shape.name}/1`,
    outcome,
    exit: exitOf(shape, outcome, code),
    code,
    warnings,
    errors,
  };
}
