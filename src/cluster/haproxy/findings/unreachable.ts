import type { Finding } from '../../evidence/finding.js';
import { remedy } from '../../findings/tell.js';
import type { BalancerEvidence } from '../balancer-evidence.js';

/** A HAProxy that does not answer, or whose file cannot be read. */
export function findUnreachable({ address, servers, file }: BalancerEvidence): Finding[] {
  const silent: Finding[] = servers.ok
    ? []
    : [
        {
          code: 'haproxy-unreachable',
          severity: 'error',
          subject: address,
          message: `HAProxy ${address} cannot be asked: ${servers.message}`,
          evidence: [{ source: 'balancer', seen: servers.message, age: 0 }],
          remedies: [remedy(servers.next ?? 'is it running, and can it be reached from here?')],
        },
      ];
  if (file === null || file.ok) return silent;
  const unread: Finding = {
    code: 'haproxy-file-unreadable',
    severity: 'warning',
    subject: address,
    message: `the configuration file of HAProxy ${address} cannot be read: its checks are not judged`,
    evidence: [{ source: 'balancer', seen: file.message, age: 0 }],
    remedies: [],
  };
  return [...silent, unread];
}
