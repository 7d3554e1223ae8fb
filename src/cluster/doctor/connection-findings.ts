import type { ConnectionLook, LayerLook } from '../evidence/connection-look.js';
import type { Finding, FindingEvidence, Remedy, Severity } from '../evidence/finding.js';
import { lookAtService, remedy } from '../findings/tell.js';

/** What is wrong with connections that no check of the cluster has told: `ctl`'s own rights and logins, certificates that end. */
export function connectionFindings(
  connections: readonly ConnectionLook[],
  told: readonly Finding[],
): readonly Finding[] {
  const found = connections.flatMap((connection) =>
    connection.layers
      .filter(({ state }) => state === 'failed' || state === 'warning')
      .filter((look) => !isTold(connection, look, told))
      .map((look) => ({ connection, look })),
  );
  return found
    .filter((each, index) => found.findIndex((other) => isSame(each, other)) === index)
    .map(findingOf);
}

interface Found {
  readonly connection: ConnectionLook;
  readonly look: LayerLook;
}

/** Logins and permissions are the same at every endpoint of etcd. */
function isSame(a: Found, b: Found): boolean {
  if (a === b) return true;
  const isEtcd = a.connection.target === 'etcd' && b.connection.target === 'etcd';
  return isEtcd && !isBelow(a.look) && a.look.code === b.look.code && a.look.seen === b.look.seen;
}

function isBelow({ layer }: LayerLook): boolean {
  return layer === 'resolve' || layer === 'tcp' || layer === 'tls' || layer === 'answer';
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
  if ((target === 'etcd' ? told : theirs).some(({ code }) => code === look.code)) return true;
  if (!isSilence(look)) return false;
  if (target === 'etcd' && told.some(({ code }) => code === 'dcs-no-quorum')) return true;
  return theirs.some(({ severity }) => severity !== 'info');
}

function isSilence({ layer }: LayerLook): boolean {
  return layer === 'resolve' || layer === 'tcp' || layer === 'answer';
}

/** With or without its scheme. */
function isEndpoint(subject: string | null, address: string): boolean {
  return subject === address || (subject?.endsWith(`//${address}`) ?? false);
}

function findingOf({ connection, look }: Found): Finding {
  const { target, subject, address } = connection;
  const { seen, code, next } = look;
  const way = connection.layers
    .slice(0, connection.layers.indexOf(look) + 1)
    .filter(({ state }) => state !== 'unchecked' && state !== 'unused')
    .map(({ layer, state }) => `${layer} ${state}`);
  const evidence: FindingEvidence = { source: 'network', seen: `${address}: ${way.join(', ')}`, age: 0 };
  const remedies: readonly Remedy[] = [
    ...(next === null ? [] : [remedy(next)]),
    ...(target === 'agent' && isSilence(look) ? [lookAtService(subject)] : []),
  ];
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
