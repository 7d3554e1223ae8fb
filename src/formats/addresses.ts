/** Where a server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** `host:port`, or `[::1]:port`; null if it is neither. */
export function parseAddress(text: string): Address | null {
  const pattern = /^(?:\[([\da-f]*:[\da-f:.]*(?:%\w+)?)\]|([^\s:/@,[\]]+)):(\d{1,5})$/i;
  const [, address, name, digits = ''] = pattern.exec(text) ?? [];
  const host = address ?? name;
  const port = Number(digits);
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port };
}
