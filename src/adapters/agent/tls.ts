import type { SecureContext } from 'node:tls';
import type { AgentSettings } from '../../operations/settings.js';
import { readTlsMaterial, type TlsSources } from '../tls/tls-material.js';

/** How https to an agent is spoken; options of node:https. */
export interface AgentTls {
  readonly secureContext: SecureContext;
  readonly rejectUnauthorized: boolean;
  readonly checkServerIdentity?: () => undefined;
}

interface AgentTlsSources extends Pick<TlsSources, 'placeOf' | 'systemAuthorities'> {
  readonly settings: AgentSettings;
}

/** Reads the files that the settings name. */
export async function readTls({ settings, placeOf, systemAuthorities }: AgentTlsSources): Promise<AgentTls> {
  const { cacert, certfile, keyfile, keyfilePassword, insecure } = settings;
  const { context: secureContext } = await readTlsMaterial({
    authority: { key: 'ctl.cacert', path: cacert },
    certificate: { key: 'ctl.certfile', path: certfile },
    privateKey: { key: 'ctl.keyfile', path: keyfile },
    password: { key: 'ctl.keyfile_password', value: keyfilePassword },
    placeOf,
    systemAuthorities,
  });
  if (!insecure) return { secureContext, rejectUnauthorized: true };
  // patronictl's rule: with a client certificate only the host name goes unchecked.
  return certfile === null
    ? { secureContext, rejectUnauthorized: false }
    : { secureContext, rejectUnauthorized: true, checkServerIdentity: () => undefined };
}
