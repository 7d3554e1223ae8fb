import { Failure } from '../../errors.js';
import { type Address, parseAddress } from '../../formats/addresses.js';
import { ctl, hint } from '../../formats/hint.js';
import { isJsonObject } from '../../formats/json.js';
import { isPythonMapping, type PythonMapping, type PythonValue } from '../../formats/python-text.js';
import type { AgentSettings, ConfiguredMember, Settings, SqlSettings } from '../../operations/settings.js';
import { balancersOf, routesOf } from './balancers.js';
import { addressKeys, etcdFromSection, etcdFromUrl } from './etcd.js';
import { SettingsDocument } from './settings-document.js';
import { overlayVariables, variableOf } from './variables.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the settings are made from; nothing here reads a file or the process. */
export interface SettingsSources {
  readonly dcsUrl: string | undefined;
  /** `-k`. */
  readonly insecure: boolean;
  readonly env: Environment;
  readonly file: SettingsFile | null;
}

/** A parsed configuration file, or a directory of them merged. */
export interface SettingsFile {
  readonly path: string;
  readonly value: PythonValue;
  /** Whether it is the variable PATRONI_CONFIGURATION; then no other variable counts. */
  readonly isVariable: boolean;
  /** File and line of a dotted key, for messages. */
  placeOf(key: string): string;
}

/**
 * patronictl's precedence: the file, overridden key by key by `PATRONI_*` variables; then `-d` for the address of etcd.
 * Unlike patronictl, TLS and login of the file still apply to an address given by `-d`.
 */
export function resolveSettings(sources: SettingsSources): Settings {
  const document = documentOf(sources);
  const { env } = sources;
  const dcsUrl = sources.dcsUrl ?? (env.DCS_URL || undefined);
  const option = sources.dcsUrl === undefined ? 'DCS_URL' : '-d';
  const named = dcsUrl === undefined ? null : etcdFromUrl(dcsUrl, document, option);
  const etcd = named?.etcd ?? etcdFromSection(document);
  if (etcd === null) throw noDcs(document, sources.file !== null);
  return {
    scope: document.text('scope'),
    namespace: named?.namespace ?? document.text('namespace') ?? 'service',
    citus: citusOf(document),
    etcd,
    agent: agentOf(document, sources.insecure),
    sql: sqlOf(document, 'superuser'),
    replication: sqlOf(document, 'replication'),
    balancers: balancersOf(document, env),
    routes: routesOf(document, env),
    ownMember: ownMemberOf(document),
    origin: () => (named === null ? addressOrigin(document) : option),
    placeOf: document.placeOf,
  };
}

function addressOrigin(document: SettingsDocument): string {
  return addressKeys(document)
    .map((key) => `${key} (${document.placeOf(key)})`)
    .join(', ');
}

/** Whether anything says where etcd is; without it a running sandbox may be meant. */
export function mentionsDcs({ env, dcsUrl, file }: SettingsSources): boolean {
  const hasVariable = Object.keys(env).some((name) => name.startsWith('PATRONI_ETCD') && Boolean(env[name]));
  return file !== null || dcsUrl !== undefined || Boolean(env.DCS_URL) || hasVariable;
}

function documentOf({ file, env }: SettingsSources): SettingsDocument {
  if (file !== null && file.value !== null && !isPythonMapping(file.value)) {
    throw new Failure('usage', 'bad-settings', `${file.path}: this is not a mapping of keys to values`);
  }
  const root: PythonMapping = file !== null && isPythonMapping(file.value) ? file.value : {};
  const { merged, variables } = overlayVariables(root, file?.isVariable ? {} : env);
  const origin = file?.path ?? 'the environment';
  const placeOf = (key: string): string =>
    variables.get(key) ?? file?.placeOf(key) ?? variableOf(key) ?? origin;
  return new SettingsDocument(merged, origin, placeOf);
}

/** Both keys are needed, a whole number and a text, else the section does not count. */
function citusOf(document: SettingsDocument): Settings['citus'] {
  const group = document.value('citus.group');
  const database = document.value('citus.database');
  return typeof group === 'number' && Number.isInteger(group) && typeof database === 'string'
    ? { group, database }
    : null;
}

/** `ctl.*`, behind it `restapi.*` (reference: before 3.1 only the latter). */
function agentOf(document: SettingsDocument, insecure: boolean): AgentSettings {
  return {
    login: loginOf(document, 'ctl') ?? loginOf(document, 'restapi'),
    cacert: document.text('ctl.cacert') ?? document.text('restapi.cafile'),
    certfile: document.text('ctl.certfile'),
    keyfile: document.text('ctl.keyfile'),
    keyfilePassword: document.text('ctl.keyfile_password'),
    insecure: insecure || document.truthy('ctl.insecure'),
  };
}

/**
 * Both keys must exist in `authentication`, and Patroni formats whatever they hold; a ready-made `auth` has the form
 * `username:password` (config.py, `_build_effective_configuration`).
 */
function loginOf(document: SettingsDocument, section: 'ctl' | 'restapi'): AgentSettings['login'] {
  const [username, password] = ['username', 'password'].map((key) =>
    document.formatted(`${section}.authentication.${key}`),
  );
  if (username != null && password != null) return { username, password };
  const auth = document.text(`${section}.auth`);
  if (auth === null) return null;
  const colon = auth.indexOf(':');
  if (colon === -1) throw document.wrong(`${section}.auth`, 'username:password');
  return { username: auth.slice(0, colon), password: auth.slice(colon + 1) };
}

function sqlOf(document: SettingsDocument, role: 'superuser' | 'replication'): SqlSettings {
  const section = `postgresql.authentication.${role}`;
  return { username: document.text(`${section}.username`), password: document.text(`${section}.password`) };
}

const OTHER_STORES = ['etcd', 'consul', 'zookeeper', 'exhibitor', 'kubernetes', 'raft'];

function noDcs(document: SettingsDocument, hasFile: boolean): Failure {
  const { origin } = document;
  const other = OTHER_STORES.find((name) => document.value(name) !== undefined);
  if (other !== undefined) {
    const what = other === 'etcd' ? 'the v2 API of etcd' : other;
    const message = `${document.placeOf(other)}: the section "${other}" means ${what}, which is not supported; ctl reads clusters from etcd through its v3 API, section "etcd3"`;
    return new Failure('usage', 'unsupported-dcs', message, {
      subject: other,
      next: hint`name etcd by a section etcd3 or by -d etcd3://HOST:2379`,
    });
  }
  const message = 'Can not find suitable configuration of distributed configuration store';
  return new Failure('usage', 'no-dcs', message, {
    next: hasFile
      ? hint`add a section etcd3 with hosts to ${origin}`
      : hint`name a configuration file (-c FILE) or etcd (-d HOST:2379), or try a local cluster: ${ctl('sandbox up', null)}`,
  });
}

/** The addresses of a section `etcd`, read as if it were `etcd3`: to see whether the cluster is there in v3. */
export function resolveV2Settings(sources: SettingsSources): Settings | null {
  const value = documentOf(sources).value('etcd');
  if (!isJsonObject(value) || sources.file === null) return null;
  const root = isPythonMapping(sources.file.value) ? sources.file.value : {};
  return resolveSettings({ ...sources, file: { ...sources.file, value: { ...root, etcd3: value } } });
}

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
