import { entryOf } from '../../formats/json.js';
import { isPythonMapping, type PythonMapping, type PythonValue } from '../../formats/python-text.js';

/** The variables that matter, and the keys that they override (Patroni config.py; reference 4.2 and 4.3). */
const VARIABLES: ReadonlyMap<string, string> = new Map([
  ['PATRONI_SCOPE', 'scope'],
  ['PATRONI_NAMESPACE', 'namespace'],
  ['PATRONI_CITUS_GROUP', 'citus.group'],
  ['PATRONI_CITUS_DATABASE', 'citus.database'],
  ['PATRONI_CTL_USERNAME', 'ctl.authentication.username'],
  ['PATRONI_CTL_PASSWORD', 'ctl.authentication.password'],
  ['PATRONI_CTL_INSECURE', 'ctl.insecure'],
  ['PATRONI_CTL_CACERT', 'ctl.cacert'],
  ['PATRONI_CTL_CERTFILE', 'ctl.certfile'],
  ['PATRONI_CTL_KEYFILE', 'ctl.keyfile'],
  ['PATRONI_CTL_KEYFILE_PASSWORD', 'ctl.keyfile_password'],
  ['PATRONI_RESTAPI_USERNAME', 'restapi.authentication.username'],
  ['PATRONI_RESTAPI_PASSWORD', 'restapi.authentication.password'],
  ['PATRONI_RESTAPI_CAFILE', 'restapi.cafile'],
  ['PATRONI_REPLICATION_USERNAME', 'postgresql.authentication.replication.username'],
  ['PATRONI_REPLICATION_PASSWORD', 'postgresql.authentication.replication.password'],
  ['PATRONI_SUPERUSER_USERNAME', 'postgresql.authentication.superuser.username'],
  ['PATRONI_SUPERUSER_PASSWORD', 'postgresql.authentication.superuser.password'],
  ...['etcd3', 'etcd'].flatMap((section) =>
    [
      ...['host', 'port', 'hosts', 'url', 'proxy', 'use_proxies', 'srv', 'srv_suffix', 'protocol'],
      ...['username', 'password', 'cacert', 'cert', 'key'],
    ].map((key): [string, string] => [`PATRONI_${section}_${key}`.toUpperCase(), `${section}.${key}`]),
  ),
]);

type Environment = Readonly<Record<string, string | undefined>>;

/** The variable for a key, if there is one. */
export function variableOf(key: string): string | undefined {
  return [...VARIABLES].find(([, each]) => each === key)?.[0];
}

interface Overlay {
  readonly merged: PythonMapping;
  /** Dotted key to the variable that set it. */
  readonly variables: ReadonlyMap<string, string>;
}

/** The document with every key that has a variable set to it; empty variables count as unset. */
export function overlayVariables(
  root: PythonMapping,
  env: Readonly<Record<string, string | undefined>>,
): Overlay {
  const variables = new Map<string, string>();
  let merged = root;
  for (const [variable, key] of VARIABLES) {
    const text = env[variable];
    const value = text ? fromText(variable, text) : null;
    if (value === null) continue;
    merged = withValue(merged, key.split('.'), value);
    variables.set(key, variable);
  }
  return { merged, variables };
}

/** Patroni leaves out what is no number or no switch (config.py, `_build_environment_configuration`). */
function fromText(variable: string, text: string): PythonValue {
  if (variable === 'PATRONI_CTL_INSECURE') {
    return /^(?:on|true|yes|1|off|false|no|0)$/i.test(text) ? text : null;
  }
  if (variable !== 'PATRONI_CITUS_GROUP') return text;
  return /^\s*\d+\s*$/.test(text) ? Number(text) : null;
}

function withValue(root: PythonMapping, path: readonly string[], value: PythonValue): PythonMapping {
  const [key = '', ...rest] = path;
  if (rest.length === 0) return { ...root, [key]: value };
  const below = entryOf(root, key);
  return {
    ...root,
    [key]: withValue(below !== undefined && isPythonMapping(below) ? below : {}, rest, value),
  };
}

/** Where sandboxes are kept: with the user's state, or with the machine's for root. */
export function sandboxHome(env: Environment, isRoot: boolean): string {
  if (env.CTL_SANDBOX_HOME) return env.CTL_SANDBOX_HOME;
  if (isRoot) return '/var/lib/ctl/sandbox';
  const home = env.HOME?.startsWith('/') ? env.HOME : '/nonexistent';
  const state = env.XDG_STATE_HOME?.startsWith('/') ? env.XDG_STATE_HOME : `${home}/.local/state`;
  return `${state}/ctl/sandbox`;
}
