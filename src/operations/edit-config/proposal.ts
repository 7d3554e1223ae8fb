import type { ValueMap } from '../../cluster/model/value.js';
import type { Problem } from '../../errors.js';
import type { ConfigMemberReading } from '../reading/config-members.js';
import type { JudgedChange } from './judge-change.js';

/** What the configuration is to become, and what is known of that. */
export interface Proposal {
  readonly snapshot: { readonly values: ValueMap; readonly revision: number };
  readonly next: ValueMap;
  /** By patronictl's measure. */
  readonly changed: boolean;
  readonly members: readonly ConfigMemberReading[];
  readonly judged: JudgedChange;
  readonly warnings: readonly Problem[];
  /** Keys that others have changed meanwhile. */
  readonly mergedWith: readonly string[];
}
