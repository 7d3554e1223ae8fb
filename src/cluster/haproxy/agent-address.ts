/** Where an agent listens. */
export interface AgentAddress {
  readonly isTls: boolean;
  readonly host: string;
  readonly port: number;
}

/** Of a member's `api_url`; null if it is none. Brackets around an IPv6 address are taken off. */
export function agentAddress(apiUrl: string | null): AgentAddress | null {
  const pattern = /^(https?):\/\/(?:\[([^\]/]+)\]|([^/:@\s]+))(?::(\d{1,5}))?(?:\/|$)/i;
  const [, scheme = '', address, name, digits] = pattern.exec(apiUrl ?? '') ?? [];
  const host = address ?? name;
  if (host === undefined) return null;
  const isTls = scheme.toLowerCase() === 'https';
  return { isTls, host, port: digits === undefined ? (isTls ? 443 : 80) : Number(digits) };
}

/** `host:port`, with brackets around an IPv6 address. */
export function addressText(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** An IP address, as opposed to a name. */
export function isIpAddress(host: string): boolean {
  return host.includes(':') || /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
}
