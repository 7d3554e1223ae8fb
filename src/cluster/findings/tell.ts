import { type Hint, shell } from '../../formats/hint.js';
import type { Finding, FindingEvidence, Remedy, Severity } from '../evidence/finding.js';

type Source = FindingEvidence['source'];

export function seen(source: Source, text: string, age: number | null = 0): FindingEvidence {
  return { source, seen: text, age };
}

export function remedy(sentence: string, command: Hint | null = null): Remedy {
  return { sentence, command };
}

interface Told {
  readonly message: string;
  readonly evidence: readonly FindingEvidence[];
  readonly remedies: readonly Remedy[];
}

/** Makes a finding; the first three arguments are its code, its severity and its subject. */
export function finding(code: string, severity: Severity, subject: string | null, told: Told): Finding {
  return { code, severity, subject, ...told };
}

/** What to look at on a member's own host. */
export function lookAtService(name: string): Remedy {
  return remedy(`on ${name}: is Patroni running?`, shell`systemctl status patroni`);
}

export function lookAtLog(name: string): Remedy {
  return remedy(`on ${name}: what Patroni says`, shell`journalctl -u patroni -n 50`);
}

/** `pg1`, `pg1 and pg3`, `pg1, pg2 and pg3`. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
