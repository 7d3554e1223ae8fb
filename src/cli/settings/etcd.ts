import { Failure } from '../../errors.js';
import { parsePythonUrl } from '../../formats/addresses.js';
import { hint } from '../../formats/hint.js';
import type { JsonValue } from '../../formats/json.js';
import type { EtcdSettings } from '../../operations/settings.js';
import type { SettingsDocument } from './settings-document.js';

const DEFAULT_PORT = 2379;

/**
 * Null if the section `etcd3` names no address. As in Patroni, `proxy` goes before `url`, `url` before `hosts`, `hosts` before
 * `host`; a `srv` that resolves goes before the last two. Endpoints are used as they are named: the topology of etcd is not
 * asked for, so `use_proxies` changes nothing.
 */
export function etcdFromSection(document: SettingsDocument): EtcdSettings | null {
  for (const key of URL_KEYS) {
    const address = document.text(key);
    if (address !== null) return etcdFromAddress(address, key, document);
  }
  const endpoints = namedEndpoints(document);
  const domain = SRV_KEYS.map((key) => document.text(key)).find((text) => text !== null) ?? null;
  if (domain === null) return endpoints.length === 0 ? null : settingsOf(endpoints, document);
  return { ...settingsOf(endpoints, document), srv: { domain, suffix: document.text('etcd3.srv_suffix') } };
}

const URL_KEYS = ['etcd3.proxy', 'etcd3.url'];
const SRV_KEYS = ['etcd3.srv', 'etcd3.discovery_srv', 'etcd3.srv_domain'];

/** The keys that name the endpoints, for messages. */
export function addressKeys(document: SettingsDocument): readonly string[] {
  const isThere = (key: string): boolean => document.value(key) !== undefined;
  const url = URL_KEYS.find(isThere);
  return url === undefined ? [...SRV_KEYS, hostsKey(document)].filter(isThere) : [url];
}

function hostsKey(document: SettingsDocument): string {
  return document.value('etcd3.hosts') === undefined ? 'etcd3.host' : 'etcd3.hosts';
}

function namedEndpoints(document: SettingsDocument): string[] {
  const key = hostsKey(document);
  const hosts = listOf(document.value(key));
  if (hosts === null) throw document.wrong(key, key === 'etcd3.hosts' ? 'a list of host:port' : 'host:port');
  const protocol = protocolOf(document);
  const port = portOf(document);
  // `port` overrides the port within `host`, and is the default of those within `hosts`.
  const overrides = key === 'etcd3.host' && port !== null;
  return hosts.map((host) => {
    const endpoint = endpointOf(protocol, overrides ? withoutPort(host) : host, port ?? DEFAULT_PORT);
    if (endpoint === null) throw document.wrong(key, `host:port, not "${withoutLogin(host)}"`);
    return endpoint;
  });
}

interface EtcdFromUrl {
  readonly etcd: EtcdSettings;
  readonly namespace: string | null;
}

const OTHER_SCHEMES = ['consul', 'zookeeper', 'exhibitor', 'kubernetes', 'raft'];

/** `-d`: `[SCHEME://][HOST][:PORT][/NAMESPACE]`; without a scheme, and with `etcd`, the v3 API is meant. */
export function etcdFromUrl(
  text: string,
  document: SettingsDocument,
  option: '-d' | 'DCS_URL' = '-d',
): EtcdFromUrl {
  const [, prefix = '', rest = ''] = /^(?:(?:([A-Za-z0-9+.-]*):)?\/\/)?(.*)$/.exec(text) ?? [];
  const scheme = prefix.toLowerCase();
  if (!['', 'etcd', 'etcd3', 'http', 'https'].includes(scheme)) {
    const known = OTHER_SCHEMES.includes(scheme) ? ' (ctl reads clusters from etcd only)' : '';
    throw new Failure('usage', 'bad-settings', `Unknown dcs scheme: ${scheme}${known}`, {
      subject: option,
      next: hint`${option === '-d' ? '-d ' : 'DCS_URL='}etcd3://HOST:2379/NAMESPACE`,
    });
  }
  const [, authority = '', below = ''] = /^([^/?#]*)([^?#]*)/.exec(rest) ?? [];
  const address = authority.replace(/^.*@/, '');
  const path = below.trim().replace(/^\/+|\/+$/g, '');
  const protocol = scheme.startsWith('http') ? scheme : protocolOf(document);
  const host = address.startsWith(':') || address === '' ? `localhost${address}` : address;
  const endpoint = endpointOf(protocol, host, DEFAULT_PORT);
  if (endpoint === null) {
    throw new Failure('usage', 'bad-settings', `${option}: "${host}" is not host:port`, { subject: option });
  }
  return { etcd: settingsOf([endpoint], document), namespace: path === '' ? null : path };
}

/** A URL sets protocol, host, port and login, or that there is none; Patroni's client sends the login as it is written, `%40` included. */
function etcdFromAddress(text: string, key: string, document: SettingsDocument): EtcdSettings {
  const { scheme, host, port, username, password } = parsePythonUrl(text);
  const isFit = (scheme === 'http' || scheme === 'https') && host !== '' && port !== 'none';
  const endpoint = isFit ? endpointOf(scheme, withPort(host, port), DEFAULT_PORT) : null;
  if (endpoint === null) throw document.wrong(key, 'http(s)://HOST:PORT');
  return { ...settingsOf([endpoint], document), login: loginOf(username, password) };
}

function withPort(host: string, port: number | null): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return port ? `${name}:${port}` : name;
}

function settingsOf(endpoints: readonly string[], document: SettingsDocument): EtcdSettings {
  return {
    endpoints,
    srv: null,
    tls: {
      cacert: document.text('etcd3.cacert'),
      cert: document.text('etcd3.cert'),
      key: document.text('etcd3.key'),
    },
    login: loginOf(document.text('etcd3.username'), document.text('etcd3.password')),
  };
}

/** Patroni's client logs in with both or not at all. */
function loginOf(username: string | null, password: string | null): EtcdSettings['login'] {
  return username && password ? { username, password } : null;
}

function protocolOf(document: SettingsDocument): string {
  const protocol = document.text('etcd3.protocol') ?? 'http';
  if (protocol === 'http' || protocol === 'https') return protocol;
  throw document.wrong('etcd3.protocol', 'http or https');
}

function portOf(document: SettingsDocument): number | null {
  const text = document.text('etcd3.port');
  if (text === null) return null;
  if (/^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw document.wrong('etcd3.port', 'a port number');
}

/** A list, or text with commas and perhaps brackets around all of it, or with dashes; null if it is neither. */
function listOf(value: JsonValue | undefined): string[] | null {
  if (value === undefined) return [];
  const parts = typeof value === 'string' ? splitList(value) : value;
  if (!Array.isArray(parts)) return null;
  const texts = parts.filter((part) => typeof part === 'string');
  if (texts.length < parts.length) return null;
  return texts.map((part) => part.trim().replace(/^(['"])(.*)\1$/, '$2')).filter((part) => part !== '');
}

function splitList(text: string): string[] {
  if (/^\s*- /.test(text)) return text.split(/(?:^|\n)\s*- /);
  return text.replace(/^\[((?:[^[\]]|\[[^[\]]*\])*)\]$/, '$1').split(',');
}

function endpointOf(protocol: string, host: string, defaultPort: number): string | null {
  const text = `${protocol}://${/^[^[].*:.*:/.test(host) ? `[${host}]` : host}`;
  if (host.includes('/') || !URL.canParse(text)) return null;
  const url = new URL(text);
  // URL drops a port that is the protocol's default.
  const port = /:(\d+)$/.exec(text)?.[1] ?? String(defaultPort);
  return `${protocol}://${url.hostname}:${port}`;
}

/** For messages. */
function withoutLogin(host: string): string {
  return host.replace(/^([a-z0-9]+:\/\/)?.*@/i, '$1');
}

function withoutPort(host: string): string {
  return host.replace(/^(\[.*\]|[^:]*):\d+$/, '$1');
}
