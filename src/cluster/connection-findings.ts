import type { ConnectionLook, LayerLook } from './connection-look.js';
import type { Finding, FindingEvidence, Remedy, Severity } from './finding.js';

/** What is wrong with connections that no check of the cluster has told: `ctl`'s own rights and logins, certificates that end. */
export function connectionFindings(
  connections: readonly ConnectionLook[],
  told: readonly Finding[],
): readonly Finding[] {
  return connections.flatMap((connection) =>
    connection.layers
      .filter((look) => look.state === 'failed' || look.state === 'warning')
      .filter((look) => !isTold(connection, look, told))
      .map((look) => findingOf(connection, look)),
  );
}

/** The same by another word of the same subject: that nobody answers has been told if anything has. */
function isTold(
  { target, subject, address }: ConnectionLook,
  look: LayerLook,
  told: readonly Finding[],
): boolean {
  const theirs = told.filter(
    (finding) => finding.subject === subject || (address !== null && isEndpoint(finding.subject, address)),
  );
  if (theirs.some(({ code }) => code === look.code)) return true;
  const isSilence = look.layer === 'resolve' || look.layer === 'tcp' || look.layer === 'answer';
  if (target === 'etcd') return isSilence && told.some(({ code }) => code === look.code);
  return isSilence && theirs.some(({ severity }) => severity !== 'info');
}

/** With or without its scheme. */
function isEndpoint(subject: string | null, address: string): boolean {
  return subject === address || (subject?.endsWith(`//${address}`) ?? false);
}

function findingOf({ target, subject }: ConnectionLook, look: LayerLook): Finding {
  const { layer, seen, code, next } = look;
  const evidence: FindingEvidence = { source: 'network', seen: `${layer}: ${seen}`, age: 0 };
  const remedies: readonly Remedy[] = next === null ? [] : [{ sentence: next, command: null }];
  return {
    code: code ?? 'connection',
    severity: severityOf(target, look),
    subject,
    message: `${WHO[target]} ${subject}: ${seen}`,
    evidence: [evidence],
    remedies,
  };
}

/** The cluster does without `ctl`'s SQL. */
function severityOf(target: ConnectionLook['target'], { state }: LayerLook): Severity {
  return state === 'warning' || target === 'sql' ? 'warning' : 'error';
}

const WHO: Readonly<Record<ConnectionLook['target'], string>> = {
  etcd: 'etcd',
  agent: 'the agent of',
  sql: 'PostgreSQL of',
};
