import { Failure } from '../errors.js';
import type { JsonValue } from '../formats/json.js';
import type { EtcdSettings } from '../operations/ports.js';

/** The section `etcd3` as it was found, types unchecked. */
export interface EtcdSection {
  readonly host: JsonValue;
  readonly port: JsonValue;
  readonly hosts: JsonValue;
  readonly url: JsonValue;
  readonly protocol: JsonValue;
  readonly username: JsonValue;
  readonly password: JsonValue;
  readonly cacert: JsonValue;
  readonly cert: JsonValue;
  readonly key: JsonValue;
}

const DEFAULT_PORT = 2379;

/** Null if the section names no address. `url` goes before `hosts`, `hosts` before `host`, as in Patroni. */
export function etcdFromSection(section: EtcdSection, origin: string): EtcdSettings | null {
  if (section.url !== null) return etcdFromAddress(textOf(section, 'url', origin), section, origin);
  const protocol = protocolOf(section, origin);
  const port = portOf(section, origin);
  const hosts = listOf(section.hosts ?? section.host);
  if (hosts === null) {
    throw new Failure('usage', 'bad-settings', `${origin}: etcd3.hosts must be a list of host:port`, {
      subject: 'etcd3.hosts',
    });
  }
  if (hosts.length === 0) return null;
  // `port` overrides the port within `host`, and is the default of those within `hosts`.
  const overrides = section.hosts === null && port !== null;
  const endpoints = hosts.map((host) =>
    endpointOf(protocol, overrides ? withoutPort(host) : host, port ?? DEFAULT_PORT, origin),
  );
  return settingsOf(endpoints, section, origin);
}

export interface EtcdFromUrl {
  readonly etcd: EtcdSettings;
  readonly namespace: string | null;
}

const OTHER_SCHEMES = ['consul', 'zookeeper', 'exhibitor', 'kubernetes', 'raft'];

/** `-d`: `[SCHEME://][HOST][:PORT][/NAMESPACE]`; without a scheme, and with `etcd`, the v3 API is meant. */
export function etcdFromUrl(text: string, section: EtcdSection, origin: string): EtcdFromUrl {
  const [, prefix = '', rest = ''] = /^(?:(?:([A-Za-z0-9+.-]*):)?\/\/)?(.*)$/.exec(text) ?? [];
  const scheme = prefix.toLowerCase();
  if (!['', 'etcd', 'etcd3', 'http', 'https'].includes(scheme)) {
    const known = OTHER_SCHEMES.includes(scheme) ? ' (ctl reads clusters from etcd only)' : '';
    throw new Failure('usage', 'bad-settings', `Unknown dcs scheme: ${scheme}${known}`, {
      subject: '-d',
      next: '-d etcd3://HOST:2379/NAMESPACE',
    });
  }
  const slash = rest.indexOf('/');
  const address = (slash === -1 ? rest : rest.slice(0, slash)).replace(/^.*@/, '');
  const path = slash === -1 ? '' : rest.slice(slash + 1).replace(/^\/+|\/+$/g, '');
  const protocol = scheme.startsWith('http') ? scheme : protocolOf(section, origin);
  const host = address.startsWith(':') || address === '' ? `localhost${address}` : address;
  const endpoint = endpointOf(protocol, host, DEFAULT_PORT, '-d');
  return { etcd: settingsOf([endpoint], section, origin), namespace: path === '' ? null : path };
}

/** A URL sets protocol, host, port and login. */
function etcdFromAddress(text: string, section: EtcdSection, origin: string): EtcdSettings {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new Failure('usage', 'bad-settings', `${origin}: etcd3.url must be http(s)://HOST:PORT`, {
      subject: 'etcd3.url',
    });
  }
  const protocol = url.protocol.slice(0, -1);
  const endpoint = endpointOf(protocol, url.host, DEFAULT_PORT, origin);
  const settings = settingsOf([endpoint], section, origin);
  if (url.username === '') return settings;
  const login = { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  return { ...settings, login };
}

function settingsOf(endpoints: readonly string[], section: EtcdSection, origin: string): EtcdSettings {
  const username = textOrNull(section, 'username', origin);
  return {
    endpoints,
    tls: endpoints.some((endpoint) => endpoint.startsWith('https:'))
      ? {
          cacert: textOrNull(section, 'cacert', origin),
          cert: textOrNull(section, 'cert', origin),
          key: textOrNull(section, 'key', origin),
        }
      : null,
    login: username === null ? null : { username, password: textOrNull(section, 'password', origin) ?? '' },
  };
}

function protocolOf(section: EtcdSection, origin: string): string {
  const protocol = textOrNull(section, 'protocol', origin) ?? 'http';
  if (protocol === 'http' || protocol === 'https') return protocol;
  throw new Failure('usage', 'bad-settings', `${origin}: etcd3.protocol must be http or https`, {
    subject: 'etcd3.protocol',
  });
}

function portOf(section: EtcdSection, origin: string): number | null {
  const text = textOrNull(section, 'port', origin);
  if (text === null) return null;
  if (/^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new Failure('usage', 'bad-settings', `${origin}: etcd3.port must be a port number`, {
    subject: 'etcd3.port',
  });
}

/** A list, or text with commas and perhaps brackets around all of it; null if it is neither. */
function listOf(value: JsonValue): string[] | null {
  if (value === null) return [];
  const parts =
    typeof value === 'string' ? value.replace(/^\[((?:[^[\]]|\[[^[\]]*\])*)\]$/, '$1').split(',') : value;
  if (!Array.isArray(parts)) return null;
  const texts = parts.filter((part) => typeof part === 'string');
  if (texts.length < parts.length) return null;
  return texts.map((part) => part.trim().replace(/^(['"])(.*)\1$/, '$2')).filter((part) => part !== '');
}

function endpointOf(protocol: string, host: string, defaultPort: number, origin: string): string {
  const text = `${protocol}://${/^[^[].*:.*:/.test(host) ? `[${host}]` : host}`;
  if (host.includes('/') || !URL.canParse(text)) {
    throw new Failure('usage', 'bad-settings', `${origin}: "${host}" is not host:port`, { subject: host });
  }
  const url = new URL(text);
  // URL drops a port that is the protocol's default.
  const port = /:(\d+)$/.exec(text)?.[1] ?? String(defaultPort);
  return `${protocol}://${url.hostname}:${port}`;
}

function withoutPort(host: string): string {
  return host.replace(/^(\[.*\]|[^:]*):\d+$/, '$1');
}

function textOf(section: EtcdSection, key: keyof EtcdSection, origin: string): string {
  const value = section[key];
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new Failure('usage', 'bad-settings', `${origin}: etcd3.${key} must be text`, {
    subject: `etcd3.${key}`,
  });
}

function textOrNull(section: EtcdSection, key: keyof EtcdSection, origin: string): string | null {
  return section[key] === null || section[key] === '' ? null : textOf(section, key, origin);
}
