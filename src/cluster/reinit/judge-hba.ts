/** One line of `pg_hba.conf` (`pg_hba_file_rules`). */
export interface HbaRule {
  readonly line: number;
  /** `local`, `host`, `hostssl`, `hostnossl`, `hostgssenc` or `hostnogssenc`. */
  readonly type: string;
  readonly databases: readonly string[];
  readonly users: readonly string[];
  /** A number, a name, `all`, `samehost` or `samenet`; null for `local`. */
  readonly address: string | null;
  readonly netmask: string | null;
  /** `reject`, `scram-sha-256`, `trust` … */
  readonly method: string;
}

interface HbaJudgement {
  /** `unknown`: a line that may or may not be meant comes first. */
  readonly verdict: 'admits' | 'refuses' | 'unknown';
  /** Null if no line is meant. */
  readonly line: number | null;
}

type Match = 'yes' | 'no' | 'maybe';

/** Whether a user may replicate from a host: the first line that is meant decides (documentation of PostgreSQL, "The pg_hba.conf File"). */
export function judgeHba(rules: readonly HbaRule[], user: string, host: string): HbaJudgement {
  for (const rule of rules) {
    const matches = [matchType(rule), matchDatabase(rule), matchUser(rule, user), matchHost(rule, host)];
    if (matches.includes('no')) continue;
    const { line, method } = rule;
    if (matches.includes('maybe')) return { verdict: 'unknown', line };
    return { verdict: method === 'reject' ? 'refuses' : 'admits', line };
  }
  return { verdict: 'refuses', line: null };
}

/** Whether TLS is used depends on both sides. */
function matchType({ type }: HbaRule): Match {
  if (type === 'local' || type === 'hostgssenc') return 'no';
  return type === 'host' || type === 'hostnogssenc' ? 'yes' : 'maybe';
}

/** `all` does not mean replication. */
function matchDatabase({ databases }: HbaRule): Match {
  return databases.includes('replication') ? 'yes' : 'no';
}

/** Groups are marked by `+`, patterns by `/`. */
function matchUser({ users }: HbaRule, user: string): Match {
  if (users.includes('all') || users.includes(user)) return 'yes';
  return users.some((each) => /^[+/]/.test(each)) ? 'maybe' : 'no';
}

function matchHost({ address, netmask }: HbaRule, host: string): Match {
  if (address === 'all') return 'yes';
  const [own, network, mask] = [host, address, netmask].map(numberOf);
  if (own == null || network == null || mask == null) return address === host ? 'yes' : 'maybe';
  return (own & mask) === (network & mask) ? 'yes' : 'no';
}

/** An address of IPv4 as 32 bits; null for all else. */
function numberOf(text: string | null): number | null {
  const parts = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text ?? '')?.slice(1);
  return parts === undefined ? null : parts.reduce((bits, part) => (bits << 8) | Number(part), 0);
}
