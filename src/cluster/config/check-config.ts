import { isJsonNumber, toNumber } from '../../formats/exact-number.js';
import { hint } from '../../formats/hint.js';
import type { Value, ValueMap } from '../model/value.js';
import { changedPaths, isSameValue, valueAt } from './changed-paths.js';
import { type CheckContext, describeValue, sectionOf } from './check-context.js';
import { checkLocalFile } from './checks/check-local-file.js';
import { checkOldReaders } from './checks/check-versions.js';
import { CHECKS } from './checks/index.js';
import { CONFIG_CODES } from './config-codes.js';
import type { ConfigFinding, ConfigPath, Fault } from './config-finding.js';
import { type ConfigMember, isOlder } from './server-parameters.js';

/** What the checks look at. */
interface ConfigCheckInput {
  /** The stored document; null if there is none. */
  readonly before: ValueMap | null;
  readonly after: ValueMap;
  readonly members: readonly ConfigMember[];
  /** Keys that may be unknown: a dotted path or the last key alone. */
  readonly allowUnknown: readonly string[];
}

/** What is wrong with a configuration, errors first. A fault that the stored document has already is a warning. */
export function checkConfig(input: ConfigCheckInput): readonly ConfigFinding[] {
  const { before, after, members } = input;
  const postgresql = sectionOf(after.postgresql);
  const parameters = sectionOf(postgresql.parameters);
  const context: CheckContext = { before, after, postgresql, parameters, members };
  const localFile = checkLocalFile(context);
  const faults = localFile === null ? findFaults(context) : [localFile];
  const findings = faults
    .filter((fault) => !isAllowed(fault, input.allowUnknown))
    .map((fault) => weigh(fault, input));
  return findings.toSorted((one, other) => rank(one) - rank(other));
}

function findFaults(context: CheckContext): readonly Fault[] {
  const old = checkOldReaders(context);
  // Where every agent reads it differently, what newer ones do with it is of no use.
  const isOldOnly = context.members.every(({ patroniVersion }) => isOlder(patroniVersion, '3.1'));
  const isTold = (path: ConfigPath): boolean =>
    isOldOnly && old.some((fault) => fault.path.join('.') === path.join('.'));
  const found = [...CHECKS.flatMap((check) => check(context)).filter(({ path }) => !isTold(path)), ...old];
  return [...found, ...checkNumbers(context, found)];
}

function isAllowed({ code, path }: Fault, allowed: readonly string[]): boolean {
  if (!CONFIG_CODES[code].isIgnoredKey) return false;
  return allowed.some((name) => name === path.join('.') || name === path.at(-1));
}

function weigh(fault: Fault, { before, after }: ConfigCheckInput): ConfigFinding {
  const { code, path, message, next } = fault;
  const existing = before !== null && isOld(fault, before, after);
  const severity = existing ? 'warning' : (fault.severity ?? CONFIG_CODES[code].severity);
  return { code, severity, path, message, next, existing };
}

function isOld({ path, entry, involves = [path] }: Fault, before: ValueMap, after: ValueMap): boolean {
  const isSame = (each: ConfigPath): boolean => isSameValue(valueAt(before, each), valueAt(after, each));
  if (involves.every((each) => each.length > 0 && isSame(each))) return true;
  const stored = valueAt(before, path);
  return entry !== undefined && Array.isArray(stored) && stored.some((each) => isSameValue(each, entry));
}

/** New errors, new warnings, then what was there before. */
function rank({ severity, existing }: ConfigFinding): number {
  if (existing) return 2;
  return severity === 'error' ? 0 : 1;
}

/** Infinite numbers and those that are none: Python stores them, and what it writes then is no JSON. */
function checkNumbers({ after }: CheckContext, found: readonly Fault[]): readonly Fault[] {
  const isJudged = (key: string): boolean => found.some(({ path }) => path.join('.') === key);
  return changedPaths({}, after).flatMap(({ path, after: value = null }): Fault[] => {
    if (!holdsOddNumber(value) || isJudged(path.join('.'))) return [];
    const message = `${path.at(-1)} is ${describeValue(value)}, which JSON has no number for`;
    return [{ code: 'wrong-type', path, message, next: hint`write a number with an end, or text in quotes` }];
  });
}

function holdsOddNumber(value: Value): boolean {
  if (isJsonNumber(value)) return !Number.isFinite(toNumber(value));
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsOddNumber);
}
