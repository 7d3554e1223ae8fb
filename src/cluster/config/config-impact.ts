import type { Value } from '../model/value.js';
import type { ConfigPath } from './config-finding.js';

/** What a change of one key of the dynamic configuration leads to. */
export interface SettingImpact {
  readonly path: ConfigPath;
  /** Null: not set. */
  readonly before: Value;
  readonly after: Value;
  /**
   * `agents`: the agents act on it at their next cycle. `reload`: servers reload. `restart`: it waits for a restart.
   * `none`: nothing comes of it. `unknown`: no server and no catalogue tells.
   */
  readonly effect: 'agents' | 'reload' | 'restart' | 'none' | 'unknown';
  /** For a restart: raised values go to the standbys first, lowered ones to the primary (Patroni, reference 5.5). */
  readonly order: 'any' | 'standbys-first' | 'primary-first' | null;
  /** Names of the members that it changes. */
  readonly members: readonly string[];
  /** In a sentence or two what does not work meanwhile, what else changes, or what counts instead; null if there is nothing to say. */
  readonly meanwhile: string | null;
}
