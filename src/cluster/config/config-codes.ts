/** What can be wrong with a dynamic configuration; the codes are stable. */
interface ConfigCode {
  readonly severity: 'error' | 'warning';
  /** Patroni ignores the key: `--allow-unknown` lets it through. */
  readonly isIgnoredKey: boolean;
  /** What the code stands for, for help and documentation. */
  readonly meaning: string;
}

const refuses = (meaning: string): ConfigCode => ({ severity: 'error', isIgnoredKey: false, meaning });
const ignored = (meaning: string): ConfigCode => ({ severity: 'error', isIgnoredKey: true, meaning });
const warns = (meaning: string): ConfigCode => ({ severity: 'warning', isIgnoredKey: false, meaning });

export const CONFIG_CODES = {
  'wrong-type': refuses('a value that is no number, no switch, no list …'),
  'out-of-range': refuses('a value that Patroni or PostgreSQL does not accept or replaces'),
  'bad-unit': refuses('a unit that the setting does not take'),
  'not-in-enum': refuses('none of the words that the setting takes'),
  'read-only-parameter': refuses('a parameter that nobody can set'),
  'owned-by-patroni': refuses('a parameter that Patroni sets itself'),
  'bad-slot': refuses('a slot that Patroni would not create'),
  'bad-standby-cluster': refuses('a section standby_cluster that Patroni would not act on'),
  'bad-access-line': refuses('a line of pg_hba or pg_ident that PostgreSQL does not read'),
  'local-file': refuses("a member's own file in place of the cluster's configuration"),
  'local-section': ignored("a section of a member's own file"),
  'wrong-level': ignored('a key that belongs elsewhere in the document'),
  'unknown-key': ignored('a key that Patroni does not know'),
  'unknown-parameter': ignored('a parameter that no server knows'),
  'unknown-library': ignored('a library to preload that is no extension of a server'),
  'timing-rule': warns('loop_wait + 2 * retry_timeout is more than ttl: agents work with other values'),
  'needs-newer-patroni': warns('a key for which members are too old'),
  'deprecated-key': warns('a key with a newer name'),
  'overridden-setting': warns('a value that something else in the document or Patroni overrides'),
  'slot-not-created': warns('a slot that waits for another setting'),
  'no-replication-access': warns('a pg_hba without a line for replication'),
} as const satisfies Readonly<Record<string, ConfigCode>>;

export type ConfigCodeName = keyof typeof CONFIG_CODES;
