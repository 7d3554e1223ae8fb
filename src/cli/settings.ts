import { Failure } from '../errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../formats/json.js';
import type { Settings } from '../operations/ports.js';
import { type EtcdSection, etcdFromSection, etcdFromUrl } from './etcd-settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the settings are made from; nothing here reads a file or the process. */
export interface SettingsSources {
  readonly dcsUrl: string | undefined;
  readonly env: Environment;
  /** The parsed configuration file and its path. */
  readonly file: { readonly path: string; readonly value: JsonValue } | null;
}

/**
 * patronictl's precedence: the file, overridden key by key by `PATRONI_*` variables; then `-d` for the address of etcd.
 * Unlike patronictl, TLS and login of the file still apply to an address given by `-d`.
 */
export function resolveSettings(sources: SettingsSources): Settings {
  const { env, file } = sources;
  if (file !== null && file.value !== null && !isJsonObject(file.value)) {
    throw new Failure('usage', 'bad-settings', `${file.path}: this is not a mapping of keys to values`);
  }
  const root: JsonObject = file !== null && isJsonObject(file.value) ? file.value : {};
  const origin = file?.path ?? 'the environment';
  const text = (key: string, variable: string): string | null => env[variable] || textAt(root, key, origin);
  const dcsUrl = sources.dcsUrl ?? (env.DCS_URL || undefined);
  const section = etcdSection(root, env, origin);
  const named = dcsUrl === undefined ? null : etcdFromUrl(dcsUrl, section, origin);
  const etcd = named?.etcd ?? etcdFromSection(section, origin);
  if (etcd === null) throw noDcs(root, origin, file !== null);
  return {
    scope: text('scope', 'PATRONI_SCOPE') || null,
    namespace: named?.namespace ?? text('namespace', 'PATRONI_NAMESPACE') ?? 'service',
    citus: citusOf(root, env),
    etcd,
    origin: named === null ? origin : sources.dcsUrl === undefined ? 'DCS_URL' : '-d',
  };
}

/** Whether anything says where etcd is; without it a running sandbox may be meant. */
export function mentionsDcs(sources: SettingsSources): boolean {
  const { env, dcsUrl, file } = sources;
  return (
    file !== null ||
    dcsUrl !== undefined ||
    Boolean(env.DCS_URL) ||
    Object.keys(env).some((name) => name.startsWith('PATRONI_ETCD'))
  );
}

const VARIABLES: Readonly<Record<keyof EtcdSection, string>> = {
  host: 'HOST',
  port: 'PORT',
  hosts: 'HOSTS',
  url: 'URL',
  protocol: 'PROTOCOL',
  username: 'USERNAME',
  password: 'PASSWORD',
  cacert: 'CACERT',
  cert: 'CERT',
  key: 'KEY',
};

/** The section `etcd3`, each key overridden by its variable. */
function etcdSection(root: JsonObject, env: Environment, origin: string): EtcdSection {
  const raw = root.etcd3;
  if (raw !== undefined && raw !== null && !isJsonObject(raw)) {
    throw new Failure('usage', 'bad-settings', `${origin}: etcd3 must be a mapping`, { subject: 'etcd3' });
  }
  const section: JsonObject = isJsonObject(raw) ? raw : {};
  const value = (key: keyof EtcdSection): JsonValue =>
    env[`PATRONI_ETCD3_${VARIABLES[key]}`] || (section[key] ?? null);
  return {
    host: value('host'),
    port: value('port'),
    hosts: value('hosts'),
    url: value('url'),
    protocol: value('protocol'),
    username: value('username'),
    password: value('password'),
    cacert: value('cacert'),
    cert: value('cert'),
    key: value('key'),
  };
}

/** Both keys are needed, else the section does not count. */
function citusOf(root: JsonObject, env: Environment): Settings['citus'] {
  const section = isJsonObject(root.citus) ? root.citus : {};
  const group = String(env.PATRONI_CITUS_GROUP || (section.group ?? ''));
  const database = env.PATRONI_CITUS_DATABASE || section.database;
  return /^\d+$/.test(group) && typeof database === 'string' ? { group: Number(group), database } : null;
}

function textAt(root: JsonObject, key: string, origin: string): string | null {
  const value = root[key];
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw new Failure('usage', 'bad-settings', `${origin}: ${key} must be text`, { subject: key });
}

const OTHER_STORES = ['etcd', 'consul', 'zookeeper', 'exhibitor', 'kubernetes', 'raft'];

function noDcs(root: JsonObject, origin: string, hasFile: boolean): Failure {
  const other = OTHER_STORES.find((name) => root[name] !== undefined);
  if (other !== undefined) {
    const message = `${origin}: the section "${other}" is not supported; ctl reads clusters from etcd through its v3 API`;
    return new Failure('usage', 'unsupported-dcs', message, {
      subject: other,
      next: 'add a section etcd3, or name the address: -d etcd3://HOST:2379',
    });
  }
  const message = 'Can not find suitable configuration of distributed configuration store';
  return new Failure('usage', 'no-dcs', message, {
    next: hasFile
      ? `add a section etcd3 with hosts to ${origin}`
      : 'name a configuration file (-c FILE) or etcd (-d HOST:2379), or try a local cluster: ctl sandbox up',
  });
}
