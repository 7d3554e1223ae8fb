import type { MemberEffect } from '../../cluster/config/judge-effect.js';
import type { ValueMap } from '../../cluster/model/value.js';
import type { Problem } from '../../errors.js';
import type { Hint } from '../../formats/hint.js';
import type { ShownChange } from '../config/shown-change.js';
import type { Report } from '../report.js';

export interface ConfigChangeReport extends Report {
  readonly scope: string;
  readonly group: number | null;
  readonly dryRun: boolean;
  /** ISO 8601; when it was decided. */
  readonly at: string;
  /** Of the key `config` when it was read last. */
  readonly revision: number;
  /** Of the key `config` with the change; null if nothing was written, or nobody knows. */
  readonly writtenRevision: number | null;
  /** What was changed, or would be. */
  readonly changes: readonly ShownChange[];
  /** The unified difference of both as YAML, as patronictl prints it; empty if there is none. */
  readonly diff: string;
  readonly findings: readonly ShownFinding[];
  readonly impact: readonly ShownImpact[];
  /** What each member's settings were checked against. */
  readonly sources: readonly CheckSource[];
  /** Keys that others have changed meanwhile; the change was made on top of that. */
  readonly mergedWith: readonly string[];
  /** What has become of it; empty if nothing was written. */
  readonly members: readonly MemberEffect[];
  /** The command that completes it; null if nothing is missing. */
  readonly completedBy: string | null;
  /** Where the text of the change is kept that could not be written; null if it is not. */
  readonly kept: string | null;
  readonly elapsedMs: number;
}

export interface ShownFinding {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** Dotted, as in `edit-config -s`. */
  readonly key: string;
  readonly message: string;
  readonly next: Hint | null;
  /** It was there before this change. */
  readonly existing: boolean;
}

export interface ShownImpact {
  readonly key: string;
  readonly effect: 'agents' | 'reload' | 'restart' | 'none' | 'unknown';
  readonly order: 'any' | 'standbys-first' | 'primary-first' | null;
  readonly members: readonly string[];
  readonly meanwhile: string | null;
}

export interface CheckSource {
  readonly member: string;
  /** `catalogue`: what is known of its version of PostgreSQL; `none`: not even that could be had. */
  readonly source: 'sql' | 'catalogue' | 'none';
  /** `server_version_num`. */
  readonly serverVersion: number | null;
  /** Why it was not SQL. */
  readonly reason: string | null;
}

/** What happens on the way, told while it happens; the report has all of it again. */
export type ChangeEvent =
  | { readonly kind: 'warnings'; readonly warnings: readonly Problem[] }
  | { readonly kind: 'sources'; readonly sources: readonly CheckSource[] }
  | {
      readonly kind: 'difference';
      readonly scope: string;
      readonly revision: number;
      readonly before: ValueMap;
      readonly after: ValueMap;
    }
  | {
      readonly kind: 'impact';
      readonly impact: readonly ShownImpact[];
      /** How many members there are. */
      readonly members: number;
      /** What completes it if something waits for a restart. */
      readonly restart: string;
    }
  | { readonly kind: 'merged'; readonly keys: readonly string[]; readonly revision: number }
  | { readonly kind: 'written' }
  | {
      readonly kind: 'waiting';
      readonly members: readonly string[];
      readonly elapsedMs: number;
      readonly limitMs: number;
    };

export type TellChange = (event: ChangeEvent) => void;

/** The keys of the document beside the envelope. */
export const CONFIG_CHANGE_KEYS = [
  'scope',
  'group',
  'dryRun',
  'at',
  'revision',
  'writtenRevision',
  'changes',
  'diff',
  'findings',
  'impact',
  'sources',
  'mergedWith',
  'members',
  'completedBy',
  'kept',
  'elapsedMs',
] as const;
