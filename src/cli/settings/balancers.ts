import { Failure } from '../../errors.js';
import { parseAddress } from '../../formats/addresses.js';
import { isJsonNumber } from '../../formats/exact-number.js';
import { hint } from '../../formats/hint.js';
import { isJsonObject, type JsonValue } from '../../formats/json.js';
import type { SqlAddress } from '../../operations/ports/sql-ports.js';
import type { BalancerSettings, RouteSettings } from '../../operations/settings.js';
import type { SettingsDocument } from './settings-document.js';

type Environment = Readonly<Record<string, string | undefined>>;
type Balancer = Omit<BalancerSettings, 'scope'>;
type Route = Omit<RouteSettings, 'scope'>;

const ADDRESS = 'host:port';
const STATS = 'the path of a socket, host:port or http(s)://HOST/PATH';
const BALANCER = 'a mapping of stats, write, read and more, or a list of them';
const TEXT = 'text';
const KEYS = ['stats', 'write', 'read', 'username', 'password', 'cacert', 'file', 'write_pool', 'read_pool'];

/** `ctl.haproxy`; for the scope of the settings the stats addresses of `CTL_HAPROXY` take its place. */
export function balancersOf(document: SettingsDocument, env: Environment): readonly BalancerSettings[] {
  const named = fromVariable('CTL_HAPROXY', 'ctl.haproxy', document, env, STATS, (text): Balancer | null => {
    return balancerAt(text);
  });
  return ofEachScope('ctl.haproxy', document, named, (value, key) =>
    Array.isArray(value)
      ? value.map((each, index) => balancerOf(each, `${key}.${index}`, document))
      : [balancerOf(value, key, document)],
  );
}

/** `ctl.routes`, with `CTL_ROUTES` before it likewise. */
export function routesOf(document: SettingsDocument, env: Environment): readonly RouteSettings[] {
  const routeOf = (value: JsonValue): Route | null => {
    const address = addressOf(value);
    return address === null ? null : { address };
  };
  const named = fromVariable('CTL_ROUTES', 'ctl.routes', document, env, ADDRESS, routeOf);
  return ofEachScope('ctl.routes', document, named, (value, key) =>
    (Array.isArray(value) ? value : [value]).map((each) => {
      const route = routeOf(each);
      if (route === null) throw document.wrong(key, `${ADDRESS} or a list of them`);
      return route;
    }),
  );
}

interface Scoped<T> {
  readonly scope: string;
  readonly values: readonly T[];
}

/** The entries of a section whose keys are scopes, and those that a variable names. */
function ofEachScope<T extends object>(
  section: string,
  document: SettingsDocument,
  named: Scoped<T> | null,
  read: (value: JsonValue, key: string) => readonly T[],
): (T & { readonly scope: string })[] {
  const value = document.value(section) ?? {};
  if (!isJsonObject(value))
    throw document.wrong(section, 'a mapping with the scope of each cluster as a key');
  const scopes = Object.entries(value).flatMap(([scope, each]) =>
    each === null || scope === named?.scope ? [] : [{ scope, values: read(each, `${section}.${scope}`) }],
  );
  return [...scopes, ...(named === null ? [] : [named])].flatMap(({ scope, values }) =>
    values.map((each) => ({ ...each, scope })),
  );
}

function fromVariable<T>(
  variable: string,
  key: string,
  document: SettingsDocument,
  env: Environment,
  expected: string,
  decode: (text: string) => T | null,
): Scoped<T> | null {
  const texts = (env[variable] ?? '').split(',').map((text) => text.trim());
  const values = texts
    .filter((text) => text !== '')
    .map((text) => {
      const value = decode(text);
      if (value !== null) return value;
      const message = `${variable}: ${key} must be ${expected}`;
      throw new Failure('usage', 'bad-settings', message, { subject: key });
    });
  const scope = document.text('scope');
  if (values.length === 0) return null;
  if (scope !== null) return { scope, values };
  const message = `${variable} is for the cluster that scope names, and no scope is set`;
  const next = hint`set PATRONI_SCOPE, or use ${key} of a settings file`;
  throw new Failure('usage', 'bad-settings', message, { subject: variable, next });
}

/** A balancer of which only the stats address is known; null if it is none. */
export function balancerAt(stats: string): Balancer | null {
  const address = statsOf(stats);
  if (address === null) return null;
  const nothing = { write: null, read: null, cacert: null, file: null, pools: { write: null, read: null } };
  return { ...nothing, ...address };
}

function balancerOf(value: JsonValue, key: string, document: SettingsDocument): Balancer {
  const names = isJsonObject(value) ? Object.keys(value).filter((name) => value[name] !== null) : [];
  const isKnown = names.every((name) => KEYS.includes(name));
  if (!isJsonObject(value) || names.length === 0 || !isKnown) throw document.wrong(key, BALANCER);
  const read = <T>(name: string, decode: (value: JsonValue) => T | null, expected: string): T | null => {
    const each = value[name] ?? null;
    const decoded = each === null ? null : decode(each);
    if (each !== null && decoded === null) throw document.wrong(`${key}.${name}`, expected);
    return decoded;
  };
  const text = (name: string): string | null => read(name, textOf, TEXT);
  const { stats = null, login = null } = read('stats', statsOf, STATS) ?? {};
  const [username, password] = [text('username'), text('password')];
  return {
    stats,
    login: username !== null && password !== null ? { username, password } : login,
    cacert: text('cacert'),
    file: text('file'),
    pools: { write: text('write_pool'), read: text('read_pool') },
    write: read('write', addressOf, ADDRESS),
    read: read('read', addressOf, ADDRESS),
  };
}

function textOf(value: JsonValue): string | null {
  return typeof value === 'string' || isJsonNumber(value) ? String(value) : null;
}

/** A login within a URL is taken out of it: the address is shown. */
function statsOf(value: JsonValue): Pick<Balancer, 'stats' | 'login'> | null {
  if (typeof value !== 'string') return null;
  if (value.startsWith('/') || addressOf(value) !== null) return { stats: value, login: null };
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) return null;
  const url = new URL(value);
  const { username, password } = url;
  if (username === '' && password === '') return { stats: value, login: null };
  url.username = '';
  url.password = '';
  const login = { username: decoded(username), password: decoded(password) };
  return { stats: url.href, login };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function addressOf(value: JsonValue): SqlAddress | null {
  return typeof value === 'string' ? parseAddress(value) : null;
}
