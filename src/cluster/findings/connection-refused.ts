import type { Hint } from '../../formats/hint.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Finding } from '../evidence/finding.js';
import type { Look } from '../evidence/look.js';
import type { Check } from './check.js';
import { finding, remedy, seen } from './tell.js';

const LAYERS = [
  { code: 'dcs-auth', title: 'etcd accepts the login' },
  { code: 'dcs-tls', title: 'TLS to etcd works' },
  { code: 'agent-auth', title: 'the agents accept the login' },
  { code: 'agent-tls', title: 'TLS to the agents works' },
] as const;

/** Somebody is there and lets nobody in: the remedy is a setting. One check for each layer. */
export const connectionRefused: readonly Check[] = LAYERS.map(({ code, title }) => ({
  code,
  severity: 'error',
  title,
  find(evidence) {
    const parts = code.startsWith('dcs') ? endpointsOf(evidence) : agentsOf(evidence);
    const refused = parts.flatMap(({ subject, look }) =>
      look.ok || look.code !== code ? [] : [tell(code, subject, look.message, look.next)],
    );
    const { cluster } = evidence;
    if (refused.length > 0 || cluster.kind !== 'unread' || cluster.code !== code) return refused;
    return [tell(code, null, cluster.message, cluster.next)];
  },
}));

function endpointsOf({ etcd }: Evidence): { readonly subject: string; readonly look: Look<unknown> }[] {
  return etcd.endpoints.map(({ address, status }) => ({ subject: address, look: status }));
}

function agentsOf({ members }: Evidence): { readonly subject: string; readonly look: Look<unknown> }[] {
  return members.flatMap(({ name, agent }) => (agent === null ? [] : [{ subject: name, look: agent }]));
}

function tell(code: string, subject: string | null, message: string, next: Hint | null): Finding {
  const who = code.startsWith('dcs') ? `the etcd endpoint ${subject}` : `the agent of ${subject}`;
  return finding(code, 'error', subject, {
    message: subject === null ? message : `${who}: ${message}`,
    evidence: [seen('network', message)],
    remedies: next === null ? [] : [remedy(next)],
  });
}
