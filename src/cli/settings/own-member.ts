import { type Address, parseAddress } from '../../formats/addresses.js';
import type { ConfiguredMember } from '../../operations/settings.js';
import type { SettingsDocument } from './settings-document.js';

/** The member that a Patroni server's own configuration is about; null in one that is patronictl's only. */
export function ownMemberOf(document: SettingsDocument): ConfiguredMember | null {
  const [scope, name] = [document.text('scope'), document.text('name')];
  const api = addressOf(document, 'restapi');
  if (scope === null || name === null || api === null) return null;
  const scheme = document.text('restapi.certfile') === null ? 'http' : 'https';
  const sql = addressOf(document, 'postgresql');
  const host = api.host.includes(':') ? `[${api.host}]` : api.host;
  return {
    scope,
    name,
    apiUrl: `${scheme}://${host}:${api.port}/patroni`,
    host: sql?.host ?? null,
    port: sql?.port ?? null,
  };
}

/** Where it tells others to connect to; what it listens on may be every address. */
function addressOf(document: SettingsDocument, section: 'restapi' | 'postgresql'): Address | null {
  const told = document.text(`${section}.connect_address`) ?? document.text(`${section}.listen`);
  return told === null ? null : parseAddress(told);
}
