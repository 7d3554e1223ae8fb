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

interface PythonUrl {
  readonly scheme: string;
  /** Without brackets, in small letters; empty if there is none. */
  readonly host: string;
  /** Null if none is named, `none` if what is named is none. */
  readonly port: number | null | 'none';
  /** As they are written. */
  readonly username: string | null;
  readonly password: string | null;
  /** Hosts and ports together, as they are written. */
  readonly address: string;
  readonly query: string;
}

/** What `urllib.parse.urlparse` makes of a text, with which Patroni reads `etcd3.url` and the `conn_url` of members. */
export function parsePythonUrl(text: string): PythonUrl {
  const [, scheme = '', netloc = '', query = ''] =
    /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^/?#]*))?[^?#]*(?:\?([^#]*))?/i.exec(text.replace(/[\t\r\n]/g, '')) ??
    [];
  const at = netloc.lastIndexOf('@');
  const userinfo = at === -1 ? null : netloc.slice(0, at);
  const colon = userinfo?.indexOf(':') ?? -1;
  const address = netloc.slice(at + 1);
  const [, bracketed, name = '', port] = /^(?:\[([^\]]*)\]?|([^:[]*))[^:]*(?::(.*))?$/s.exec(address) ?? [];
  return {
    scheme: scheme.toLowerCase(),
    host: (bracketed ?? name).toLowerCase(),
    port: portOf(port ?? ''),
    username: colon === -1 ? userinfo : (userinfo?.slice(0, colon) ?? null),
    password: colon === -1 ? null : (userinfo?.slice(colon + 1) ?? null),
    address,
    query,
  };
}

function portOf(text: string): PythonUrl['port'] {
  if (text === '') return null;
  return /^\d+$/.test(text) && Number(text) <= 65_535 ? Number(text) : 'none';
}
