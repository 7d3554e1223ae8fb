import { Failure } from '../../errors.js';
import { hint } from '../../formats/hint.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A value and where it came from, for messages. */
export interface Sourced {
  readonly value: string;
  readonly from: string;
}

/** libpq's connection parameters that matter here, with their variables; host and port always come from the DCS. */
const VARIABLES = {
  user: 'PGUSER',
  password: 'PGPASSWORD',
  dbname: 'PGDATABASE',
  passfile: 'PGPASSFILE',
  options: 'PGOPTIONS',
  application_name: 'PGAPPNAME',
  connect_timeout: 'PGCONNECT_TIMEOUT',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  sslpassword: null,
  sslcrl: 'PGSSLCRL',
  timezone: 'PGTZ',
} as const;

type Parameter = keyof typeof VARIABLES;
export type LibpqParameters = Readonly<Record<Parameter, Sourced | null>>;

/** A service of PGSERVICE as it stands in its file. */
export interface Service {
  readonly name: string;
  readonly path: string;
  readonly settings: ReadonlyMap<string, string>;
}

/** As in libpq a service comes before the environment (fe-connect.c, conninfo_add_defaults). */
export function libpqParameters(service: Service | null, env: Environment): LibpqParameters {
  refuseUnsupported(service, env);
  const find = (parameter: Parameter): Sourced | null => {
    const ofService = service?.settings.get(parameter);
    if (service !== null && ofService !== undefined) {
      return { value: ofService, from: `service ${service.name} of ${service.path}` };
    }
    const variable = VARIABLES[parameter];
    const value = variable === null ? undefined : env[variable];
    return variable === null || !value ? null : { value, from: variable };
  };
  return {
    user: find('user'),
    password: find('password'),
    dbname: find('dbname'),
    passfile: find('passfile'),
    options: find('options'),
    application_name: find('application_name'),
    connect_timeout: find('connect_timeout'),
    sslmode: find('sslmode'),
    sslrootcert: find('sslrootcert'),
    sslcert: find('sslcert'),
    sslkey: find('sslkey'),
    sslpassword: find('sslpassword'),
    sslcrl: find('sslcrl'),
    timezone: find('timezone'),
  };
}

/** What asks for more security than there would be. */
const UNSUPPORTED = [
  { parameter: 'channel_binding', variable: 'PGCHANNELBINDING', value: /^require$/ },
  { parameter: 'gssencmode', variable: 'PGGSSENCMODE', value: /^require$/ },
  { parameter: 'require_auth', variable: 'PGREQUIREAUTH', value: /./ },
];

function refuseUnsupported(service: Service | null, env: Environment): void {
  for (const { parameter, variable, value } of UNSUPPORTED) {
    const found = service?.settings.get(parameter) ?? env[variable];
    if (found === undefined || !value.test(found)) continue;
    const message = `${parameter}=${found} (${variable}) is not supported, and it would be unsafe to ignore it`;
    throw new Failure('usage', 'unsupported-parameter', message, {
      subject: variable,
      next: hint`unset ${variable}`,
    });
  }
}
